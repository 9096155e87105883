"""Why a gradient does what it does: on average, before and after a change, and loss by loss."""

import numpy as np
import pytest
from hypothesis import given

from rnnviz.analysis.diagnosis import _change, diagnose, itemize, step_jacobians
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from tests.strategies import scenarios


@given(scenario=scenarios(n_a=6, T_x=30, m=2, n_x=3))
def test_the_means_add_up(scenario):
    result = run(scenario)
    for cell, found in diagnose(result).items():
        assert (found.cell, found.n_a, found.steps) == (cell, scenario.n_a, scenario.steps)
        stretches = [stretch for stretch in (found.whole, *found.parts) if stretch is not None]
        for stretch in stretches:
            assert stretch.log10_factor == pytest.approx(sum(stretch.causes.values()), abs=1e-9)
            assert 2 <= stretch.first <= stretch.last <= scenario.last_loss_step
            assert 0 <= stretch.saturated <= scenario.n_a
        if found.parts:
            before, after = found.parts
            assert found.whole is not None
            assert (before.first, after.last) == (found.whole.first, found.whole.last)


@pytest.mark.parametrize(("at", "scale"), [(31, 5.0), (51, 3.0), (70, 8.0)])
def test_it_finds_the_step_at_which_an_input_saturates_the_units(at, scale):
    found = diagnose(run(Scenario(input="step", input_at=at, input_scale=scale)))["rnn"]
    before, after = found.parts
    assert (before.last, after.first) == (at - 1, at)
    assert before.saturated < after.saturated
    assert before.causes["slope"] == pytest.approx(0, abs=1e-9)


def test_noise_alone_is_no_change():
    for seed in range(5):
        found = diagnose(run(Scenario(seed=seed)))
        assert not found["rnn"].parts


class TestChange:
    rng = np.random.default_rng(0)

    @pytest.mark.parametrize("cut", [12, 50, 88])
    def test_a_jump_is_found_to_the_step(self, cut):
        values = np.r_[np.zeros(cut), np.full(100 - cut, -0.5)] + 0.01 * self.rng.normal(size=100)
        assert _change(values) == cut

    def test_a_jump_too_small_to_matter_is_none(self):
        assert _change(np.r_[np.zeros(50), np.full(50, -0.04)]) is None

    @pytest.mark.parametrize("n", [0, 1, 9])
    def test_few_steps_have_none(self, n):
        assert _change(np.arange(float(n))) is None


def test_closed_forget_gates_are_counted():
    result = run(Scenario(forget_bias=-2.0, T_x=20))
    assert diagnose(result)["lstm"].whole.saturated == 32
    assert diagnose(run(Scenario(forget_bias=2.0, T_x=20)))["lstm"].whole.saturated == 0


@pytest.mark.parametrize(("activation", "counted"), [("relu", True), ("linear", False)])
def test_units_that_are_off_are_counted(activation, counted):
    found = diagnose(run(Scenario(activation=activation, T_x=20)))["rnn"].whole
    assert (found.saturated > 0) == counted


def test_one_step_has_nothing_to_say():
    assert all(found.whole is None and not found.parts for found in diagnose(run(Scenario(T_x=1))).values())


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
class TestItemize:
    def test_the_row_of_the_loss_is_the_gradient_of_the_run(self, cell):
        # With one sequence, the loss at the last step alone is the whole loss.
        result = run(Scenario(m=1, T_x=40))
        found = itemize(result, cell)
        assert found.losses.tolist() == list(range(1, 41))
        for state, sizes in found.states.items():
            np.testing.assert_allclose(sizes[-1], result.cells[cell].by_step[state].log10_norm(), atol=1e-8)

    def test_each_sequence_has_its_own(self, cell):
        result = run(Scenario(m=3, T_x=20))
        found = itemize(result, cell, sequence=3)
        expected = result.cells[cell].by_step["a"].log10_norm(axis=(0,))[2]
        np.testing.assert_allclose(found.states["a"][-1], expected, atol=1e-8)

    def test_a_large_one_is_thinned(self, cell):
        found = itemize(run(Scenario(T_x=50, n_a=8)), cell, most=7)
        assert len(found.losses) == 7
        assert found.losses[0] == 1
        assert found.losses[-1] == 50
        assert itemize(run(Scenario(T_x=50, n_a=8)), cell, most=1).losses.tolist() == [50]


def test_a_cell_that_is_not_there_is_refused():
    with pytest.raises(RnnvizError, match="cell must be one of rnn; got 'lstm'"):
        step_jacobians(run(Scenario(cells=("rnn",))), "lstm")


@pytest.mark.parametrize(("steps", "jump", "cut"), [(100, 10, 10), (100, 9, None), (40, 5, 5), (40, 4, None)])
def test_a_stretch_has_a_tenth_of_the_steps_and_five_at_least(steps: int, jump: int, cut: int | None) -> None:
    # A jump of a decade: found where it is, if both stretches are long enough; else it is not there that it is cut.
    values = np.where(np.arange(steps) < jump, -1.0, 0.0)
    found = _change(values)
    assert found == cut if cut is not None else found != jump
