"""The settings of a scenario, each declared once: what it may be, when it counts, what people read beside it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.cells.starts import OF_START, OWN, STARTS
from rnnviz.experiment.declared import Declared
from rnnviz.experiment.inputs import parse_table, table_text
from rnnviz.numerics.ranges import Bounds

__all__ = ["BOUNDS", "CHOICES", "SETTINGS", "choices_of"]

_BIAS: Final = Bounds(-5.0, 10.0)
_OWN_SEQUENCE: Final = ("input", "text", "numbers")


def _added(gate: str, about: str) -> Callable[[Any], str]:
    """What a constant bias is added to; where the start draws biases, to these."""

    def words(settings: Any) -> str:
        drawn = settings.start == "pytorch"
        return f"Added inside the {gate} gate{', to the bias that PyTorch draws.' if drawn else f': {about}'}"

    return words


def _bias(default: Any, gate: str, about: str, without: tuple[str, ...] = ()) -> Declared:
    """A constant that is added to the biases of a gate, named after the cells that read it."""
    label, help = f"{{cells}} {gate} bias", _added(gate, about)
    return Declared(default=default, bounds=_BIAS, step=0.25, label=label, help=help, without=without)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


#: By name, in the order in which an address has them.
SETTINGS: Final = {
    "cells": Declared(
        default=("rnn", "lstm"), label="Networks", help="Which networks to compare.", write=",".join, read=_names
    ),
    "n_x": Declared(
        default=8,
        bounds=Bounds(1, 32),
        step=1,
        label="Input features n_x",
        help="Numbers a step.",
        without=_OWN_SEQUENCE,
    ),
    "n_a": Declared(
        default=32,
        bounds=Bounds(1, 256),
        step=1,
        label="Hidden units n_a",
        help="Size of the hidden state a, in both networks.",
    ),
    "n_y": Declared(
        default=4, bounds=Bounds(2, 32), step=1, label="Outputs n_y", help="Classes that the loss tells apart."
    ),
    "m": Declared(
        default=8, bounds=Bounds(1, 64), step=1, label="Batch m", help="Sequences at once.", without=_OWN_SEQUENCE
    ),
    "T_x": Declared(
        default=100,
        bounds=Bounds(1, 1000),
        step=1,
        label="Time steps T",
        help="Length of the sequence.",
        without=_OWN_SEQUENCE,
    ),
    "activation": Declared(
        default="tanh",
        choices={name: "ReLU" if name == "relu" else name for name in ACTIVATIONS},
        label="{cells} activation",
        help="What the simple RNN's units do with their sum.",
    ),
    "start": Declared(
        default="plain",
        choices=STARTS,
        label="Starts as in",
        help="Whose way of drawing all weights and biases; it sets recurrent weights and forget bias, too.",
    ),
    "init": Declared(
        default=OF_START,
        choices={
            "glorot": "Glorot (uniform)",
            "gaussian": "Gaussian",
            "orthogonal": "Orthogonal",
            "identity": "Identity",
        },
        label="Recurrent weights",
        help="How the weights from hidden state to hidden state are drawn.",
    ),
    "gain": Declared(
        default=1.0,
        bounds=Bounds(0.05, 5.0),
        step=0.05,
        label="Gain",
        help="What the recurrent weights of both networks are multiplied by.",
    ),
    "forget": Declared(
        default="constant",
        choices={"constant": "Constant", "chrono": "Chrono (by longest memory)"},
        label="Forget bias",
        help="Constant, or chrono: drawn so that memories of all lengths occur.",
    ),
    "forget_bias": _bias(OF_START, "forget", "0 starts it half open, 3 at 95 %.", without=("forget", "chrono")),
    "t_max": Declared(
        default=100,
        bounds=Bounds(3, 10_000),
        step=1,
        label="Longest memory T_max",
        help="Chrono draws forget biases for memories up to so many steps.",
        only=("forget", "chrono"),
    ),
    "input_bias": _bias(0.0, "input", "below 0 it lets little in.", without=("forget", "chrono")),
    "output_bias": _bias(0.0, "output", "below 0 it shows little of the cell state."),
    "update_bias": _bias(0.0, "update", "0 keeps half of the old state, 3 keeps 95 %."),
    "seed": Declared(
        default=0,
        bounds=Bounds(0, 2**32 - 1),
        label="Seed",
        help="Of everything that is drawn; the same seed gives the same page.",
    ),
    "input": Declared(
        default="noise",
        choices={
            "noise": "Noise",
            "impulse": "Impulse",
            "step": "Step",
            "sine": "Sine",
            "text": "My text",
            "numbers": "My numbers",
        },
        label="Sequence",
        help="What both networks read, the same for both.",
    ),
    "input_scale": Declared(
        default=1.0,
        bounds=Bounds(0.0, 10.0),
        step=0.1,
        label="Input scale",
        asks=lambda settings: "Amplitude" if settings.input == "sine" else "Size (standard deviation)",
        help="Large inputs drive the units to their limits; 0 is no input at all.",
        without=_OWN_SEQUENCE,
    ),
    "input_at": Declared(
        default=1,
        bounds=Bounds(1, 1000),
        step=1,
        label="At step",
        help="Step at which it comes, counted from 1.",
        only=("input", "impulse", "step"),
    ),
    "period": Declared(
        default=20.0,
        bounds=Bounds(2.0, 1000.0),
        step=1.0,
        label="Period in steps",
        help="Steps of one full wave.",
        only=("input", "sine"),
    ),
    "text": Declared(
        default="The cat that the dogs chased was hungry.",
        label="Text",
        help="Each character is one step, one-hot among the characters that occur.",
        only=("input", "text"),
    ),
    "numbers": Declared(
        default=((0.0, 0.5, 1.0, 0.5, 0.0, -0.5, -1.0, -0.5),),
        label="Numbers",
        help="One row a feature, one column a step; commas, tabs or blanks between them.",
        only=("input", "numbers"),
        write=partial(table_text, separator=",", row_separator="|"),
        read=parse_table,
    ),
    "loss": Declared(
        default="last",
        choices={"last": "Last", "every": "Every", "step": "One"},
        label="Steps the loss looks at",
        help="Cross-entropy with labels drawn from the seed, at these steps.",
    ),
    "loss_step": Declared(
        default=1,
        bounds=Bounds(1, 1000),
        step=1,
        label="Step",
        help="The step whose output the loss looks at, counted from 1.",
        only=("loss", "step"),
    ),
}
#: Every bound on a number, by field.
BOUNDS: Final = {name: one.bounds for name, one in SETTINGS.items() if one.bounds is not None}
#: Every choice among names, by field; for recurrent weights see `choices_of`.
CHOICES: Final = {name: tuple(one.choices) for name, one in SETTINGS.items() if one.choices is not None}


def choices_of(field: str, start: str = "plain") -> tuple[str, ...]:
    """The names that a field may have; some starts draw the recurrent weights in a way of their own, ``"own"``.

    Examples
    --------
    >>> choices_of("init"), choices_of("init", "pytorch")[0]
    (('glorot', 'gaussian', 'orthogonal', 'identity'), 'own')
    """
    own = field == "init" and start in STARTS and STARTS[start].init == OWN
    return (OWN, *CHOICES[field]) if own else CHOICES[field]
