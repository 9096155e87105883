"""Decisions, README and the guide for those who carry on name today's files, modules and names."""

import importlib
import os
import re
from pathlib import Path

import pytest

from tests.architecture.project import ROOT

TEXTS = [*sorted((ROOT / "docs" / "decisions").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
#: Folders that tools make.
NOT_OURS = {"build", "dist", "api", "__pycache__"}
#: What is made, or lies in the wheel.
MADE = {"build/docs/index.html", "rnnviz/_app"}
FILE = re.compile(r"[\w.-]*(?:/[\w.-]+)*\.(?:py|js|css|csv|md|txt|toml|cff|rst)|[\w.-]+(?:/[\w.-]+)+/?")
NAME = re.compile(r"rnnviz(?:\.\w+)+")

EACH = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)


def there_are() -> set[str]:
    """Every file and folder of the project, from every folder above it on: a/b.py is b.py, too."""
    found = set[str]()
    for folder, inner, files in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in NOT_OURS and (name[0] != "." or name == ".streamlit")]
        for path in (Path(folder, name).relative_to(ROOT) for name in (*inner, *files)):
            found |= {"/".join(path.parts[start:]) for start in range(len(path.parts))}
    return found


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))


def missing_files(text: str) -> set[str]:
    return {one for one in quoted(text) if FILE.fullmatch(one) and one.rstrip("/") not in there_are() | MADE}


def missing_names(text: str) -> set[str]:
    return {one for one in quoted(text) | set(re.findall(r"python -m ([\w.]+)", text)) if not found(one)}


def found(name: str) -> bool:
    """Whether a dotted name of ours is a module, or something within one; other names are somebody else's."""
    if re.fullmatch(r"benchmarks(?:\.\w+)*", name):
        return any((ROOT / f"{name.replace('.', '/')}{end}").is_file() for end in (".py", "/__main__.py"))
    if not NAME.fullmatch(name):
        return True
    module, _, rest = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return bool(module) and found(module) and hasattr(importlib.import_module(module), rest)
    return True


@EACH
def test_every_file_that_is_named_is_there(text: Path) -> None:
    assert missing_files(text.read_text(encoding="utf-8")) == set()


@EACH
def test_every_module_and_name_is_there(text: Path) -> None:
    assert missing_names(text.read_text(encoding="utf-8")) == set()


@EACH
def test_every_link_leads_somewhere(text: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text.read_text(encoding="utf-8"))
    assert [link for link in links if not (text.parent / link).exists()] == []


def test_what_is_not_there_is_noticed() -> None:
    files, names = "`rnnviz/cells/none.py`, `ui/results.py`", "`rnnviz.cells.none`, `rnnviz.cells.cell.none`"
    assert missing_files(files) == {"rnnviz/cells/none.py", "ui/results.py"}
    assert missing_names(f"{names}, python -m benchmarks.no") == {
        "rnnviz.cells.none",
        "rnnviz.cells.cell.none",
        "benchmarks.no",
    }
    assert missing_files("`bptt.py`, `rnnviz/cells/`, `n_a / 2`, `app.py`") == set()
