"""Results that a figure must cope with: by name, each computed once."""

from functools import cache
from typing import Any

from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario

SCENARIOS: dict[str, dict[str, Any]] = {
    "plain": {},
    "one step": {"T_x": 1},
    "two steps": {"T_x": 2},
    "one unit": {"n_a": 1, "n_x": 1, "m": 1},
    "RNN only": {"cells": ("rnn",)},
    "LSTM only": {"cells": ("lstm",)},
    "LSTM first": {"cells": ("lstm", "rnn")},
    "loss at a step": {"loss": "step", "loss_step": 40},
    "loss at the first step": {"loss": "step", "loss_step": 1},
    "loss at every step": {"loss": "every"},
    "growing": {"gain": 3.0},
    "NaN": {"activation": "linear", "gain": 5.0, "T_x": 1000, "n_a": 8},
    "vanishing to 1e-1000": {"activation": "sigmoid", "gain": 0.3, "T_x": 1000, "n_a": 8},
    "dead ReLU": {"activation": "relu", "n_a": 1, "seed": 2, "input": "numbers", "numbers": ((-1.0,) * 9,)},
    "exact zero everywhere": {"activation": "linear", "gain": 5.0, "m": 1, "n_y": 2, "input_scale": 10.0},
    "saturated": {"input": "numbers", "numbers": ((1e6,) * 9,), "n_a": 2, "gain": 5.0},
    "beyond floats in one step": {
        "input": "numbers",
        "numbers": ((-136.43065601548537, 863.3713242750357), (419.01155513615294, -462.17404676727926)),
        "n_a": 1,
        "n_y": 2,
        "gain": 5.0,
        "seed": 1309,
    },
    "501 steps": {"T_x": 501, "n_a": 3},
    "1000 steps": {"T_x": 1000, "n_a": 3, "m": 2},
    "a text": {"input": "text", "text": "hello"},
}


@cache
def result_of(name: str) -> Result:
    return run(Scenario(**SCENARIOS[name]))
