"""Pre-activations are those of the cells, and an input that is out of range is found with its numbers."""

import math

import numpy as np
import pytest

from rnnviz.analysis.preactivations import FLAT, preactivations, reach_of
from rnnviz.cells import CELLS
from rnnviz.cells.initialization import Initialization
from rnnviz.experiment.given import Given
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario

#: The first two years and the largest of a series of monthly totals of airline passengers (Box & Jenkins 1976).
PASSENGERS = (112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 622)
RAW = {"input": "numbers", "numbers": (tuple(float(v) for v in PASSENGERS),), "n_a": 4}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize("fields", [{}, {"T_x": 1}, {"gain": 2.0, "forget_bias": -1.0, "input": "text"}])
def test_each_gate_is_the_activation_of_its_own(fields: dict) -> None:
    result = run(Scenario(n_a=5, m=2, **fields))
    activations = {"f": sigmoid, "i": sigmoid, "cct": np.tanh, "o": sigmoid}
    gates = result.cells["lstm"].gates
    found = {gate: z for gate, z, _ in preactivations(result, "lstm")}
    assert found.keys() == gates.keys()
    for gate, z in found.items():
        np.testing.assert_allclose(activations[gate](z), gates[gate], rtol=1e-12)
    ((gate, z, own),) = preactivations(result, "rnn")
    assert gate == "a"
    np.testing.assert_allclose(np.tanh(z), result.cells["rnn"].states["a"], rtol=1e-12)
    np.testing.assert_allclose(own[:, :, 0], z[:, :, 0], atol=1e-15)  # before there is a state, and without biases


@pytest.mark.parametrize(
    ("activation", "slope"), [("tanh", lambda z: np.cosh(z) ** -2), ("sigmoid", lambda z: 4 * sigmoid(z) * sigmoid(-z))]
)
def test_beyond_flat_is_less_than_a_hundredth_of_the_largest_slope(activation: str, slope) -> None:
    assert slope(FLAT[activation]) == pytest.approx(0.01)


def test_a_raw_series_is_out_of_range_in_both_cells() -> None:
    result = run(Scenario(**RAW))
    x, rnn = result.x[0, 0], result.cells["rnn"]
    reach = reach_of(result, "rnn")
    assert reach is not None
    assert (reach.low, reach.high) == (104, 622)
    # Each unit's own part, and what the units of the step before add, which is at most the sum of the weights' sizes.
    own = np.abs(np.outer(rnn.parameters["Wax"][:, 0], x))
    most = np.abs(rnn.parameters["Waa"]).sum(axis=1).max()
    assert abs(reach.largest - own.max()) <= most
    assert abs(reach.median - np.median(own[:, 1:])) <= most
    sizes = [np.abs(z[:, :, 1:]) for _, z, _ in preactivations(result, "lstm")]
    lstm = reach_of(result, "lstm")
    assert lstm is not None
    assert lstm.median == np.median([np.median(size) for size in sizes])
    assert lstm.largest == max(size.max() for size in sizes)
    assert lstm.activation == "sigmoid"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"gain": 5.0},  # at their limits by the weights
        {"input": "text"},
        {"input_scale": 0.0},
        {"activation": "relu", "input_scale": 10.0},  # no ends
        {"activation": "linear", "input_scale": 10.0, "gain": 5.0, "T_x": 1000},  # no numbers
        {"input": "impulse", "input_scale": 10.0},  # at one step alone
    ],
)
def test_what_is_in_range_is_none(fields: dict) -> None:
    assert reach_of(run(Scenario(cells=("rnn",), **fields)), "rnn") is None


def test_of_one_step_that_step_counts() -> None:
    result = run(Scenario(n_a=1, input="numbers", numbers=((20.0,),)))
    reach = reach_of(result, "rnn")
    assert reach is not None
    assert reach.median == pytest.approx(20 * abs(float(result.cells["rnn"].parameters["Wax"][0, 0])))
    assert math.isclose(reach.median, reach.largest)


def test_where_the_weights_drive_the_units_as_much_the_input_is_not_blamed() -> None:
    # Its own part is beyond the flat at two of five steps alone; at the others the state before is.
    numbers = ((0.0, 20.0, 0.0, 0.0, 20.0, 0.0),)
    result = run(Scenario(cells=("rnn",), n_a=1, gain=5.0, input="numbers", numbers=numbers))
    assert (np.abs(result.cells["rnn"].states["a"][:, :, 1:]) > 0.999).all()
    assert reach_of(result, "rnn") is None


def test_large_weights_on_small_numbers_are_no_fault_of_the_input() -> None:
    rng = np.random.default_rng(0)
    parameters = CELLS["rnn"].draw(3, 4, 2, Initialization(), rng)
    large = {name: 100 * value if name == "Wax" else value for name, value in parameters.items()}
    x = rng.normal(size=(3, 5, 9))
    labels = np.zeros((5, 9), dtype=int)
    results = [run(Given("large", size * x, labels, {"rnn": large}, n_y=2)) for size in (1, 10)]
    assert [reach_of(result, "rnn") is None for result in results] == [True, False]
