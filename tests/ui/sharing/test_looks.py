"""How a result is looked at, as texts: there and back, and whatever a stranger writes instead."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import InputError
from rnnviz.experiment.edits import MAX_EDITS, Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unit_maps import ORDERS, text_sources
from rnnviz.papers import CLAIMS
from rnnviz.pictures.picture import VIEWS
from rnnviz.ui.sharing import looks
from tests.strategies import scenarios

ALL = ("draw", "by", "cut", "sequence", "colour")
BROWSER = ("t", "units", "opened", "cell", "way", "numbers_of", "unit", "apart")


@given(st.data(), scenarios(n_a=16, T_x=20))
def test_every_choice_comes_back(data: st.DataObject, scenario: Scenario) -> None:
    shown: dict[str, Any] = {
        "view_units": data.draw(st.sampled_from(list(VIEWS))),
        "view_order": data.draw(st.sampled_from(list(ORDERS))),
        "view_cut": data.draw(st.booleans()),
        f"view_sequence_{scenario.batch}": data.draw(st.integers(1, scenario.batch)),
    }
    if scenario.letters:
        shown[f"view_text_{'_'.join(scenario.cells)}"] = data.draw(st.sampled_from(list(text_sources(scenario))))
    texts = looks.of_widgets(shown, scenario, ALL)
    values, problems = looks.widgets_of(texts, scenario)
    assert problems == []
    assert looks.of_widgets(values, scenario, ALL) == texts
    assert values.items() <= shown.items()


floats = st.floats(-1e6, 1e6)
edits = st.builds(
    Edit,
    st.sampled_from(["rnn", "lstm", "gru", ""]),
    st.sampled_from(["Waa", "bf", "x"]),
    st.lists(st.integers(0, 999), min_size=1, max_size=3).map(tuple),
    floats,
)


@given(st.lists(edits, max_size=MAX_EDITS).map(tuple))
def test_edits_come_back_to_the_last_digit(edits: tuple[Edit, ...]) -> None:
    assert looks.edits_from(looks.edits_text(edits)) == edits


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: str(claim.number))
@given(st.data())
def test_the_sliders_of_a_result_come_back(claim: Any, data: st.DataObject) -> None:
    knobs = {one.name: one for one in claim.study.knobs}
    shown = {
        f"knob_{claim.number}_{name}": data.draw(st.sampled_from([k.low, k.value, k.high])) for name, k in knobs.items()
    }
    text = looks.knobs_text(claim, shown)
    moved = {key: value for key, value in shown.items() if value != knobs[key.split("_", 2)[2]].value}
    assert looks.knobs_from(claim, text) == moved
    assert all(type(value) is type(shown[key]) for key, value in looks.knobs_from(claim, text).items())


def test_what_drawings_know_is_counted_from_0() -> None:
    scenario = Scenario(n_a=8, T_x=20)
    named = {"t": "20", "units": "lstm.3.5,rnn.8", "opened": "rnn.1", "cell": "rnn", "way": "back"}
    found, problems = looks.in_browser(named | {"numbers_of": "all", "unit": "8", "apart": "dz_a.4"}, scenario)
    assert problems == []
    assert found.pop("whose")
    assert found == {
        "t": 20,
        "followed": {"lstm": [2, 4], "rnn": [7]},
        "opened": {"rnn": 0},
        "cell": "rnn",
        "backwards": True,
        "all": True,
        "unit": 7,
        "chosen": ("dz_a", 3),
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t", "21"),
        ("t", "0"),
        ("t", "1e2"),
        ("units", "lstm.9"),
        ("units", "gru.1"),
        ("units", "lstm" + ".1" * 9),
        ("opened", "rnn.0"),
        ("cell", "gru"),
        ("way", "up"),
        ("numbers_of", ""),
        ("unit", "-1"),
        ("apart", "c"),
        ("apart", "c.c"),
        ("t", "9" * 5000),
    ],
)
def test_what_is_not_there_is_told_and_left_out(name: str, text: str) -> None:
    found, problems = looks.in_browser({name: text}, Scenario(n_a=8, T_x=20))
    assert list(found) == ["whose"]
    assert problems == [f"{name} = {text[:40]} is not possible here."]


@given(st.dictionaries(st.sampled_from(ALL + BROWSER), st.text(max_size=60)))
def test_whatever_is_written_is_used_or_told(named: dict[str, str]) -> None:
    scenario = Scenario(n_a=8, T_x=20)
    values, problems = looks.widgets_of(named, scenario)
    found, more = looks.in_browser(named, scenario)
    assert len(values) + len(found) - 1 + len(problems) + len(more) == len(named)


@given(st.text(max_size=80))
def test_lists_of_a_stranger_are_read_or_refused(text: str) -> None:
    for read in (looks.edits_from, lambda t: looks.knobs_from(CLAIMS[0], t), lambda t: looks.pair_from(t, Scenario())):
        with suppress(InputError):
            read(text)


@pytest.mark.parametrize("text", ["3.4", "101.1", "1.0", "5", "5.5.5"])
def test_a_pair_of_steps_is_in_order(text: str) -> None:
    with pytest.raises(InputError, match="pair"):
        looks.pair_from(text, Scenario(T_x=100))


def test_too_many_edits_are_refused() -> None:
    text = looks.edits_text([Edit("rnn", "Waa", (0, 0), 1.0)] * (MAX_EDITS + 1))
    with pytest.raises(InputError, match="edits"):
        looks.edits_from(text)
