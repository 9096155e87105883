"""The gradients that somebody's own backward pass returns: under the names and in the shapes in which courses do.

A dict may call the input's gradient ``dx`` or ``dxt``, the state's ``da0`` or ``da_prev``, the update gate's ``dWu``; a
tuple is taken in the course's order. What is missing is told, what has another shape is explained.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.network.output_layer import OUTPUT_LAYER

__all__ = ["NamedGradients", "expected_names", "named_gradients"]

Array = NDArray[Any]

#: What others call a gradient, without underscores and in small letters; the first of ours that is expected is meant.
OTHER_NAMES = {
    "dx": ("dx", "dxt"),
    "dxt": ("dx", "dxt"),
    "da0": ("da0", "da_prev"),
    "daprev": ("da_prev", "da0"),
    "daprevt": ("da_prev", "da0"),
    "dh0": ("da0", "da_prev"),
    "dhprev": ("da_prev", "da0"),
    "dprevh": ("da_prev", "da0"),
    "dc0": ("dc0", "dc_prev"),
    "dcprev": ("dc_prev", "dc0"),
    "dcprevt": ("dc_prev", "dc0"),
    "dprevc": ("dc_prev", "dc0"),
    "dwx": ("dWax",),
    "dwxh": ("dWax",),
    "dwh": ("dWaa",),
    "dwhh": ("dWaa",),
    "db": ("dba",),
    "dbh": ("dba",),
    "dwu": ("dWi", "dWz"),
    "dbu": ("dbi", "dbz"),
    "dwg": ("dWc",),
    "dbg": ("dbc",),
    "dwn": ("dWh",),
    "dbn": ("dbh",),
    "dwc": ("dWh",),
    "dbc": ("dbh",),
    "dbhn": ("dbhr",),
}


class NamedGradients(NamedTuple):
    """Gradients under our names, and the names of those that did not come."""

    gradients: dict[str, Array]
    missing: tuple[str, ...]


def expected_names(parameters: Mapping[str, Any], states: Sequence[str], *, sequence: bool) -> tuple[str, ...]:
    """Names of all gradients of a backward pass, in the course's order.

    Examples
    --------
    >>> expected_names({"Wax": 0, "Waa": 0, "Wya": 0, "ba": 0, "by": 0}, ("a",), sequence=True)
    ('dx', 'da0', 'dWax', 'dWaa', 'dba')
    """
    order = ["Wax", "Waa", "ba", *(f"{kind}{gate}" for gate in "ficorzh" for kind in "Wb"), "bhr"]
    weights = sorted(
        # The output layer has no gradients here: they do not go through time.
        (name for name in parameters if name not in OUTPUT_LAYER),
        key=lambda name: order.index(name) if name in order else len(order),
    )
    of_states = tuple(f"d{state}0" if sequence else f"d{state}_prev" for state in states)
    return ("dx" if sequence else "dxt", *of_states, *(f"d{name}" for name in weights))


def named_gradients(
    where: str, returned: Any, shapes: Mapping[str, tuple[int, ...]], optional: Sequence[str] = ()
) -> NamedGradients:
    """What a backward pass returned, as arrays under our names.

    Parameters
    ----------
    where : str
        The backward function, for messages.
    returned : Any
        A mapping, or a tuple or list of arrays in the order of ``shapes``.
    shapes : mapping of str to tuple of int
        Every gradient that is expected, in the course's order, with its shape; of ``dx`` the last axis may be shorter.
    optional : sequence of str
        Those among them that need not come and are not missed.

    Raises
    ------
    RnnvizError
        If nothing of it is a gradient that is expected.
    ShapeError
        If a gradient has another shape; it says what makes such a shape.

    Examples
    --------
    >>> shapes = {"dxt": (3, 1), "da_prev": (5, 1), "dba": (5, 1)}
    >>> given = named_gradients("f", {"dx": np.ones((3, 1)), "dba": np.ones((5, 1))}, shapes)
    >>> list(given.gradients), given.missing
    (['dxt', 'dba'], ('da_prev',))
    >>> named_gradients("f", {"dba": np.ones(5)}, shapes)
    Traceback (most recent call last):
    rnnviz.errors.ShapeError: f: dba must have shape (5, 1); got (5,). Sum over the batch with keepdims:
    np.sum(..., axis=1, keepdims=True).
    """
    found = _by_name(where, returned, shapes, optional)
    gradients = {}
    for name, shape in shapes.items():
        if found.get(name) is None:
            continue
        try:
            value = np.asarray(found[name])
        except ValueError:
            value = np.empty(0, dtype=object)
        if value.dtype.kind not in "fiub":
            raise RnnvizError(f"{where}: {name} must hold real numbers; got type {value.dtype}. Return an array.")
        value = value.astype(np.float64) if value.dtype.kind != "f" else value
        fits = value.shape == shape or (name == "dx" and value.shape[:-1] == shape[:-1] and value.ndim == 3)
        if not fits or (name == "dx" and value.shape[2] > shape[2]):
            raise ShapeError(
                f"{where}: {name} must have shape {shape}; got {value.shape}. {_why(name, value.shape, shape)}"
            )
        gradients[name] = value
    return NamedGradients(gradients, tuple(name for name in shapes if name not in gradients and name not in optional))


def _by_name(
    where: str, returned: Any, shapes: Mapping[str, tuple[int, ...]], optional: Sequence[str]
) -> dict[str, Any]:
    names = tuple(shapes)
    if isinstance(returned, Mapping):
        found = {str(key): value for key, value in returned.items()}
        known = {name: found[name] for name in names if name in found}
        for key, value in found.items():
            ours = _ours(key, names)
            if ours is not None and ours not in known:
                known[ours] = value
        if not known:
            raise RnnvizError(
                f"{where}: no gradient that is expected came back: {', '.join(found) or 'an empty dict'}. "
                f"Return a dict with {', '.join(names)}."
            )
        return known
    if isinstance(returned, tuple | list):
        orders = (names, tuple(name for name in names if name not in optional))
        for order in orders:
            if len(returned) == len(order):
                return dict(zip(order, returned, strict=True))
        raise RnnvizError(
            f"{where}: a {type(returned).__name__} of {len(returned)} came back, which does not say what is what. "
            f"Return a dict, or these {len(orders[1])} in this order: {', '.join(orders[1])}."
        )
    what = "nothing (None): its return is missing" if returned is None else f"a {type(returned).__name__}"
    raise RnnvizError(f"{where}: {what} came back. Return a dict with {', '.join(names)}.")


def _ours(key: str, names: Sequence[str]) -> str | None:
    """Which of our names is meant by somebody's."""
    small = key.replace("_", "").lower()
    same = next((name for name in names if name.replace("_", "").lower() == small), None)
    return same or next((name for name in OTHER_NAMES.get(small, ()) if name in names), None)


def _why(name: str, got: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    """What makes a gradient of such a shape, and how it becomes right."""
    if name.startswith("db") and got != wanted[::-1] and len(got) <= 2:
        summed = "np.sum(..., axis=1, keepdims=True)"
        if got in ((), wanted[:1]):
            return f"Sum over the batch with keepdims: {summed}."
        return f"Sum over the batch, not over the units: {summed}."
    if got == wanted[::-1]:
        return f"It is transposed: {name}.T, or exchange the factors of the product."
    if got[1:] == wanted[1:] and got[0] > wanted[0] and name in ("dx", "dxt", "da_prev", "da0"):
        columns = "W[:, n_a:]" if name in ("dx", "dxt") else "W[:, :n_a]"
        return f"All columns of the weights went in; take those that belong to it: {columns}.T."
    if sorted(got) == sorted(wanted):
        return "Its axes stand in another order."
    return "A gradient has the shape of what it belongs to."
