"""What a link cannot hold is said in one sentence or two, to both."""

import pytest

from rnnviz.ui.sharing.missing import MISSING


@pytest.mark.parametrize("name", MISSING)
def test_who_copies_is_told_what_is_missing(name: str) -> None:
    one = MISSING[name]
    assert one.copying.startswith("Not in the link: ")
    assert one.copying.endswith(".")
    assert all(len(sentence.split()) <= 25 for sentence in one.copying.split(". "))


@pytest.mark.parametrize("name", sorted(MISSING.keys() - {"guess"}))
def test_who_opens_is_told_what_was_there(name: str) -> None:
    assert MISSING[name].opening.startswith("The link was copied ")
    assert all(len(sentence.split()) <= 25 for sentence in MISSING[name].opening.split(". "))
