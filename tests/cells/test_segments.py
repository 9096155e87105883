"""Backwards through time in segments: right at any exponent, against exact arithmetic."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.cells.segments import BLOCK, FIRST_STEPS, Flow, WideFlow, backwards_in_segments


def swept(da, rates):
    """Sweep through a diagonal network: what arrives at a step is its right neighbour's total times the rate there.

    Gives log2 of the totals, (n_a, m, T), and the segments.
    """
    n_a, m, T = da.shape
    rates = np.broadcast_to(rates, da.shape).transpose(2, 0, 1)

    def through(start, stop, totals, carry):
        (total,) = totals
        arriving, dz = carry[0].copy(), np.empty_like(total)
        for t in reversed(range(stop - start)):
            total[t] += arriving
            dz[t] = rates[start + t] * total[t]
            arriving = dz[t]  # of the type of the others
        return Flow(dz, (arriving,))

    def one_step(t, arriving):
        dz = arriving[0] * rates[t]
        return WideFlow(arriving, dz, (dz,))

    totals, log2 = np.empty((1, T, n_a, m), da.dtype), np.empty(da.shape)
    segments = []
    with np.errstate(all="ignore"):
        for segment in backwards_in_segments(da, (np.zeros((n_a, m), da.dtype),), totals, through, one_step):
            segments.append(segment)
            if isinstance(segment.flow, WideFlow):
                log2[:, :, segment.start] = segment.flow.whole[0].log10() / math.log10(2)
                continue
            exponent = 0 if segment.exponent is None else segment.exponent
            found = np.log2(np.abs(totals[0, segment.start : segment.stop])) + exponent  # (S, n_a, m)
            log2[:, :, segment.start : segment.stop] = found.transpose(1, 2, 0)
    return log2, segments


def exact_log2(da_log2, rate_log2):
    """Give log2 of the totals where all are powers of 2, by the logarithm of a sum: one sample, (T,)."""
    totals, arriving = np.empty(len(da_log2)), -math.inf
    for t in reversed(range(len(da_log2))):
        totals[t] = np.logaddexp2(da_log2[t], arriving)
        arriving = totals[t] + rate_log2[t]
    return totals


steps = st.integers(1, 150)
rates = st.one_of(st.integers(-3, 3), st.integers(-120, 120), st.integers(-900, 900))


@st.composite
def losses(draw, T):
    """Steps with a loss, and its log2: few, many or none."""
    chosen = draw(st.dictionaries(st.integers(0, T - 1), st.integers(-900, 900), max_size=6))
    dense = draw(st.booleans())
    return np.array([chosen.get(t, 0 if dense else -math.inf) for t in range(T)])


@given(st.data(), steps, rates, st.integers(1, 3))
def test_any_decay_and_any_loss_equal_exact_arithmetic(data, T, usual, m):
    # Each sample of the batch has a loss of its own and rates of its own around one rate.
    da_log2 = np.array([data.draw(losses(T)) for _ in range(m)])  # (m, T)
    jumps = data.draw(st.dictionaries(st.integers(0, T - 1), rates, max_size=4))
    rate_log2 = np.array([jumps.get(t, usual) for t in range(T)])
    found, _ = swept(2.0 ** da_log2[None], 2.0 ** rate_log2[None, None])
    for k in range(m):
        expected = exact_log2(da_log2[k], rate_log2)
        none = np.isneginf(expected)
        np.testing.assert_array_equal(np.isneginf(found[0, k]), none)
        np.testing.assert_allclose(found[0, k, ~none], expected[~none], rtol=1e-13, atol=1e-10)


@pytest.mark.parametrize("late", [0, 1, 30, 300])
@pytest.mark.parametrize("T", [400, 3000])
def test_two_losses_far_apart(T, late):
    # What comes back from the last step is far below what step `late` puts in: neither may hide the other.
    da_log2 = np.full(T, -math.inf)
    da_log2[[late, T - 1]] = 0
    found, _ = swept(2.0 ** da_log2[None, None], 1 / 16)
    np.testing.assert_allclose(found[0, 0], exact_log2(da_log2, np.full(T, -4)), rtol=1e-13, atol=1e-10)


@pytest.mark.parametrize("T", [3, 20, 200])
@pytest.mark.parametrize("sign", [1, -1])
def test_losses_of_very_different_sizes_in_one_segment(T, sign):
    da_log2 = np.full(T, -math.inf)
    da_log2[[0, T - 1]] = sign * 900, sign * -900
    found, _ = swept(2.0 ** da_log2[None, None], 1 / 16)
    np.testing.assert_allclose(found[0, 0], exact_log2(da_log2, np.full(T, -4)), rtol=1e-13, atol=1e-10)


@pytest.mark.parametrize("rate", [0.5, 2.0, 1e-30, 1e30, 1e-250, 1e250, 1.0])
@pytest.mark.parametrize("T", [1, 2, 31, 32, 33, 700])
def test_a_steady_rate_gives_a_straight_line(T, rate):
    da = np.zeros((1, 1, T))
    da[..., -1] = 1
    found, _ = swept(da, rate)
    np.testing.assert_allclose(found[0, 0], np.log2(rate) * np.arange(T)[::-1], rtol=1e-12)


@pytest.mark.parametrize("T", [1, 5, FIRST_STEPS[8], FIRST_STEPS[8] + 1, 1000])
@pytest.mark.parametrize("rate", [0.9, 1e-40, 1e40])
def test_segments_cover_time_without_gaps(T, rate):
    _, segments = swept(np.ones((2, 3, T)), rate)
    assert segments[0].stop == T
    assert segments[-1].start == 0
    assert [s.start for s in segments[:-1]] == [s.stop for s in segments[1:]]


def test_a_gentle_gradient_needs_few_segments_and_no_exponents():
    _, segments = swept(np.ones((4, 2, 4000)), 0.9)
    assert len(segments) <= 6
    assert all(segment.exponent is None for segment in segments)


def test_segments_hold_a_block_at_most():
    _, segments = swept(np.ones((100, 10, 600)), 0.9)
    assert max((s.stop - s.start) * 1000 for s in segments) <= BLOCK


def test_a_steep_decay_is_swept_in_few_segments_too():
    # 1e-3 a step: 45 steps fill the safe range, a segment uses a quarter of it at least.
    _, segments = swept(np.ones((1, 1, 3000)) * np.eye(3000)[-1], 1e-3)
    assert len(segments) <= 3000 / 11 + 10


def test_single_precision_has_the_whole_of_its_range():
    # 0.1 a step: norms between 2^-95 and 2^95, of which three quarters are used, are 43 steps.
    log2, segments = swept((np.ones((1, 1, 3000)) * np.eye(3000)[-1]).astype(np.float32), 0.1)
    assert len(segments) <= 3000 / 40 + 5
    assert log2[0, 0, 0] == pytest.approx(2999 * math.log2(0.1), rel=1e-5)


@pytest.mark.parametrize("rate", [2.0, 1e3])
def test_a_loss_at_every_step_of_an_exploding_network_needs_no_more(rate):
    # The carry is far above every step's own gradient, which is rightly lost beside it: no reason for short segments.
    _, alone = swept(np.ones((1, 1, 3000)) * np.eye(3000)[-1], rate)
    _, dense = swept(np.ones((1, 1, 3000)), rate)
    assert len(dense) <= 2 * len(alone)
