"""Checks at the public doors: do shapes and types fit, and if not, what came and what to do about it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.errors import ShapeError

__all__ = ["as_array", "check_parameters", "common_type"]

Array = NDArray[Any]
Sizes = dict[str, int]
FLOAT64, FLOAT32 = np.dtype(np.float64), np.dtype(np.float32)


def common_type(*arrays: Array) -> np.dtype[Any]:
    """Float32 if every array is float32, else float64."""
    # Types of the machine's own byte order are one object each: identity is asked first, because it is fast.
    return FLOAT32 if all(a.dtype is FLOAT32 or a.dtype == FLOAT32 for a in arrays) else FLOAT64


def as_array(where: str, name: str, value: ArrayLike, axes: tuple[str, ...], sizes: Sizes) -> Array:
    """The value as an array with the named axes, or an error that says what to do.

    Parameters
    ----------
    where, name : str
        Function and argument, for the message.
    value : array_like
        What came.
    axes : tuple of str
        Names of the axes: ``("n_x", "m", "T_x")``.
    sizes : dict of str to int
        Sizes that are known; those of the other axes are added to it.

    Returns
    -------
    numpy.ndarray
        The same data; numbers that are not floats become float64.

    Raises
    ------
    ShapeError
        If the number of axes, a known size or the type does not fit, or if an axis is empty.
    """
    try:
        array = value if type(value) is np.ndarray else np.asarray(value)
    except ValueError:
        raise ShapeError(
            f"{where}: {name} must be a table of numbers with axes {_spelled(axes)}; got rows of different length. "
            "Make them equally long."
        ) from None
    shape, dtype = array.shape, array.dtype
    is_float = dtype is FLOAT64 or dtype is FLOAT32
    if len(shape) != len(axes) or (not is_float and dtype.kind not in "fiub"):
        raise _unfit(where, name, array, axes, sizes)
    for axis, size in zip(axes, shape, strict=True):
        if sizes.setdefault(axis, size) != size or size == 0:
            raise _wrong_size(where, name, array, axes, axis, sizes[axis])
    return array if is_float or dtype in (FLOAT64, FLOAT32) else array.astype(np.float64)


def check_parameters(
    where: str, parameters: Mapping[str, ArrayLike], axes: Mapping[str, tuple[str, ...]], sizes: Sizes
) -> dict[str, Array]:
    """The arrays of a parameter dict that are named in ``axes``; their sizes are added to ``sizes``.

    Parameters
    ----------
    where : str
        Function, for the message.
    parameters : mapping of str to array_like
        What came.
    axes : mapping of str to tuple of str
        The axes of every parameter that is needed: ``{"Wax": ("n_a", "n_x"), "ba": ("n_a", "1")}``.
    sizes : dict of str to int
        Sizes that are known.

    Raises
    ------
    ShapeError
        If a parameter is missing or its shape does not fit.
    """
    sizes["1"] = 1
    if not axes.keys() <= parameters.keys():
        missing = axes.keys() - parameters.keys()
        raise ShapeError(
            f"{where}: parameters has no {', '.join(sorted(missing))}; it has {', '.join(parameters) or 'nothing'}. "
            "Make them with initialize_parameters for the same kind of cell."
        )
    return {name: as_array(where, name, parameters[name], names, sizes) for name, names in axes.items()}


def _spelled(axes: tuple[str, ...]) -> str:
    return "(" + ", ".join(axes) + ")"


def _unfit(where: str, name: str, array: Array, axes: tuple[str, ...], sizes: Sizes) -> ShapeError:
    if array.dtype.kind not in "fiub":
        return ShapeError(f"{where}: {name} must hold real numbers; got type {array.dtype}. Convert it to float first.")
    hint = ""
    if "m" in axes and array.ndim == len(axes) - 1 and _fits_one_sequence(array, axes, sizes):
        hint = f" For one sequence add a batch axis: {name}[{', '.join('None' if a == 'm' else ':' for a in axes)}]."
    return ShapeError(f"{where}: {name} must have {len(axes)} axes {_spelled(axes)}; got shape {array.shape}.{hint}")


def _fits_one_sequence(array: Array, axes: tuple[str, ...], sizes: Sizes) -> bool:
    others = [axis for axis in axes if axis != "m"]
    return all(sizes.get(axis, size) == size for axis, size in zip(others, array.shape, strict=True))


def _wrong_size(where: str, name: str, array: Array, axes: tuple[str, ...], axis: str, size: int) -> ShapeError:
    if 0 in array.shape:
        return ShapeError(f"{where}: {name} has no elements; got shape {array.shape}. Give at least one per axis.")
    with_size = "" if axis == "1" else f" with {axis} = {size}"
    return ShapeError(
        f"{where}: {name} must have shape {_spelled(axes)}{with_size}; got shape {array.shape}. "
        f"Make {name} agree with the other arguments."
    )
