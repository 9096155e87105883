"""How long units remember, which are alike, where they saturate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.analysis.units import ENDS, memory_order, retention, saturation, similarity_order


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_the_forget_gate_keeps_its_geometric_mean(one: float, other: float) -> None:
    f = np.array([[[one, other]], [[one, one]]])
    np.testing.assert_allclose(retention({}, {"f": f}, "f"), [np.sqrt(one * other), one])


@pytest.mark.parametrize("factor", [-0.7, 0.0, 0.5, 0.95])
def test_without_a_gate_an_autoregression_gives_its_factor_back(factor: float) -> None:
    rng = np.random.default_rng(0)
    a = np.zeros((1, 2, 20_000))
    for t in range(1, a.shape[2]):
        a[:, :, t] = factor * a[:, :, t - 1] + rng.normal(size=(1, 2))
    np.testing.assert_allclose(retention({"a": a + 3.0}, {}), factor, atol=0.02)


def test_where_memory_is_not_defined() -> None:
    assert np.isnan(retention({"a": np.ones((2, 1, 5))}, {})).all()
    assert np.isnan(retention({"a": np.ones((2, 1, 1))}, {})).all()
    np.testing.assert_array_equal(memory_order(np.array([np.nan, 0.1, np.nan, 0.2])), [3, 1, 0, 2])


@given(st.permutations(range(12)))
@settings(max_examples=30)
def test_similarity_finds_a_chain_again(shuffled: list[int]) -> None:
    # Waves whose phases differ more the further apart they stand: one order is right, from either end.
    time, phases = np.arange(200.0), np.linspace(0, 2.5, 12)
    values = np.sin(0.2 * time + phases[:, None])[:, None]
    found = np.array(shuffled)[similarity_order(values[shuffled])]
    assert found.tolist() in ([*range(12)], [*range(11, -1, -1)])


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((5, 1, 4)),
        np.full((5, 2, 3), np.nan),
        np.array([[[1e300, -1e300]]] * 4),
        np.ones((1, 1, 1)),
        np.arange(4.0).reshape(2, 1, 2),
    ],
    ids=["zeros", "NaN", "huge", "one unit", "two units"],
)
def test_similarity_is_always_a_permutation(values: np.ndarray) -> None:
    assert sorted(similarity_order(values)) == list(range(len(values)))


@pytest.mark.parametrize("activation", ENDS)
def test_saturation_counts(activation: str) -> None:
    rng = np.random.default_rng(1)
    values = rng.uniform(-1 if activation == "tanh" else 0, 1, size=(3, 4, 50))
    low, high = saturation(values, activation)
    for unit in range(3):
        flat = values[unit].ravel().tolist()
        assert low[unit] == sum(v < ENDS[activation][0] for v in flat) / 200
        assert high[unit] == sum(v > ENDS[activation][1] for v in flat) / 200
    assert saturation(np.full((1, 1, 3), np.nan), activation) == (0, 0)


def test_at_the_very_end_of_the_middle_a_unit_is_not_at_its_limits() -> None:
    low, high = saturation(np.array([[[0.1, 0.9]], [[0.0999, 0.9001]]]), "sigmoid")
    assert (low.tolist(), high.tolist()) == ([0, 0.5], [0, 0.5])


@pytest.mark.parametrize("size", [1e-6, 0.3, 50.0])
def test_similarity_does_not_depend_on_the_size_of_the_values(size: float) -> None:
    values = np.random.default_rng(3).normal(size=(7, 2, 20)) + np.arange(7)[:, None, None] * np.sin(np.arange(20))
    assert similarity_order(size * values).tolist() == similarity_order(values).tolist()
