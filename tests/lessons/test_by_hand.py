"""Numbers by hand are those of the run; what comes out of a forgotten term is none of them."""

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.by_hand import BY_HAND, by_hand, mistakes

RESULT = run(Scenario(n_a=2, T_x=3, m=1, cells=("rnn",)))
ONE = RESULT.cells["rnn"]


def test_a_step_back_leads_to_the_gradient_of_the_step_before() -> None:
    # The loss looks at the last step alone: all that arrives at the step before comes from it.
    da = ONE.by_step["a"].to_float()[:, 0, :]
    for at in (2, 3):
        for unit in (1, 2):
            back = by_hand(RESULT, name="da_back", at=at, unit=unit)
            assert back == pytest.approx(da[unit - 1, at - 2], rel=1e-12)


def test_the_gradient_of_a_weight_is_what_the_numbers_by_hand_give() -> None:
    # dJ/dWaa = sum over steps of dz⟨t⟩ a⟨t−1⟩ᵀ: against what the cell's own backward pass found.
    dz = np.array([[by_hand(RESULT, name="dz", at=at, unit=unit) for at in (1, 2, 3)] for unit in (1, 2)])
    before = np.concatenate([np.zeros((2, 1)), ONE.states["a"][:, 0, :2]], axis=1)
    np.testing.assert_allclose(dz @ before.T, ONE.gradients["dWaa"], rtol=1e-10)


@pytest.mark.parametrize("name", BY_HAND)
def test_a_forgotten_term_gives_another_number(name: str) -> None:
    right = by_hand(RESULT, name=name, at=2)
    for what, wrong in mistakes(RESULT, name=name, at=2).items():
        assert abs(wrong - right) > 0.01 * abs(right), what


def test_a_step_or_unit_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        by_hand(RESULT, name="a", unit=9)
