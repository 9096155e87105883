"""One sequence of a batch, against numbers that were found in other ways."""

import numpy as np
import pytest

from rnnviz.analysis.sequence import SignedLog, view_sequence
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from tests.figures.awkward import SCENARIOS, result_of


def value_of(gradient: SignedLog) -> np.ndarray:
    return gradient.sign * 10.0**gradient.log10


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
@pytest.mark.parametrize("sequence", [1, 5, 8])
def test_it_is_the_sequence_of_the_batch(cell: str, sequence: int) -> None:
    result = result_of("plain")
    one, view = result.cells[cell], view_sequence(result, cell, sequence)
    for key, value in {**one.states, **one.gates}.items():
        np.testing.assert_array_equal(view.signals[key], value[:, sequence - 1])
    np.testing.assert_array_equal(view.x, result.x[:, sequence - 1])
    size = np.linalg.norm(one.by_step["a"].to_float()[:, sequence - 1, -1])
    for key, gradient in one.by_step.items():
        np.testing.assert_allclose(
            value_of(view.gradients[key]) * size, gradient.to_float()[:, sequence - 1], rtol=1e-9
        )


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_the_gradient_at_the_input_is_that_of_the_backward_pass(cell: str) -> None:
    result = result_of("plain")
    one, view = result.cells[cell], view_sequence(result, cell, 3)
    size = np.linalg.norm(one.by_step["a"].to_float()[:, 2, -1])
    expected = one.gradients["dx"][:, 2]
    np.testing.assert_allclose(value_of(view.gradients["x"]) * size, expected, rtol=1e-7, atol=1e-30)


def test_it_is_known_below_the_range_of_floats() -> None:
    view = view_sequence(result_of("vanishing to 1e-1000"), "rnn")
    assert view.gradients["a"].log10[:, 0].max() < -900
    assert np.isfinite(view.gradients["x"].log10).all()
    assert set(np.unique(view.gradients["a"].sign)) == {-1, 1}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_result_can_be_looked_at(name: str) -> None:
    result = result_of(name)
    for cell in result.cells:
        view = view_sequence(result, cell)
        steps, n_a = result.scenario.steps, result.scenario.n_a
        assert {value.shape for value in view.signals.values()} == {(n_a, steps)}
        for key, gradient in view.gradients.items():
            assert gradient.log10.shape == gradient.sign.shape
            assert gradient.log10.shape[1] == steps
            zero = gradient.log10 == -np.inf
            assert (gradient.sign[zero] == 0).all(), key
            assert not (gradient.sign[np.isfinite(gradient.log10)] == 0).any(), key


def test_what_is_not_there() -> None:
    result = run(Scenario(cells=("rnn",), T_x=3, m=2))
    with pytest.raises(RnnvizError, match=r"^view_sequence: cell must be one of rnn; got 'lstm'\.$"):
        view_sequence(result, "lstm")
    with pytest.raises(RnnvizError, match=r"^view_sequence: sequence must be between 1 and 2; got 3\.$"):
        view_sequence(result, "rnn", 3)
