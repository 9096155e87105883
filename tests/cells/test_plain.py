"""A cell from its graph alone gives what the hand-written passes give."""

import numpy as np
import pytest

from rnnviz.cells import CELLS, initialize_parameters
from rnnviz.cells.cell import Before, Cell
from rnnviz.cells.plain import plain_cell

CASES = ["rnn", "lstm", "gru", "gru before"]


def plainly(name: str) -> Cell:
    """A cell of the list without its own passes."""
    kind = CELLS[name]
    face = {field: getattr(kind, field) for field in ("label", "colour", "graph", "gate_weights", "draw", "signals")}
    more = {field: getattr(kind, field) for field in ("carrier", "keeps", "settings", "part_of")}
    return plain_cell(**face, **more)


def network(case: str, size: float = 1.0, T: int = 9):
    rng = np.random.default_rng(5)
    name = case.split(maxsplit=1)[0]
    parameters = initialize_parameters(3, 4, 2, cell=name, start="pytorch", rng=rng)
    if "before" in case:
        del parameters["bhr"]
    parameters = {key: value * (size if key not in ("Wy", "Wya", "by") else 1) for key, value in parameters.items()}
    return name, parameters, rng.normal(size=(3, 2, T)), rng.normal(size=(4, 2)), rng.normal(size=(4, 2, T))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", [1.0, 30.0])
def test_it_gives_what_the_cell_s_own_passes_give(case: str, size: float) -> None:
    name, parameters, x, a0, da = network(case, size)
    own, plain = CELLS[name].forward(x, a0, parameters, "tanh"), plainly(name).forward(x, a0, parameters, "tanh")
    assert plain.states.keys() == own.states.keys()
    assert plain.gates.keys() == own.gates.keys()
    for found, expected in ((plain.states, own.states), (plain.gates, own.gates)):
        for key, value in expected.items():
            np.testing.assert_allclose(found[key], value, rtol=1e-9, atol=1e-12, err_msg=key)
    back, expected_back = plainly(name).backward(da, plain.caches), CELLS[name].backward(da, own.caches)
    assert back.gradients.keys() == expected_back.gradients.keys()
    for key, value in expected_back.gradients.items():
        scale = np.abs(value).max()
        np.testing.assert_allclose(back.gradients[key], value, rtol=1e-6, atol=1e-8 * scale, err_msg=key)
    for state, scaled in expected_back.by_step.items():
        np.testing.assert_allclose(back.by_step[state].log10_norm(), scaled.log10_norm(), atol=1e-6)
    np.testing.assert_allclose(back.dx.log10_norm(), expected_back.dx.log10_norm(), atol=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_beyond_floats(case: str) -> None:
    name, parameters, x, a0, _ = network(case, T=600)
    small = {
        key: value * (0.01 if key[0] == "W" and key not in ("Wy", "Wya") else 1) for key, value in parameters.items()
    }
    small |= {key: np.full_like(small[key], -6.0) for key in ("bf", "bz") if key in small}
    da = np.zeros((4, 2, 600))
    da[:, :, -1] = 1
    plain, own = (
        cell.backward(da, cell.forward(x, a0, small, "tanh").caches).by_step["a"].log10_norm()
        for cell in (plainly(name), CELLS[name])
    )
    assert own[0] < -400
    np.testing.assert_allclose(plain, own, rtol=1e-9, atol=1e-8)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", [1.0, 0.1, 300.0])  # plain floats; with exponents; beyond them at single steps
def test_without_the_gradients_of_weights_all_others_are_the_same(case: str, size: float) -> None:
    name, parameters, x, a0, da = network(case, size, T=60)
    for cell in (CELLS[name], plainly(name)):
        caches = cell.forward(x, a0, parameters, "tanh").caches
        whole, some = cell.backward(da, caches), cell.backward(da, caches, weights=False)
        assert {"dx", "da0"} <= some.gradients.keys()
        assert not {f"d{key}" for key in parameters} & some.gradients.keys()
        for key, value in some.gradients.items():
            np.testing.assert_array_equal(value, whole.gradients[key], err_msg=key)
        for one, other in [(some.dx, whole.dx), *((some.by_step[key], whole.by_step[key]) for key in whole.by_step)]:
            np.testing.assert_array_equal(one.log10_norm(axis=()), other.log10_norm(axis=()))


@pytest.mark.parametrize("case", CASES)
def test_local_derivatives_and_parts(case: str) -> None:
    name, parameters, x, _, da = network(case)
    zeros = np.zeros((4, 2))
    plain, weights = plainly(name), CELLS[name].gate_weights(parameters)
    forward = plain.forward(x, zeros, parameters, "tanh")
    before = Before(weights, x, dict.fromkeys(forward.states, zeros))
    found = plain.local_derivatives(forward.states, forward.gates, "tanh", before)
    expected = CELLS[name].local_derivatives(forward.states, forward.gates, "tanh", before)
    for kind, like in zip(found, expected, strict=True):
        for of, links in like.items():
            for by, link in links.items():
                np.testing.assert_allclose(kind[of][by], link, rtol=1e-7, atol=1e-12)
    part = plain.part(forward.caches, 2, 6)
    whole = plain.backward(np.concatenate([da[:, :, 2:6]], axis=2), part)
    assert whole.gradients["dx"].shape == (3, 2, 4)
