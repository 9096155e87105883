"""The parts that backpropagation through time is made of."""

import math

import numpy as np
import pytest

from rnnviz.cells import CELLS, bptt, initialize_parameters
from rnnviz.cells.bptt import (
    FEW_PRODUCTS,
    MANY_SAMPLES,
    SumOverTime,
    own_gradient,
    unscale,
)
from rnnviz.cells.gru import gru_backward, gru_bptt, gru_forward
from rnnviz.cells.lstm import lstm_backward, lstm_bptt, lstm_forward
from rnnviz.cells.rnn import rnn_backward, rnn_bptt, rnn_forward
from rnnviz.errors import ShapeError

PASSES = {
    "rnn": (rnn_forward, rnn_backward, rnn_bptt),
    "lstm": (lstm_forward, lstm_backward, lstm_bptt),
    "gru": (gru_forward, gru_backward, gru_bptt),
}


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


@pytest.mark.parametrize("m", [2, MANY_SAMPLES])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_sum_is_made_small_and_not_what_is_summed(m, dtype):
    info, rng = np.finfo(dtype), np.random.default_rng(0)
    dz, h = rng.normal(size=(4, 3, m)).astype(dtype), rng.normal(size=(4, 5, m)).astype(dtype)
    right = sum(dz[t].astype(float) @ h[t].T.astype(float) for t in range(4))
    for exponent in (0, -1, -20, info.minexp // 2, info.minexp + 9):
        found = SumOverTime((3, 5), m, 4, dz.dtype)
        found.add(dz.copy(), h, exponent)
        np.testing.assert_allclose(found.total, np.ldexp(right, exponent), rtol=50 * info.eps)
    # Below the smallest normal number there is nothing, and what was there stays as it was.
    for exponent in (info.minexp - 9, info.minexp - info.nmant, 3 * info.minexp):
        found = SumOverTime((3, 5), m, 4, dz.dtype)
        found.add(dz.copy(), h)
        before = found.total.copy()
        found.add(dz.copy(), h, exponent)
        np.testing.assert_array_equal(found.total, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_would_be_subnormal_is_0_beside_what_is_not(dtype):
    info = np.finfo(dtype)
    found = SumOverTime((3, 1), 1, 1, np.dtype(dtype))
    found.add(np.array([[[1.0], [1 / 16], [-4.0]]], dtype), np.ones((1, 1, 1), dtype), info.minexp + 2)
    np.testing.assert_array_equal(found.total[:, 0], [4 * info.tiny, 0, -16 * info.tiny])


@pytest.mark.parametrize("exponent", [-5, -5000])
def test_what_is_no_number_stays_none_however_small_the_rest(exponent):
    dz, h = np.array([[[np.nan], [1.0]]]), np.ones((1, 1, 1))
    found = SumOverTime((2, 1), 1, 1, dz.dtype)
    found.add(dz, h, exponent)
    assert np.isnan(found.total[0, 0])
    assert found.total[1, 0] == (2.0**-5 if exponent == -5 else 0)


@pytest.mark.parametrize("apart", [0, 3, 40])
def test_samples_of_different_sizes_get_one_exponent(apart):
    values, exponent = np.ones((2, 3, 2), np.float32), np.array([-300, -300 - apart]) + 200
    found, together = bptt._with_one_exponent(values.copy(), exponent)
    assert together == -100
    np.testing.assert_array_equal(found[..., 0], 1)
    np.testing.assert_array_equal(found[..., 1], 2.0**-apart)


def test_large_ones_are_plain_floats_and_those_below_all_floats_nothing():
    values = np.ones((1, 1, 2), np.float32)
    found, together = bptt._with_one_exponent(values.copy(), np.array([3, -4]))
    assert together == 0
    np.testing.assert_array_equal(found[0, 0], [8, 1 / 16])
    assert bptt._with_one_exponent(values.copy(), np.array([-300, -400])) == (None, 0)
    values[0, 0, 0] = np.inf
    found, together = bptt._with_one_exponent(values.copy(), np.array([-300, -400]))
    assert np.isinf(found[0, 0, 0])


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradients_are_the_same_whether_or_not_those_at_every_step_are_wanted(cell, dtype):
    rng = np.random.default_rng(1)
    parameters = initialize_parameters(n_x=3, n_a=16, cell=cell, rng=rng, gain=0.1)
    parameters = {name: value.astype(dtype) for name, value in parameters.items()}
    x, da = rng.normal(size=(3, 4, 3000)).astype(dtype), np.zeros((16, 4, 3000), dtype)
    da[:, :, -1] = rng.normal(size=(16, 4))
    forward, backward, swept = PASSES[cell]
    caches = forward(x, np.zeros((16, 4), dtype), parameters).caches
    alone, beside = backward(da, caches), swept(da, caches).gradients
    assert alone.keys() == beside.keys()
    for name, value in alone.items():
        np.testing.assert_array_equal(value, beside[name])
    assert np.abs(alone["dx"]).max() > 0


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
