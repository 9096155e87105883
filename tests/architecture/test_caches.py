"""What is kept from run to run is found by a content key and by nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project import PACKAGE, ROOT

CACHES = ("cache_resource", "cache_data", "cache", "lru_cache")
#: Functions of names alone, which are all that decides: what they name stands in the code.
OF_NAMES = {
    "rnnviz/ui/parts/papers.py _checks": ["number"],  # of a paper's result
    "rnnviz/ui/parts/papers.py _small": ["number"],  # the same
    "rnnviz/ui/live/files.py _packed": ["name", "file"],  # of files whose folder's name tells their content
    "rnnviz/training/prediction.py _learned": ["task", "cell", "amount"],  # of the trials in the package
}
FILES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"])


def name_of(node: ast.expr) -> str:
    """The last part of what a decorator or a call names."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def cached(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(name_of(one) in CACHES for one in node.decorator_list):
            yield node


def faults(source: str, where: str) -> list[str]:
    """Each function that is cached by something else than a key, and each call of one without a key."""
    tree, found = ast.parse(source), []
    by_key = set()
    for function in cached(tree):
        names = [argument.arg for argument in function.args.args + function.args.kwonlyargs]
        if names[:1] == ["key"] and all(name.startswith("_") for name in names[1:]):
            by_key.add(function.name)  # what begins with _ is no part of what Streamlit looks for
        elif names and OF_NAMES.get(f"{where} {function.name}") != names:
            found.append(f"{where}: {function.name}({', '.join(names)})")
    # Its callers may choose between two of them first: then the key is the first argument, too.
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args):
        of_a_key = any(isinstance(n, ast.Name) and n.id in by_key for n in ast.walk(call.func))
        first = call.args[0]
        if of_a_key and name_of(first) not in ("key", "key_of", "key_of_run"):
            found.append(f"{where}: {ast.unparse(call)}")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_what_is_kept_is_kept_by_its_content_key(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix()) == []


def test_there_are_some() -> None:
    assert sum(1 for file in FILES for _ in cached(ast.parse(file.read_text(encoding="utf-8")))) >= 10


@pytest.mark.parametrize(
    "source",
    [
        "@st.cache_resource(max_entries=3)\ndef f(name, _result): ...",
        "@st.cache_data\ndef f(key, result): ...",
        "@lru_cache\ndef f(scenario): ...",
        "@st.cache_resource\ndef f(key, _result): ...\nf(repr(result), result)",
        "@st.cache_resource\ndef f(key, _result): ...\n(f if small else g)(str(result.key), result)",
        "@st.cache_resource\ndef f(key, _result): ...\nf(result.scenario.name, result)",
    ],
)
def test_this_test_can_fail(source: str) -> None:
    assert faults(source, "somewhere") != []


def test_keys_are_taken() -> None:
    source = "@st.cache_resource\ndef f(key, _result): ...\n(f if a else g)(key_of(r.key, 1), r)\nf(r.key, r)"
    assert faults(source, "somewhere") == []
