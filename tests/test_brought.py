"""What is brought: of any size within the budget, without an address, read-only for all who look."""

import numpy as np
import pytest

from rnnviz.brought import Brought
from rnnviz.cells import CELLS
from rnnviz.errors import InputError
from rnnviz.experiment import run
from rnnviz.export import to_csv, to_npz
from rnnviz.parameters import Initialization


def brought(n_x: int = 100, n_y: int = 1, m: int = 3, T: int = 7, n_a: int = 300) -> Brought:
    rng = np.random.default_rng(0)
    parameters = CELLS["rnn"].draw(n_x, n_a, n_y, Initialization(), rng)
    values = rng.normal(size=(n_y, m, T))
    return Brought.of("mine", rng.normal(size=(n_x, m, T)), values, {"rnn": parameters}, n_y=n_y, targets="values")


def test_the_bounds_of_what_is_drawn_do_not_hold() -> None:
    result = run(brought())
    assert result.cells["rnn"].y.shape == (1, 3, 7)
    assert (result.scenario.features, result.scenario.batch, result.scenario.steps) == (100, 3, 7)


def test_the_budget_does() -> None:
    with pytest.raises(InputError, match="Bring fewer sequences"):
        brought(n_x=1, m=1000, T=300, n_a=10)


def test_the_squared_error_and_its_gradient_are_those_of_the_definition() -> None:
    scenario = brought(n_x=2, n_y=3, n_a=4)
    result = run(scenario)
    one = result.cells["rnn"]
    W, b = one.parameters["Wya"], one.parameters["by"]
    y = np.stack([W @ one.states["a"][:, s] + b for s in range(3)], axis=1)
    np.testing.assert_allclose(one.y, y)
    error = y[:, :, -1] - scenario.labels[:, :, -1]
    assert one.loss == pytest.approx((error**2).mean())
    np.testing.assert_allclose(one.by_step["a"].to_float()[:, :, -1], W.T @ (2 * error / error.size))


def test_files_name_it_and_have_everything() -> None:
    result = run(brought(n_x=2, n_a=4))
    assert '"brought": "mine"' in to_csv(result)
    assert len(to_npz(result)) > 1000


def test_letters_are_those_that_were_given() -> None:
    rng = np.random.default_rng(0)
    x = np.eye(3)[:, [[0, 2], [1, 1]]]
    parameters = CELLS["lstm"].draw(3, 2, 2, Initialization(), rng)
    labels = np.zeros((2, 2), dtype=int)
    scenario = Brought.of("text", x, labels, {"lstm": parameters}, n_y=2, alphabet=("a", "b", "c"))
    assert (scenario.characters(1), scenario.characters(2)) == (("a", "c"), ("b", "b"))
    assert scenario.letters == ("a", "b", "c")
