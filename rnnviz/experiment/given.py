"""Networks and sequences that come from elsewhere, such as a training, to be looked into like those of a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rnnviz.cells.starts import take_from_start
from rnnviz.errors import InputError
from rnnviz.experiment.scenario import BUDGET, Scenario

__all__ = ["Brought"]

Array = NDArray[Any]


#: The fields that do not decide about the result: those from which others draw, and what it is called.
_UNREAD: Final = {"name", "file", "seed", "start", "init", "gain", "forget", "forget_bias", "t_max"} | {
    "input_bias",
    "output_bias",
    "update_bias",
    "input",
    "input_scale",
    "input_at",
    "period",
    "text",
    "numbers",
}


@dataclass(frozen=True, eq=False)
class Brought(Scenario):
    """A scenario that draws nothing: what others draw from their seed is given.

    The bounds of what can be drawn do not hold; the budget does. It has no address. Make one with `Brought.of`.
    The arrays are copied, and nobody can change the copies: two are equal, and have one `key`, if their arrays are.

    Parameters
    ----------
    name : str
        What people call it.
    file : str
        Name of the file that it comes from.
    alphabet : tuple of str
        What each feature of the input stands for, of a text; else empty.
    targets : str
        ``"classes"``: the labels are classes, the loss is the cross-entropy; ``"values"``: they are values, the output
        layer is linear and the loss the mean squared error.
    x : numpy.ndarray, (n_x, m, T)
        The input.
    labels : numpy.ndarray of int, (m, T), or (n_y, m, T)
        What is right at every step.
    parameters : mapping of str to mapping of str to numpy.ndarray
        By cell.
    """

    name: str = ""
    file: str = ""
    alphabet: tuple[str, ...] = ()
    targets: Literal["classes", "values"] = "classes"
    x: Array = field(default_factory=lambda: np.zeros((1, 1, 1)), repr=False)
    labels: Array = field(default_factory=lambda: np.zeros((1, 1), dtype=int), repr=False)
    parameters: Mapping[str, Mapping[str, Array]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        take_from_start(self, self.start)
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
        classes = self.targets == "classes" and self.labels.dtype.kind in "iub"
        object.__setattr__(self, "x", _unchangeable("x", self.x))
        object.__setattr__(self, "labels", _unchangeable("labels", self.labels, np.int64 if classes else np.float64))
        object.__setattr__(self, "parameters", MappingProxyType(kept))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Brought):
            return NotImplemented
        return (self.key, self.name, self.file) == (other.key, other.name, other.file)

    def __hash__(self) -> int:
        return hash((self.key, self.name, self.file))

    def _decisive(self) -> dict[str, Any]:
        values = {name: value for name, value in super()._decisive().items() if name not in _UNREAD}
        return values | {"parameters": {cell: of for cell, of in self.parameters.items() if cell in self.cells}}

    @property
    def letters(self) -> tuple[str, ...]:
        """What each input feature of a text stands for; empty for any other input."""
        return self.alphabet

    def characters(self, sequence: int = 1) -> tuple[str, ...]:
        """The characters of a sequence of the batch, counted from 1, if it is a text; else empty."""
        return tuple(self.alphabet[i] for i in self.x[:, sequence - 1].argmax(axis=0)) if self.alphabet else ()

    def to_query(self) -> dict[str, str]:
        """There is no address; what it is, for files."""
        sizes = {name: str(getattr(self, name)) for name in ("n_x", "n_a", "n_y", "m", "T_x", "activation", "loss")}
        return {"brought": self.name, "cells": ",".join(self.cells)} | sizes

    @classmethod
    def of(
        cls,
        name: str,
        x: Array,
        labels: Array,
        parameters: Mapping[str, Mapping[str, Array]],
        *,
        n_y: int,
        targets: Literal["classes", "values"] = "classes",
        alphabet: tuple[str, ...] = (),
        activation: str = "tanh",
        file: str = "",
    ) -> "Brought":
        """From arrays; the loss looks at the last step.

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
        >>> result = run(Brought.of("mine", rng.normal(size=(3, 5, 9)), labels, {"lstm": lstm}, n_y=2))
        >>> result.cells["lstm"].states["c"].shape
        (4, 5, 9)
        """
        n_x, m, T = x.shape
        n_a = len(next(iter(next(iter(parameters.values())).values())))
        sizes = {"n_x": n_x, "n_a": n_a, "n_y": n_y, "m": m, "T_x": T}
        return cls(
            tuple(parameters),
            **sizes,
            activation=activation,
            name=name,
            file=file,
            alphabet=alphabet,
            targets=targets,
            x=x,
            labels=labels,
            parameters=parameters,
        )


def _unchangeable(name: str, array: Array, dtype: DTypeLike = np.float64) -> Array:
    """The same numbers in memory that nobody can write to; the array itself if it is such a one."""
    if isinstance(array.base, bytes) and array.dtype == dtype:
        return array
    if array.dtype.kind not in "fiub":
        raise InputError(f"{name} must be an array of numbers; got one of {array.dtype}. Bring floats.")
    numbers = np.asarray(array, dtype=dtype)
    return np.ndarray(numbers.shape, numbers.dtype, numbers.tobytes())
