"""What sentences say, as numbers, and the same computed from the gradients themselves."""

import math

import numpy as np

from rnnviz.experiment.run import Result
from rnnviz.gradient_flow.fade import Fade, fade_of
from rnnviz.numerics.scaled import Scaled

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
NUMBER = rf"[\d.,·⁻{SUPERSCRIPTS}]+"


def value_of(text: str) -> float:
    """log10 of a number as the sentences write it: 1.8·10⁻¹⁴, 0.014, 625, 1,506."""
    mantissa, _, power = text.replace(",", "").partition("·10")
    digits = power.translate(str.maketrans(SUPERSCRIPTS + "⁻", "0123456789-"))
    return math.log10(float(mantissa)) + int(digits or 0)


def from_to(result: Result, cell: str) -> tuple[float, int]:
    """log10 of what is left at step 1, and the steps back from the loss, from the gradients of plain floats."""
    gradient = result.cells[cell].by_step["a"]
    exponent = gradient.exponent - gradient.exponent.max()
    last = result.scenario.last_loss_step
    norms = [math.log10(np.linalg.norm(gradient.mantissa[:, :, t] * 2.0 ** exponent[:, t])) for t in (0, last - 1)]
    return norms[0] - norms[1], last - 1


def fade(values: list[float]) -> Fade:
    return fade_of(Scaled(np.array(values)[None, None, :], np.zeros((1, len(values)), dtype=np.int64)))
