"""The itemised gradient against one whole backward pass for each loss."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow import itemized
from rnnviz.gradient_flow.itemized import itemized_cost, itemized_gradient, operands_of
from tests.gradient_flow.linearized import SATURATED, linear_network, linearized


class Case:
    """A run, and any gradients of single losses."""

    def __init__(self, cell: str, **settings: object) -> None:
        settings = {"n_a": 4, "n_x": 2, "m": 3, "T_x": 11} | settings
        self.result = run(Scenario(cells=(cell,), **settings))
        self.one, self.kind = self.result.cells[cell], CELLS[cell]
        self.steps = linearized(self.result, cell)
        a, s = self.one.states["a"], self.result.scenario
        self.own = np.random.default_rng(1).normal(size=a.shape)
        before = np.concatenate([np.zeros_like(a[:, :, :1]), a[:, :, :-1]], axis=2)
        self.operand = operands_of(self.steps, self.kind.gate_weights(self.one.parameters), before, self.result.x)
        start = np.zeros(a.shape[:2])
        self.caches = self.kind.forward(self.result.x, start, dict(self.one.parameters), s.activation).caches

    def alone(self, loss: int):
        """Backpropagation of the loss of one step only."""
        da = np.zeros_like(self.own)
        da[:, :, loss - 1] = self.own[:, :, loss - 1]
        return self.kind.backward(da, self.caches)

    def find(self, losses=None):
        return itemized_gradient(self.steps, self.own, self.operand, losses)


@pytest.mark.parametrize("cell", CELLS)
class TestAgainstOneRunEach:
    @given(at_once=st.integers(1, 12), together=st.integers(1, 40), T=st.integers(1, 12))
    def test_every_size_is_that_of_its_own_run(self, cell, at_once, together, T):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(itemized, "AT_ONCE", at_once)
            patch.setattr(itemized, "MOST_NUMBERS", 0)
            patch.setattr(itemized, "STEPS_AT_ONCE", together)
            case = Case(cell, T_x=T)
            found = case.find()
        for loss in range(1, T + 1):
            alone = case.alone(loss)
            for state, sizes in found.states.items():
                expected = alone.by_step[state].log10_norm()[:loss]
                np.testing.assert_allclose(sizes[loss - 1, :loss], expected, atol=1e-9)
                assert (sizes[loss - 1, loss:] == -np.inf).all()
            squares = sum((g**2).sum() for name, g in alone.gradients.items() if name not in ("dx", "da0", "dc0"))
            np.testing.assert_allclose(10 ** found.weights[loss - 1], np.sqrt(squares), rtol=1e-9)

    def test_chosen_losses_are_rows_of_the_whole(self, cell):
        case = Case(cell)
        all_of_them, some = case.find(), case.find([9, 2, 5])
        assert some.losses.tolist() == [2, 5, 9]
        np.testing.assert_allclose(some.states["a"], all_of_them.states["a"][[1, 4, 8]], atol=1e-12)
        np.testing.assert_allclose(some.weights, all_of_them.weights[[1, 4, 8]], atol=1e-12)

    def test_none_underflows(self, cell):
        case = Case(cell, T_x=900, m=1, gain=0.05, forget_bias=-5.0, update_bias=-5.0)
        found = case.find([900])
        expected = case.alone(900).by_step["a"].log10_norm()
        assert expected[0] < -400
        np.testing.assert_allclose(found.states["a"][0], expected, atol=1e-8)


def test_progress_goes_to_the_end_and_can_stop_it(monkeypatch):
    monkeypatch.setattr(itemized, "MOST_NUMBERS", 0)
    case, told = Case("rnn", T_x=100), []
    itemized_gradient(case.steps, case.own, case.operand, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    class Stop(Exception):
        pass

    def stop(done: float) -> None:
        raise Stop

    with pytest.raises(Stop):
        itemized_gradient(case.steps, case.own, case.operand, progress=stop)


def test_twice_the_losses_cost_twice_as_much():
    steps = linear_network(np.eye(4), 10)
    assert itemized_cost(steps, 10) == 2 * itemized_cost(steps, 5) == 4 * 4 * 10 * 10


@pytest.mark.parametrize("losses", [[0], [12], []])
def test_a_loss_that_is_not_there_is_refused(losses):
    with pytest.raises(RnnvizError, match="losses must be steps between 1 and 11"):
        Case("rnn").find(losses)


@pytest.mark.parametrize("cell", CELLS)
def test_beyond_floats_every_size_is_that_of_its_own_run(cell):
    case = Case(cell, **(SATURATED | {"n_x": 1, "m": 1, "T_x": 9}))
    assert case.steps.wide
    found = case.find()
    for row, loss in enumerate(found.losses):
        alone = case.alone(int(loss))
        for state, sizes in found.states.items():
            np.testing.assert_allclose(sizes[row], alone.by_step[state].log10_norm(), rtol=1e-9, atol=1e-9)
        weights = [g for name, g in alone.gradients.items() if name.startswith(("dW", "db"))]
        size = np.sqrt(sum((g**2).sum() for g in weights))
        if size > 1e-150:
            assert found.weights[row] == pytest.approx(np.log10(size), rel=1e-9)
