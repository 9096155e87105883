"""What a browser has kept may be anything; what was guessed here stays."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.lessons.library import LESSONS
from rnnviz.ui.lessons import course as module
from rnnviz.ui.lessons.course import Course, Guess, ask_anew, enter, how_far, progress, restore
from rnnviz.ui.session.session import Session


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Course:
    found = Course()
    monkeypatch.setattr(module, "course", lambda: found)
    return found


def test_progress_goes_there_and_back(kept: Course) -> None:
    kept.guesses["forgetting", "factor"] = Guess("2", "it multiplies")
    kept.guesses["forgetting", "letters"] = Guess("-3.0")
    kept.done.add(("forgetting", "right"))
    told = progress()
    kept.guesses.clear()
    kept.done.clear()
    restore(told)
    assert kept.guesses == {
        ("forgetting", "factor"): Guess("2", "it multiplies"),
        ("forgetting", "letters"): Guess("-3.0"),
    }
    assert kept.done == {("forgetting", "right")}


def test_what_came_of_a_training_goes_there_and_back_and_is_counted(kept: Course) -> None:
    kept.guesses["learning", "task"] = Guess("1/2")
    kept.guesses["learning", "opens"] = Guess("2", "it learns to keep")
    kept.guesses["learning", "seeds"] = Guess("0")
    kept.came["learning", "opens"] = 2.3
    kept.words["learning"] = "It is a lottery."
    told = progress()
    for kind in (kept.guesses, kept.came, kept.words):
        kind.clear()
    restore(told)
    assert kept.words == {"learning": "It is a lottery."}
    assert kept.came == {("learning", "opens"): 2.3}
    # Two networks, one card that is right; the third one waits for its training.
    assert how_far(LESSONS["learning"]) == (3, 2, 3)


def test_what_was_trained_before_a_card_is_no_answer_to_it(kept: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    visit, before, now = Session(), object(), object()
    monkeypatch.setattr(module, "session", lambda: visit)
    visit.jobs["training"] = before
    enter("learning", "task", sets=False)
    assert kept.earlier == {"training": before}
    visit.jobs["training"] = now
    enter("learning", "task", sets=False)  # back from another page: what was begun on this card stays its own
    assert kept.earlier == {"training": before}
    enter("learning", "gain", sets=False)
    assert kept.earlier == {"training": now}


def test_what_was_guessed_in_this_visit_stays(kept: Course) -> None:
    kept.guesses["forgetting", "factor"] = Guess("0")
    restore({"forgetting": {"factor": ["2", ""]}})
    assert kept.guesses["forgetting", "factor"] == Guess("0")


@pytest.mark.parametrize(
    "told",
    [
        {"forgetting": {"factor": ["9", ""]}},
        {"forgetting": {"factor": ["2", "x" * 301]}},
        {"forgetting": {"factor": "2"}},
        {"forgetting": {"letters": ["many", ""]}},
        {"forgetting": {"no such": ["2", ""]}},
        {"forgetting": {"right!": "yes"}},
        {"forgetting": {"factor=": 0.5}},
        {"learning": {"seeds=": "much"}},
        {"learning": {"seeds=": float("nan")}},
        {"learning": {"task": ["3/2", ""]}},
        {"no such": {"factor": ["2", ""]}},
        {"forgetting": [["factor", "2"]]},
        ["forgetting"],
        None,
    ],
)
def test_what_is_no_progress_changes_nothing(kept: Course, told: Any) -> None:
    restore(told)
    assert not kept.guesses
    assert not kept.done
    assert not kept.came


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["2", "factor", "right!"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["factor", "right!", "x"]), inner),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(["forgetting", "x"]), ANY))
def test_whatever_a_browser_tells(told: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        found = Course()
        patch.setattr(module, "course", lambda: found)
        restore(told)
        assert set(found.guesses) <= {("forgetting", "factor")}
        restore(progress())


def test_what_a_browser_has_kept_does_not_open_a_card_that_is_asked_anew(
    kept: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SEALS", [lambda card: card == ("forgetting", "factor")])
    restore({"forgetting": {"factor": ["2", ""], "small": ["1", ""]}})
    assert [*kept.guesses] == [("forgetting", "small")]
    ask_anew(("forgetting", "small"))
    assert not kept.guesses


def test_a_score_counts_only_what_was_guessed(kept: Course) -> None:
    lesson = LESSONS["forgetting"]
    assert how_far(lesson) == (0, 0, 0)
    kept.guesses["forgetting", "factor"] = Guess("2")
    kept.guesses["forgetting", "small"] = Guess("0")
    kept.guesses["forgetting", "large"] = Guess("")  # shown
    assert how_far(lesson) == (3, 1, 2)
