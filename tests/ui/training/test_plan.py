"""The plan: what the controls ask for, in words for an address and back."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import RnnvizError
from rnnviz.tasks import TASKS, next_character
from rnnviz.training.network import Network
from rnnviz.training.prediction import fade_before, predict
from rnnviz.training.trainer import Training
from rnnviz.ui.training.plan import difference, plan_of, smaller_rate, values_of
from rnnviz.ui.training.values import (
    BOUNDS,
    CHOICES,
    DEFAULTS,
    MAX_ADDRESS_TEXT,
    RATES,
    from_address,
    to_address,
)


def possible(name: str) -> st.SearchStrategy[Any]:
    """All that a control can be set to."""
    if name in CHOICES:
        return st.sampled_from(CHOICES[name])
    if name not in BOUNDS:
        return st.text(max_size=200)
    low, high = BOUNDS[name]
    return st.integers(low, high) if isinstance(low, int) else st.floats(low, high).map(lambda x: round(x, 2))


VALUES = st.fixed_dictionaries({name: possible(name) for name in DEFAULTS})


@given(VALUES)
def test_what_counts_comes_back_from_an_address(values: dict[str, Any]) -> None:
    address = to_address(values)
    again, problems = from_address(address)
    assert problems == []
    assert to_address(again) == address
    try:
        plan = plan_of(values)
    except RnnvizError as error:
        with pytest.raises(RnnvizError, match=f"^{str(error)[:10]}"):
            plan_of(again)
    else:
        assert plan_of(again).key == plan.key


@given(VALUES.map(lambda values: values | {"second": False}))
def test_the_values_of_a_training_ask_for_it(values: dict[str, Any]) -> None:
    try:
        (training,) = plan_of(values).trainings
    except RnnvizError:
        return
    found = values_of(training)
    assert found is not None
    assert [one.settings for one in plan_of(found).trainings] == [training.settings]


SMALL = Training(TASKS["latch"], 5, Network("rnn", n_a=4))


@pytest.mark.parametrize(
    "training",
    [
        replace(SMALL, clip=0.25),
        replace(SMALL, learning_rate=0.002),
        replace(SMALL, batch=500),
        replace(SMALL, network=Network("rnn", gain=7.0)),
        replace(SMALL, network=Network("rnn", activation="sigmoid")),
        replace(SMALL, network=Network("lstm", forget_bias=0.5)),
        replace(SMALL, network=Network("lstm", t_max=77)),
        replace(SMALL, T=300, network=Network("lstm", n_a=64), batch=128),
    ],
)
def test_what_no_control_can_show_has_no_values(training: Training) -> None:
    assert values_of(training) is None


def test_a_long_text_is_left_out() -> None:
    values = DEFAULTS | {"task": "text", "text": "ab" * MAX_ADDRESS_TEXT}
    assert to_address(values) == {"task": "text"}  # which is always there
    assert plan_of(values).trainings[0].task.text == next_character("ab" * MAX_ADDRESS_TEXT).text


@pytest.mark.parametrize("rate", RATES[2:])
def test_a_smaller_rate_is_about_a_tenth(rate: float) -> None:
    assert smaller_rate(rate) == pytest.approx(rate / 10, rel=0.01)


def test_the_smallest_rate_stays() -> None:
    assert smaller_rate(RATES[0]) == RATES[0]
    assert smaller_rate(1e-9) == RATES[0]  # of a checkpoint from elsewhere


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": 0}, "seed 5"),
        ({"batch": 9}, "batches of 64"),
        ({"learning_rate": 0.1}, "learning rate 0.001"),
        ({"optimizer": "sgd"}, "Adam"),
        ({"clip": None}, "clipped to norm 1"),
        ({"truncate": 3}, "BPTT not truncated"),
        ({"dtype": "float32"}, "float64"),
        ({"network": Network("rnn", n_a=9)}, "4 units"),
    ],
)
def test_what_is_different_is_named(changes: dict[str, Any], said: str) -> None:
    found = replace(SMALL, seed=5)
    assert difference([replace(found, **changes)], [found]) == f"Latch, T = 5, RNN, gain 1, {said}"


def test_a_second_network_is_a_difference() -> None:
    other = replace(SMALL, network=Network("lstm", n_a=4))
    assert difference([SMALL, other], [SMALL]) == "Latch, T = 5, RNN, gain 1"
    assert difference([SMALL, other], [SMALL, other]) == ""
    texts = [replace(SMALL, task=next_character(text)) for text in ("abc", "abd")]
    assert "another text" in difference(texts[:1], texts[1:])


@pytest.mark.parametrize("seed", range(6))
def test_the_first_pair_has_the_defaults_of_both_cells_and_tells_them_apart(seed: int) -> None:
    first, second = plan_of(DEFAULTS | {"seed": seed}).trainings
    assert [first.network, second.network] == [Network("rnn"), Network("lstm")]
    assert [predict(one, fade_before(one)).expects for one in (first, second)] == ["fails", "learns"]
