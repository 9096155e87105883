"""What no file of the project may hold, and what the decisions' index must."""

import re
from pathlib import Path

import pytest

from tests.architecture.project import ROOT, own_files

FORBIDDEN = {
    "a path in somebody's home": r"(/home/|/Users/|[A-Z]:\\Users\\)\w|/root/\w",
    "a package registry's host": r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|anaconda\.org",
    "a request to a CDN": r"https?://[\w.-]*(cdn|unpkg|jsdelivr|googleapis|gstatic|cloudflare)|plotlyjs\s*=\s*.cdn",
}


def findings(text: str) -> list[str]:
    """Return which of the forbidden things are in `text`."""
    return [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]


@pytest.mark.parametrize("file", own_files(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_files_hold_nothing_forbidden(file: Path) -> None:
    assert findings(file.read_text(encoding="utf-8")) == []


def test_the_check_above_can_fail() -> None:
    bad = ["/home" + "/ada/x", "https://py" + "pi.org/simple", "<script src='https://" + "cdn.plot.ly/p.js'>"]
    assert [findings(text) for text in bad] == [[what] for what in FORBIDDEN]


def test_every_decision_is_in_the_index() -> None:
    decisions = ROOT / "docs" / "decisions"
    linked = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (decisions / "README.md").read_text(encoding="utf-8")))
    assert linked == {file.name for file in decisions.glob("[0-9]*.md")}
