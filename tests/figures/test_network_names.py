"""What networks are called: short, and each differently."""

import itertools

from rnnviz.figures.network_names import called
from rnnviz.training.network import Network
from rnnviz.ui.training.plan import plan_of
from rnnviz.ui.training.values import DEFAULTS, PRESETS

NETWORKS = [
    Network(cell, **({"start": start} if start else {}), **({"init": init} if init else {}), gain=gain, **more)
    for cell, start, init, gain in itertools.product(
        ("rnn", "lstm", "gru"), ("", "keras", "pytorch"), ("", "glorot", "identity"), (0.7, 1.0)
    )
    for more in ([{}, {"activation": "relu"}] if cell == "rnn" else [{}])
]


def test_networks_that_are_drawn_differently_are_called_differently() -> None:
    assert len({called(one) for one in NETWORKS}) == len({one.label for one in NETWORKS})


def test_the_presets_have_short_names() -> None:
    for changes in PRESETS.values():
        for training in plan_of(DEFAULTS | changes).trainings:
            name = called(training.network)
            assert len(name) <= 20
            assert "×" not in name
