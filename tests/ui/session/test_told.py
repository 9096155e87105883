"""What a browser tells may be any JSON: what is of no use is None, and nothing raises."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.experiment.edits import MAX_EDITS, Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.parts import editing, why
from rnnviz.ui.session import told
from rnnviz.ui.session.session import Session
from rnnviz.ui.session.told import Point, edit_of, number, one_of, point, whole

numbers = st.none() | st.booleans() | st.integers() | st.floats()
json = st.recursive(
    numbers | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
#: Nearly right, which goes further than what is not.
edits = st.fixed_dictionaries(
    {},
    optional={
        "cell": st.sampled_from(["rnn", "lstm", "", "gru", "x" * 21]) | json,
        "name": st.sampled_from(["Waa", "Wf", "x", "ba", "![](http://a.b/c.png)"]) | json,
        "place": st.lists(st.integers(-2, 10**12) | json, max_size=4) | json,
        "value": st.floats() | json,
        "of": st.text(max_size=3) | json,
    },
)
points = st.fixed_dictionaries({}, optional={"chart": st.integers(-1, 3) | json, "x": json, "y": json})


@given(json | edits)
def test_any_json_is_an_edit_or_none(value: Any) -> None:
    edit = edit_of(value)
    assert edit is None or (abs(edit.value) <= 1e300 and len(edit.place) <= 3 and len(edit.name) <= 20)


@given(json | points)
def test_any_json_is_a_point_or_none(value: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(told, "st", SimpleNamespace(session_state={"maps": {"point": value}}))
        found = point("maps")
    assert found is None or (abs(found.x) <= 1e300 and abs(found.y) <= 1e300)


@pytest.mark.parametrize("value", [None, {"point": None}, {"point": {"chart": 0, "x": None, "y": 1}}, [], "point"])
def test_a_point_that_is_null_is_none(monkeypatch: pytest.MonkeyPatch, value: Any) -> None:
    monkeypatch.setattr(told, "st", SimpleNamespace(session_state={"maps": value}))
    assert point("maps") is None
    assert point("other") is None


def test_a_point_is_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "st", SimpleNamespace(session_state={"maps": {"point": {"chart": 1, "x": 3, "y": -0.5}}}))
    assert point("maps") == Point(1, 3.0, -0.5)


def test_numbers_and_choices() -> None:
    assert [number(v) for v in (1, 2.5, True, "1", float("inf"), float("nan"), 10**400, None)] == [1, 2.5, *[None] * 6]
    assert [whole(v, 0, 3) for v in (0, 3, 4, -1, True, 1.0, None)] == [0, 3, *[None] * 5]
    assert [one_of(v, ["a", "b"]) for v in ("b", "c", None, ["a"])] == ["b", "a", "a", "a"]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    kept = Session()
    monkeypatch.setattr(editing, "session", lambda: kept)
    monkeypatch.setattr(editing, "scenario_asked", lambda: Scenario(n_a=2, n_x=1, m=1, T_x=2))
    monkeypatch.setattr(editing, "result_of", lambda scenario, edits: None)
    return kept


RIGHT = {"cell": "rnn", "name": "Waa", "place": [0, 1], "value": 0.5}
NO_NUMBER = "This is no number that can be used. Enter another one."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cell": "gru"}, "A value of 'gru' was changed; here are only rnn, lstm and the input. Change one of theirs."),
        ({"value": float("nan")}, NO_NUMBER),
        ({"value": None}, NO_NUMBER),
        ({"name": "![](http://a.b/c.png)"}, NO_NUMBER),
        ({"place": [0] * 1_000_000}, NO_NUMBER),
        ({"of": "another"}, "The network was another one when this value was entered. Enter it again here."),
    ],
)
def test_what_is_no_edit_is_refused_with_a_sentence(session: Session, changes: dict[str, Any], sentence: str) -> None:
    editing.note_edit(RIGHT | changes)
    assert session == Session(refused_edit=sentence)


def test_an_edit_of_this_very_network_is_taken(session: Session) -> None:
    key = Scenario(n_a=2, n_x=1, m=1, T_x=2).key
    editing.note_edit(RIGHT | {"of": key})
    assert session.edits == {key: (Edit("rnn", "Waa", (0, 1), 0.5),)}


def test_more_edits_than_anybody_makes_by_hand_are_refused(session: Session) -> None:
    for value in range(MAX_EDITS + 1):
        editing.note_edit(RIGHT | {"value": value / 1000})
    assert session.refused_edit == "At most 200 values can be changed by hand. Undo some, or reset the edits."
    assert len(next(iter(session.edits.values()))) == MAX_EDITS


@given(json | edits)
def test_whatever_is_told_the_page_stays(value: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editing, "session", Session)
        patch.setattr(editing, "scenario_asked", lambda: Scenario(n_a=2, n_x=1, m=1, T_x=2))
        editing.note_edit(value)


@given(json | points)
def test_whatever_is_clicked_the_page_stays(value: Any) -> None:
    kept = Session()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(told, "st", SimpleNamespace(session_state={"itemized_maps": {"point": value}}))
        patch.setattr(why, "session", lambda: kept)
        why._note_pair()
    assert kept.pair is None or all(isinstance(step, int) for step in kept.pair)
