"""How to cite it: a file in the Citation File Format 1.2.0 that says what the package says."""

import tomllib

import yaml

import rnnviz
from tests.architecture.project import ROOT

#: What the format asks for, and what of the rest is used here.
REQUIRED = {"cff-version", "message", "title", "authors"}
ALLOWED = REQUIRED | {"type", "abstract", "version", "license", "keywords"}

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_it_has_what_the_format_asks_for_and_nothing_else() -> None:
    assert REQUIRED <= CITATION.keys() <= ALLOWED
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] == "software"
    for name in ("message", "title", "abstract", "version", "license"):
        assert isinstance(CITATION[name], str), name
        assert CITATION[name].strip()
    # An author that is no person is an entity, which has a name.
    assert CITATION["authors"]
    assert all(isinstance(author["name"], str) for author in CITATION["authors"])


def test_it_says_what_the_package_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert CITATION["version"] == rnnviz.__version__
    assert CITATION["title"].partition(":")[0] == project["name"]
    assert CITATION["license"] == project["license"]
    assert [author["name"] for author in CITATION["authors"]] == [author["name"] for author in project["authors"]]
    assert set(project["keywords"]) <= set(CITATION["keywords"])
