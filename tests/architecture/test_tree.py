"""Where things stand, and how long they may be."""

import pytest

from tests.architecture.project import PACKAGE, ROOT, modules

BESIDE_THE_MIRROR = {"architecture", "browser", "pages"}
LONGEST_PAGE = 80


def mirrored_tests() -> list[str]:
    """Return the tests that mirror a module, as paths below tests/ without `.py`."""
    paths = [path.relative_to(ROOT / "tests").with_suffix("") for path in (ROOT / "tests").rglob("test_*.py")]
    return sorted(path.as_posix() for path in paths if path.parts[0] not in BESIDE_THE_MIRROR)


def test_every_test_file_stands_where_its_module_stands() -> None:
    # rnnviz/cells/rnn.py is tested by tests/cells/test_rnn.py or tests/cells/test_rnn_<aspect>.py, what all
    # of rnnviz/cells/ has in common by tests/test_cells.py or tests/test_cells_<aspect>.py.
    strays = []
    for test in mirrored_tests():
        folder, _, name = test.rpartition("/")
        words = name.removeprefix("test_").split("_")
        stems = [PACKAGE / folder / "_".join(words[:n]) for n in range(1, len(words) + 1)]
        if not any(stem.is_dir() or stem.with_suffix(".py").is_file() for stem in stems):
            strays.append(f"tests/{test}.py")
    assert strays == [], "no module of rnnviz stands where these tests say"


@pytest.mark.parametrize("name", [name for name, file in modules().items() if file.name != "__init__.py"])
def test_every_module_has_its_tests(name: str) -> None:
    folder, _, module = name.removeprefix("rnnviz.").replace(".", "/").rpartition("/")
    expected = f"{folder}/test_{module}".lstrip("/")
    found = [test for test in mirrored_tests() if test == expected or test.startswith(f"{expected}_")]
    assert found, f"{name} has no tests/{expected}.py"


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=lambda page: page.name)
def test_a_page_is_short(page) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE
