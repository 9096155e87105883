"""The parts that backpropagation through time is made of."""

import math

import numpy as np
import pytest

from rnnviz.cells import bptt
from rnnviz.cells.bptt import (
    FEW_PRODUCTS,
    MANY_SAMPLES,
    SumOverTime,
    own_gradient,
    unscale,
)
from rnnviz.errors import ShapeError


@pytest.mark.parametrize("m", [2, MANY_SAMPLES])
@pytest.mark.parametrize("few", [0, FEW_PRODUCTS])
def test_products_are_summed_over_steps_and_samples_of_all_segments(monkeypatch, m, few):
    monkeypatch.setattr(bptt, "FEW_PRODUCTS", few)
    rng = np.random.default_rng(0)
    dz, h = rng.normal(size=(7, 3, m)), rng.normal(size=(7, 5, m))  # (T, k, m), (T, n, m)
    found = SumOverTime((3, 5), m, 4, dz.dtype)
    found.add(dz[3:], h[3:])
    found.add(dz[:3], h[:3])
    np.testing.assert_allclose(found.total, sum(dz[t] @ h[t].T for t in range(7)), rtol=1e-12)


class TestUnscale:
    def test_without_an_exponent_nothing_is_done(self):
        values = np.ones((2, 3))
        assert unscale(values, None) is values

    def test_each_sample_has_its_own(self):
        found = unscale(np.ones((4, 2, 3)), np.array([0, -3, 5]))
        np.testing.assert_array_equal(found, np.broadcast_to([1, 0.125, 32], (4, 2, 3)))

    @pytest.mark.parametrize("exponent", [[0, -3, 5], [0, -1500, 5]])
    def test_it_can_be_done_in_place(self, exponent):
        values = np.random.default_rng(0).normal(size=(4, 2, 3))
        expected = unscale(values.copy(), np.array(exponent))
        assert unscale(values, np.array(exponent), out=values) is not None
        np.testing.assert_array_equal(values, expected)

    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_what_is_below_the_normal_floats_becomes_0_and_what_is_above_inf(self, dtype):
        limits = np.finfo(dtype)
        exponent = np.array([limits.minexp, limits.minexp - 1, limits.minexp - 30, -100_000, limits.maxexp, 100_000])
        with np.errstate(over="ignore", under="ignore"):
            found = unscale(np.ones((1, 6), dtype=dtype), exponent)[0]
        assert found.dtype == dtype
        assert found.tolist() == [float(limits.tiny), 0, 0, 0, math.inf, math.inf]


class TestOwnGradient:
    def test_it_takes_the_type_of_the_states(self):
        assert own_gradient("f", np.ones((2, 1, 3)), (2, 1, 3), np.dtype(np.float32)).dtype == np.float32

    def test_it_may_be_shorter(self):
        assert own_gradient("f", np.ones((2, 1, 2)), (2, 1, 3), np.dtype(float)).shape == (2, 1, 2)

    def test_it_may_not_be_longer(self):
        with pytest.raises(ShapeError, match=r"^f: da has 4 steps, but the forward pass had 3\. Pass at most"):
            own_gradient("f", np.ones((2, 1, 4)), (2, 1, 3), np.dtype(float))
