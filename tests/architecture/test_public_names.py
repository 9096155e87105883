"""`__all__` says what is there. That it is sorted is held by ruff (RUF022), which mends it too."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.architecture.project import modules


def names_defined_in(file: Path) -> set[str]:
    """Return the public functions and classes that the file itself defines."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return {name for name in defined if not name.startswith("_")}


@pytest.mark.parametrize("name", modules())
def test_all_is_true(name: str) -> None:
    module = importlib.import_module(name)
    defined = names_defined_in(modules()[name])
    listed = getattr(module, "__all__", None)
    if listed is None:
        assert not defined, f"{name} defines {sorted(defined)} but has no __all__"
        return
    assert len(listed) == len(set(listed)), f"{name}.__all__ names something twice"
    assert {n for n in listed if not hasattr(module, n)} == set(), f"{name}.__all__ names what is not there"
    assert defined - set(listed) == set(), f"{name} defines public names that its __all__ leaves out"
