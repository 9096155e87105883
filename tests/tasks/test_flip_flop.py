"""The 3-bit flip-flop: what is right is the sign of the last pulse of each channel."""

import numpy as np
import pytest

from rnnviz.tasks.flip_flop import BITS, PULSES, TASK
from rnnviz.training.network import Network
from rnnviz.training.prediction import fade_before, predict
from rnnviz.training.trainer import Training, train


@pytest.mark.parametrize("T", [8, 30])
def test_what_is_right_is_the_last_pulse_of_each_channel(T: int) -> None:
    x, targets, counts = TASK.batch(np.random.default_rng(0), 20, T)
    assert counts.all()
    assert set(np.unique(x)) == {-1.0, 0.0, 1.0}
    for bit in range(BITS):
        for pulses, right in zip(x[bit], targets[bit], strict=True):
            held = 0.0
            for t in range(T):
                held = pulses[t] or held
                assert right[t] == held
    assert (np.abs(x[:, :, 0]) == 1).all()


def test_pulses_are_as_many_as_it_says_of_both_signs_and_apart_in_each_channel() -> None:
    x = TASK.batch(np.random.default_rng(0), 4000, 50).x
    later = x[..., 1:]
    assert (later != 0).sum(axis=-1).mean() == pytest.approx(PULSES, rel=0.03)
    assert x[x != 0].mean() == pytest.approx(0, abs=0.02)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert (later[one] * later[other]).mean() == pytest.approx(0, abs=1e-3)


def test_the_profile_is_not_said_to_tell_whether_it_learns() -> None:
    training = Training(TASK, 30, Network("lstm", n_a=4))
    prediction = predict(training, fade_before(training))
    assert (prediction.expects, prediction.reach) == ("unknown", 0)


@pytest.mark.slow
def test_with_its_advice_an_lstm_learns_it() -> None:
    training = Training(TASK, 20, Network("lstm"), updates=TASK.advice.updates, learning_rate=TASK.advice.rate)
    solved = next(r.update for r, _ in train(training, every=20) if TASK.solved.reached(r.loss, r.accuracy))
    assert solved <= 300
