"""The networks unrolled in time: what is drawn is what the gradients are."""

import re

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unrolled import MOST_FEATURES, left_in_words, unrolled
from tests.figures.awkward import SCENARIOS, result_of
from tests.figures.sentences import from_to, value_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_step_has_the_size_of_its_gradient_and_none_after_the_loss(name: str) -> None:
    result = result_of(name)
    drawn = unrolled(result)
    last = result.scenario.last_loss_step
    assert (drawn["steps"], drawn["loss"]) == (result.scenario.steps, last)
    assert [row["cell"] for row in drawn["rows"]] == list(result.cells)
    for row in drawn["rows"]:
        norms = result.cells[row["cell"]].by_step["a"].log10_norm()
        assert len(row["values"]) == result.scenario.steps
        assert np.isnan(row["values"][last:]).all()
        if np.isfinite(norms[last - 1]):
            expected = norms[:last] - norms[last - 1]
            known = np.isfinite(expected)
            np.testing.assert_allclose(row["values"][:last][known], expected[known], rtol=1e-6, atol=1e-5)
            assert (row["values"][:last][norms[:last] == -np.inf] == -np.inf).all()


@pytest.mark.parametrize("name", ["plain", "growing", "loss at a step", "one unit"])
def test_the_figure_is_what_is_left(name: str) -> None:
    result = result_of(name)
    for row in unrolled(result)["rows"]:
        left, _ = from_to(result, row["cell"])
        assert abs(value_of(row["figure"].removesuffix("×")) - left) < 0.025
        assert row["figure"].endswith("×") == (left > 0)
        assert row["says"] == ("the size at step 1" if left > 0 else "of the gradient is left at step 1")


@pytest.mark.parametrize("name", SCENARIOS)
def test_where_1_1000_is_left_is_the_first_such_step_on_the_way_back(name: str) -> None:
    result = result_of(name)
    for row in unrolled(result)["rows"]:
        values, last = row["values"], result.scenario.last_loss_step
        below = [step for step in range(1, last) if values[step - 1] <= -3 < values[last - 1]]
        there_is_one = below and result.scenario.loss != "every"
        assert row["thousandth"] == (max(below) if there_is_one else None)


def test_what_is_no_number_is_no_figure() -> None:
    rows = {
        name: unrolled(result_of(name))["rows"][0] for name in ("NaN", "dead ReLU", "exact zero everywhere", "one step")
    }
    assert (rows["NaN"]["figure"], rows["dead ReLU"]["figure"], rows["one step"]["figure"]) == ("NaN or ∞", "0", "–")
    assert rows["dead ReLU"]["says"] == "exactly, at all steps before 9"
    assert rows["exact zero everywhere"]["says"] == "exactly, at every step"


def test_losses_of_all_steps_are_said_to_be_compared_with_the_last_one() -> None:
    result = result_of("loss at every step")
    for name, cell in result.cells.items():
        figure, says = left_in_words(cell.fades["a"], every=True)
        norms = cell.by_step["a"].log10_norm()
        assert abs(value_of(figure.removesuffix("×")) - float(norms[0] - norms[-1])) < 0.025, name
        assert says == "at step 1 the size at the last one"


def test_the_input_is_that_of_one_sequence() -> None:
    result = run(Scenario(T_x=9, m=3, n_x=4))
    drawn = unrolled(result, sequence=2)["input"]
    np.testing.assert_allclose(drawn["curves"], result.x[:, 1], rtol=1e-6)
    assert drawn["features"] == 4
    many = unrolled(run(Scenario(T_x=3, n_x=32)))["input"]
    assert (len(many["curves"]), many["features"]) == (MOST_FEATURES, 32)
    assert unrolled(run(Scenario(input="text", text="a b")))["input"] == {"characters": ["a", " ", "b"]}


@pytest.mark.parametrize("name", SCENARIOS)
def test_those_who_do_not_see_it_are_told_the_take_away(name: str) -> None:
    drawn = unrolled(result_of(name))
    for row in drawn["rows"]:
        assert f"{row['label']}: {row['figure']} {row['says']}" in drawn["description"]
    assert not re.search(r"\bnan\b|\binf\b|None", drawn["description"])
