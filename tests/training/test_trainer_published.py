"""What trainings come to, as measured before: who learns, who does not, and in about how many updates.

The short ones are always made; those that are marked ``long`` take minutes and are made by ``make papers``.
"""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.cells.initialization import spectral_radius
from rnnviz.tasks import TASKS
from rnnviz.training.network import Network
from rnnviz.training.prediction import fade_before
from rnnviz.training.trainer import Training, start, train

LATCH = Training(TASKS["latch"], 40, Network("rnn"))
RNN = Network("rnn")


def lstm(bias: float = 1.0, t_max: int | None = None) -> Network:
    return Network("lstm", init="glorot", forget_bias=bias, t_max=t_max)


def solved_after(training: Training) -> int | None:
    """Give the first look, 20 updates apart, at which the task is solved."""
    solved = training.task.solved
    looks = (record for record, _ in train(training, every=20))
    return next((one.update for one in looks if solved.reached(one.loss, one.accuracy)), None)


def best_loss(training: Training) -> float:
    return min(record.loss for record, _ in train(training, every=20))


# Latch: Bengio, Simard & Frasconi 1994.


@pytest.mark.parametrize("network", [RNN, lstm(1), lstm(3)], ids=lambda network: network.label)
def test_all_learn_a_short_latch(network: Network) -> None:
    solved = solved_after(replace(LATCH, T=20, network=network, updates=800))
    assert solved is not None
    assert solved <= 200


@pytest.mark.parametrize(("bias", "most"), [(1.0, 160), (3.0, 100)])
def test_forget_biases_of_1_and_3_learn_a_longer_one(bias: float, most: int) -> None:
    solved = solved_after(replace(LATCH, network=lstm(bias), updates=800))
    assert solved is not None
    assert solved <= most


@pytest.mark.long
@pytest.mark.parametrize("seed", [0, 1])
def test_a_forget_bias_of_0_does_not(seed: int) -> None:
    assert solved_after(replace(LATCH, network=lstm(0), updates=800, seed=seed)) is None


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_a_forget_bias_of_0_learns_a_short_one(seed: int) -> None:
    assert solved_after(replace(LATCH, T=20, network=lstm(0), updates=800, seed=seed)) is not None


@pytest.mark.long
def test_an_orthogonal_rnn_of_gain_1_is_unreliable_and_not_incapable() -> None:
    # Of the two seeds of an earlier measurement neither learned; of ten, about half do.
    solved = [solved_after(replace(LATCH, updates=800, seed=seed)) for seed in range(10)]
    assert 2 <= sum(one is not None for one in solved) <= 8


# The window of gains: Schoenholz et al. 2017; Chen, Pennington & Schoenholz 2018.

#: Gain, what arrives before training (log10, to half a decade), and how many of 5 seeds learn in 400 updates.
WINDOW = [(0.7, -7.5, 0), (1.2, -0.5, 5), (1.4, 0.5, 5), (2.2, 3.3, 0)]


@pytest.mark.parametrize(("gain", "arrives", "learn"), WINDOW[:3])
def test_the_ratio_before_training_tells_who_learns(gain: float, arrives: float, learn: int) -> None:
    training = replace(LATCH, network=Network("rnn", gain=gain), updates=400)
    assert fade_before(training).left == pytest.approx(arrives, abs=0.5)
    assert (solved_after(training) is not None) == bool(learn)


@pytest.mark.long
@pytest.mark.parametrize(("gain", "arrives", "learn"), WINDOW)
def test_of_five_seeds_all_or_none_learn(gain: float, arrives: float, learn: int) -> None:
    trainings = [replace(LATCH, network=Network("rnn", gain=gain), updates=400, seed=seed) for seed in range(5)]
    assert np.mean([fade_before(one).left for one in trainings]) == pytest.approx(arrives, abs=0.5)
    assert sum(solved_after(one) is not None for one in trainings) == learn


# Adding problem: Hochreiter & Schmidhuber 1997.

ADDING = Training(TASKS["adding"], 50, lstm(), batch=50, updates=1500, learning_rate=0.01)


@pytest.mark.long
def test_the_lstm_adds_over_50_steps_and_the_tanh_rnn_gets_below_the_baseline() -> None:
    solved = solved_after(ADDING)
    assert solved is not None
    assert solved <= 600
    # Slowly: never say that it cannot.
    assert best_loss(replace(ADDING, network=Network("rnn", init="glorot"))) < 0.9 / 6


@pytest.mark.long
def test_over_100_steps_chrono_is_first_and_the_tanh_rnn_stays_at_the_baseline() -> None:
    longer = replace(ADDING, T=100)
    chrono, plain = (solved_after(replace(longer, network=network)) for network in (lstm(t_max=100), lstm()))
    assert chrono is not None
    assert plain is not None
    assert chrono < plain <= 900
    assert best_loss(replace(longer, network=RNN)) > 0.9 / 6


# Copy memory: Arjovsky, Shah & Bengio 2016; Tallec & Ollivier 2018.


@pytest.mark.long
def test_chrono_copies_better_than_forget_bias_1_and_the_rnn_stays_at_the_baseline() -> None:
    training = Training(TASKS["copy"], 20, RNN, batch=50, updates=800, learning_rate=0.01)
    baseline = training.task.baseline(20)
    chrono, plain, rnn = (best_loss(replace(training, network=n)) for n in (lstm(t_max=40), lstm(), RNN))
    assert chrono < 0.95 * plain
    assert plain < rnn
    assert rnn == pytest.approx(baseline, rel=0.02)


# Temporal order: Pascanu, Mikolov & Bengio 2013.


@pytest.mark.long
@pytest.mark.parametrize(("gain", "learns"), [(0.7, False), (1.14, True)])
@pytest.mark.parametrize("seed", range(3))
def test_the_spectral_radius_at_the_start_tells_who_learns_the_order(gain: float, *, learns: bool, seed: int) -> None:
    # Of orthogonal weights it is the gain. With 64 units the limit lies between 0.7 and 0.8; with 32 the seed decides.
    training = Training(TASKS["order"], 50, Network("rnn", n_a=64, gain=gain), updates=600, seed=seed)
    assert spectral_radius(start(training).parameters["Waa"]) == pytest.approx(gain)
    assert (solved_after(training) is not None) == learns
