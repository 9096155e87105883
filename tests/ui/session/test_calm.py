"""What a visit leaves out: which names are known, and which are told."""

from itertools import chain, combinations

import pytest

from rnnviz.ui.session import calm
from rnnviz.ui.session.calm import HIDABLE, asked_to_hide, hides
from rnnviz.ui.session.session import Session


@pytest.mark.parametrize("what", list(chain.from_iterable(combinations(HIDABLE, n) for n in range(5))))
def test_all_combinations_are_read(what: tuple[str, ...]) -> None:
    assert asked_to_hide(",".join(what)) == (frozenset(what), [])
    assert asked_to_hide(" , ".join(reversed(what))) == (frozenset(what), [])


def test_unknown_names_are_told_once_and_short() -> None:
    assert asked_to_hide("chairs,code,chairs," + "x" * 5000) == (frozenset({"code"}), ["chairs", "x" * 20])


def test_a_visit_says_what_it_hides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calm, "session", lambda: Session(hidden=frozenset({"code"})))
    assert (hides("code"), hides("controls")) == (True, False)
