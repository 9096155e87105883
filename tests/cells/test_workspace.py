"""Memory that is used again changes nothing but the time."""

import numpy as np
import pytest

from rnnviz.cells import CELLS, initialize_parameters
from rnnviz.cells.cell import Backward, Forward
from rnnviz.cells.workspace import Workspace


def both_ways(cell: str, T: int, dtype: type, workspace: Workspace | None, seed: int = 0) -> tuple[Forward, Backward]:
    """Forward and backward, from a loss at the last step."""
    rng = np.random.default_rng(seed)
    parameters = initialize_parameters(n_x=3, n_a=4, cell=cell, rng=rng, dtype=dtype)
    x = rng.normal(size=(3, 5, T)).astype(dtype)
    da = np.zeros((4, 5, T), dtype=dtype)
    da[:, :, -1] = rng.normal(size=(4, 5))
    forward = CELLS[cell].forward(x, np.zeros((4, 5), dtype=dtype), parameters, "tanh", workspace)
    return forward, CELLS[cell].backward(da, forward.caches)


def arrays(forward: Forward, backward: Backward) -> dict[str, np.ndarray]:
    mantissas = {f"d{name} by step": scaled.mantissa for name, scaled in backward.by_step.items()}
    return {**forward.states, **forward.gates, **backward.gradients, **mantissas}


@pytest.mark.parametrize("cell", CELLS)
def test_whatever_was_there_before_the_results_are_the_same_to_the_bit(cell: str) -> None:
    workspace = Workspace()
    for seed, (T, dtype) in enumerate([(7, np.float64), (7, np.float64), (300, np.float32), (2, np.float64)]):
        found = arrays(*both_ways(cell, T, dtype, workspace, seed))
        expected = arrays(*both_ways(cell, T, dtype, None, seed))
        assert found.keys() == expected.keys()
        for name, value in expected.items():
            np.testing.assert_array_equal(found[name], value, name, strict=True)


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_large_is_in_memory_that_is_used_again(cell: str) -> None:
    workspace = Workspace()
    first, second = (arrays(*both_ways(cell, 9, np.float64, workspace, seed)) for seed in (0, 1))
    large = {name for name, value in first.items() if value.shape[-1] == 9}
    assert large == {name for name in first if np.shares_memory(first[name], second[name])}


@pytest.mark.parametrize("cell", CELLS)
def test_without_a_workspace_every_result_is_the_callers_own(cell: str) -> None:
    first, second = (arrays(*both_ways(cell, 7, np.float64, None)) for _ in range(2))
    assert not any(np.shares_memory(first[name], second[name]) for name in first)


def test_another_type_or_shape_gets_other_memory() -> None:
    workspace = Workspace()
    first = workspace.empty("gates", (3, 2), np.float64)
    assert workspace.empty("states", (3, 2), np.float64) is not first
    assert workspace.empty("gates", (3, 2), np.float64) is first
    assert workspace.empty("gates", (3, 2), np.float32).dtype == np.float32
    assert workspace.empty("gates", (2, 3), np.float32).shape == (2, 3)
