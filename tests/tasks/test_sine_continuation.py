"""Sine continuation: one wave, half of it heard."""

import numpy as np

from rnnviz.tasks.sine_continuation import PERIODS, TASK


def test_the_answer_goes_on_with_the_very_wave_that_was_heard() -> None:
    x, targets, counts = TASK.batch(np.random.default_rng(0), 30, 40)
    heard = x[1].astype(bool)
    np.testing.assert_array_equal(heard, np.broadcast_to(~counts, heard.shape))
    np.testing.assert_array_equal(x[0][heard], targets[0][heard])
    assert not x[0][~heard].any()
    # A sine of one frequency: w(t+1) + w(t−1) = 2 cos ω w(t), with one ω a sequence.
    wave = targets[0]
    both, middle = wave[:, 2:] + wave[:, :-2], wave[:, 1:-1]
    cosine = (both * middle).sum(axis=1) / (2 * (middle**2).sum(axis=1))
    np.testing.assert_allclose(both, 2 * cosine[:, None] * middle, atol=1e-9)
    periods = 2 * np.pi / np.arccos(cosine)
    assert (periods >= PERIODS[0] - 1e-6).all()
    assert (periods <= PERIODS[1] + 1e-6).all()
