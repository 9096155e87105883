"""The output layer is what the course's functions make of a hidden state, whatever cell that is from."""

import numpy as np
import pytest

from rnnviz.errors import ShapeError
from rnnviz.network.output_layer import OutputLayer, needed_axes, output_layer

rng = np.random.default_rng(4)
LAYER = OutputLayer(rng.normal(size=(3, 4)), rng.normal(size=(3, 1)), ("Wy", "by"))
HIDDEN = rng.normal(size=(4, 2, 6))


def test_scores_and_predictions_step_by_step() -> None:
    for t in range(6):
        for sequence in range(2):
            expected = [
                sum(LAYER.weights[k, j] * HIDDEN[j, sequence, t] for j in range(4)) + LAYER.bias[k, 0] for k in range(3)
            ]
            np.testing.assert_allclose(LAYER.scores(HIDDEN)[:, sequence, t], expected, rtol=1e-13)
            odds = np.exp(expected)
            np.testing.assert_allclose(LAYER.predictions(HIDDEN)[:, sequence, t], odds / odds.sum(), rtol=1e-13)


def test_time_first_and_time_last_are_the_same_numbers() -> None:
    scores = LAYER.by_step(HIDDEN.transpose(2, 0, 1))
    np.testing.assert_array_equal(scores.transpose(1, 2, 0), LAYER.scores(HIDDEN))


def test_gradients_against_differences() -> None:
    down = rng.normal(size=(6, 3, 2))
    arguments = {"Wy": LAYER.weights, "by": LAYER.bias, "a": HIDDEN}

    def loss(given: dict[str, np.ndarray]) -> float:
        layer = OutputLayer(given["Wy"], given["by"], LAYER.names)
        return float((down * layer.by_step(given["a"].transpose(2, 0, 1))).sum())

    gradients = LAYER.gradients(down, HIDDEN.transpose(2, 0, 1))
    assert list(gradients) == ["dWy", "dby"]
    step = 1e-6
    found = {**gradients, "da": LAYER.to_hidden(down).transpose(1, 2, 0)}
    for name, value in arguments.items():
        numeric = np.zeros(value.shape)
        for at in np.ndindex(value.shape):
            moved = []
            for sign in (1, -1):
                other = value.copy()
                other[at] += sign * step
                moved.append(loss(arguments | {name: other}))
            numeric[at] = (moved[0] - moved[1]) / (2 * step)
        np.testing.assert_allclose(found[f"d{name}"], numeric, rtol=1e-7, atol=1e-8, err_msg=name)


def test_scores_beyond_the_range_of_numbers_are_results() -> None:
    layer = OutputLayer(np.array([[1e308], [-1e308]]), np.zeros((2, 1)), LAYER.names)
    with np.errstate(over="ignore"):
        scores = layer.scores(np.full((1, 1, 1), 10.0))
    assert scores.ravel().tolist() == [np.inf, -np.inf]


@pytest.mark.parametrize("weights", ["Wya", "Wy"])
def test_it_is_found_by_its_names(weights: str) -> None:
    parameters = {"Waa": np.ones((4, 4)), weights: LAYER.weights, "by": LAYER.bias}
    found = output_layer(parameters)
    assert found.names == (weights, "by")
    assert found.weights is LAYER.weights


@pytest.mark.parametrize("missing", ["Wy", "by"])
def test_half_a_layer_is_none(missing: str) -> None:
    parameters = {"Wy": LAYER.weights, "by": LAYER.bias}
    del parameters[missing]
    with pytest.raises(ShapeError, match="no output layer; they are"):
        output_layer(parameters)
    with pytest.raises(ShapeError, match="they are none"):
        output_layer({})


def test_a_cell_needs_everything_but_the_output_layer() -> None:
    axes = {"Wf": ("n_a", "n_a"), "Wy": ("n_y", "n_a"), "by": ("n_y", "1")}
    assert list(needed_axes(axes, {})) == ["Wf"]
    assert list(needed_axes(axes, {"Wf": [[1.0]], "Wy": [[1.0]], "by": [[1.0]]})) == list(axes)
