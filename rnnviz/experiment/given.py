"""Networks and sequences that come from elsewhere, such as a training, to be looked into like those of a scenario."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rnnviz.cells import reads
from rnnviz.errors import InputError
from rnnviz.experiment.key import key_of
from rnnviz.experiment.setting import BUDGET, Readout, first_loss_step

__all__ = ["Given"]

Array = NDArray[Any]

#: What it is called, which decides about nothing that is computed.
_NAMES: Final = ("name", "file")


@dataclass(frozen=True, eq=False)
class Given:
    """A setting whose input, labels and parameters are given as arrays, of any size within the budget.

    The arrays are copied, and nobody can change the copies: two are equal, and have one `key`, if their arrays are.
    Nothing is drawn, so there is no setting to change, and no address.

    Parameters
    ----------
    name : str
        What people call it.
    x : numpy.ndarray, (n_x, m, T)
        The input.
    labels : numpy.ndarray of int, (m, T), or (n_y, m, T)
        What is right at every step.
    parameters : mapping of str to mapping of str to numpy.ndarray
        By cell.
    n_y : int
        Number of outputs.
    readout : str
        ``"classes"``: the labels are classes, the loss is the cross-entropy; ``"values"``: they are values, the output
        layer is linear and the loss the mean squared error.
    alphabet : tuple of str
        What each feature of the input stands for, of a text; else empty.
    activation : str
        Of the RNN.
    file : str
        Name of the file that it comes from.
    loss : str
        Where the loss looks at the output: ``"last"`` step, ``"every"`` step, or one ``"step"``.
    loss_step : int
        That step, counted from 1.

    Raises
    ------
    InputError
        If it is too much to be computed at once, or an array is not one of numbers.

    Examples
    --------
    >>> from rnnviz import run
    >>> from rnnviz.cells import CELLS
    >>> from rnnviz.cells.initialization import Initialization
    >>> rng = np.random.default_rng(0)
    >>> lstm = CELLS["lstm"].draw(3, 4, 2, Initialization(), rng)
    >>> labels = np.zeros((5, 9), dtype=int)
    >>> result = run(Given("mine", rng.normal(size=(3, 5, 9)), labels, {"lstm": lstm}, n_y=2))
    >>> result.cells["lstm"].states["c"].shape
    (4, 5, 9)
    """

    name: str
    x: Array = field(repr=False)
    labels: Array = field(repr=False)
    parameters: Mapping[str, Mapping[str, Array]] = field(repr=False)
    n_y: int = field(kw_only=True)
    readout: Readout = field(default="classes", kw_only=True)
    alphabet: tuple[str, ...] = field(default=(), kw_only=True)
    activation: str = field(default="tanh", kw_only=True)
    file: str = field(default="", kw_only=True)
    loss: str = field(default="last", kw_only=True)
    loss_step: int = field(default=1, kw_only=True)

    def __post_init__(self) -> None:
        if self.cost > BUDGET:
            raise InputError(
                f"{self.steps:,} steps × {self.n_a} units × {self.batch} sequences are more than the {BUDGET:,} hidden "
                "values that are computed at once. Bring fewer sequences."
            )
        self._keep_arrays()

    def _keep_arrays(self) -> None:
        """Put copies that stay as they are in the place of the arrays, of the types with which is computed."""
        kept = {
            cell: MappingProxyType({name: _unchangeable(name, value) for name, value in of.items()})
            for cell, of in self.parameters.items()
        }
        classes = self.readout == "classes" and self.labels.dtype.kind in "iub"
        object.__setattr__(self, "x", _unchangeable("x", self.x))
        object.__setattr__(self, "labels", _unchangeable("labels", self.labels, np.int64 if classes else np.float64))
        object.__setattr__(self, "parameters", MappingProxyType(kept))

    def __reduce__(self) -> tuple[Any, ...]:
        # As it was made, for another process: its mappings, which nobody can change, do not travel.
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return _made, (values | {"parameters": {cell: dict(of) for cell, of in self.parameters.items()}},)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return (self.key, self.name, self.file) == (other.key, other.name, other.file)

    def __hash__(self) -> int:
        return hash((self.key, self.name, self.file))

    @classmethod
    def of(
        cls,
        name: str,
        x: Array,
        labels: Array,
        parameters: Mapping[str, Mapping[str, Array]],
        *,
        targets: Readout = "classes",
        **about: Any,
    ) -> "Given":
        """As in version 0.1.0, where ``readout`` was called ``targets``; goes with the next version."""
        return cls(name, x, labels, parameters, readout=targets, **about)

    @cached_property
    def key(self) -> str:
        """The content key: two have one exactly if their results are equal; a field that is new counts, too."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _NAMES}
        decisive = {name: value for name, value in values.items() if reads(self.cells, name)}
        loss = {"loss": first_loss_step(self), "loss_step": self.last_loss_step}
        return key_of(type(self).__name__, decisive | loss)

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells to compare."""
        return tuple(self.parameters)

    @property
    def features(self) -> int:
        """Number of input features, n_x."""
        return int(self.x.shape[0])

    @property
    def n_a(self) -> int:
        """Number of hidden units."""
        return len(next(iter(next(iter(self.parameters.values())).values())))

    @property
    def batch(self) -> int:
        """Number of sequences, m."""
        return int(self.x.shape[1])

    @property
    def steps(self) -> int:
        """Number of time steps, T."""
        return int(self.x.shape[2])

    @property
    def cost(self) -> int:
        """Hidden values to compute for each cell: steps · n_a · batch."""
        return self.steps * self.n_a * self.batch

    @property
    def last_loss_step(self) -> int:
        """Last step at which the loss looks, counted from 1."""
        return self.loss_step if self.loss == "step" else self.steps

    @property
    def letters(self) -> tuple[str, ...]:
        """What each input feature of a text stands for; empty for any other input."""
        return self.alphabet

    @property
    def adjustable(self) -> None:
        """Nothing is drawn from settings here, so none can be changed."""
        return None

    def characters(self, sequence: int = 1) -> tuple[str, ...]:
        """The characters of a sequence of the batch, counted from 1, if it is a text; else empty."""
        return tuple(self.alphabet[i] for i in self.x[:, sequence - 1].argmax(axis=0)) if self.alphabet else ()

    def described(self) -> dict[str, str]:
        """What it is, for files, by name."""
        sizes = {"n_x": self.features, "n_a": self.n_a, "n_y": self.n_y, "m": self.batch, "T_x": self.steps}
        texts = {name: str(size) for name, size in sizes.items()}
        cells = ",".join(self.cells)
        return {"brought": self.name, "cells": cells, **texts, "activation": self.activation, "loss": self.loss}

    def looking_at(self, step: int) -> "Given":
        """The same with a loss at one step alone, counted from 1."""
        return replace(self, loss="step", loss_step=step)

    def make_input(self) -> Array:
        """The input, (n_x, m, T)."""
        return self.x

    def make_labels(self) -> Array:
        """What is right at every step: classes, (m, T) of int, or values, (n_y, m, T)."""
        return self.labels

    def make_parameters(self, cell: str) -> Mapping[str, Array]:
        """The parameters of a cell, by name."""
        return self.parameters[cell]


def __getattr__(name: str) -> type[Given]:
    """The class under the name that it had in version 0.1.0, with a warning."""
    if name != "Brought":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warnings.warn(
        "rnnviz.experiment.given.Brought is now Given; the old name goes with the next version.",
        FutureWarning,
        stacklevel=2,
    )
    return Given


def _made(values: Mapping[str, Any]) -> Given:
    return Given(**values)


def _unchangeable(name: str, array: Array, dtype: DTypeLike = np.float64) -> Array:
    """The same numbers in memory that nobody can write to; the array itself if it is such a one."""
    if isinstance(array.base, bytes) and array.dtype == dtype:
        return array
    if array.dtype.kind not in "fiub":
        raise InputError(f"{name} must be an array of numbers; got one of {array.dtype}. Bring floats.")
    numbers = np.asarray(array, dtype=dtype)
    return np.ndarray(numbers.shape, numbers.dtype, numbers.tobytes())
