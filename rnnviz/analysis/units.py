r"""What single units do over time: how long they keep what they hold, which of them are alike, where they saturate.

All functions take the values of one signal, a gate or a state, with units first and time last.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["ENDS", "Saturation", "memory_order", "retention", "saturation", "similarity_order"]

Array = NDArray[Any]

#: Below and above which a unit counts as saturated, by the range of its activation (Karpathy, Johnson & Li 2015, for
#: the gates; for tanh the same distance from its ends, in parts of its range).
ENDS: Mapping[str, tuple[float, float]] = {"sigmoid": (0.1, 0.9), "tanh": (-0.8, 0.8)}


class Saturation(NamedTuple):
    """Share of steps and samples at which each unit is near an end of its range: ``low`` (n,) and ``high`` (n,)."""

    low: Array
    high: Array


def saturation(values: Array, activation: str) -> Saturation:
    """How often each unit is near the ends of its activation's range, as Karpathy, Johnson & Li 2015 count it.

    Parameters
    ----------
    values : numpy.ndarray, (n, m, T)
        A gate, or a state.
    activation : str
        ``"sigmoid"`` (near means below 0.1 or above 0.9) or ``"tanh"`` (below -0.8 or above 0.8).

    Returns
    -------
    Saturation
        Shares from 0 to 1 over samples and time; NaN is near neither end.

    Examples
    --------
    >>> saturation(np.array([[[0.95, 0.99, 0.5, 0.05]]]), "sigmoid")
    Saturation(low=array([0.25]), high=array([0.5]))
    """
    low, high = ENDS[activation]
    axes = tuple(range(1, values.ndim))
    return Saturation((values < low).mean(axis=axes), (values > high).mean(axis=axes))


def retention(states: Mapping[str, Array], gates: Mapping[str, Array], keeps: str = "") -> Array:
    r"""What part of what it holds each unit keeps from one step to the next, by itself.

    With a forget gate that is its geometric mean over samples and time, because c⟨t⟩ is multiplied by f⟨t⟩ at every
    step. Without one it is the correlation of a⟨t⟩ with a⟨t−1⟩ over samples and time, the factor of the AR(1) process
    that is most like the unit.

    Parameters
    ----------
    states, gates : mapping of str to numpy.ndarray, each (n, m, T)
        As in `rnnviz.experiment.run.CellResult`.
    keeps : str
        The gate by which the carrier is multiplied from step to step, of a cell that has one.

    Returns
    -------
    numpy.ndarray, (n,)
        NaN where it is not defined: a unit that never changes, a single step, numbers that are not finite.

    Examples
    --------
    >>> retention({}, {"f": np.full((1, 1, 9), 0.5)}, "f")
    array([0.5])
    >>> swinging = (-1.0) ** np.arange(40).reshape(1, 1, 40)
    >>> retention({"a": swinging}, {}).round(2)
    array([-1.])
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if keeps:
            return np.asarray(np.exp(np.log(gates[keeps]).mean(axis=(1, 2))))
        a = states["a"] - states["a"].mean(axis=(1, 2), keepdims=True)
        before, after = a[:, :, :-1], a[:, :, 1:]
        products = np.einsum("imt,imt->i", before, after) / np.einsum("imt,imt->i", before, before)
        return np.asarray(products)


def memory_order(kept: Array) -> NDArray[np.int64]:
    """Units by how long they remember, the longest first.

    Parameters
    ----------
    kept : numpy.ndarray, (n,)
        From `retention`; a NaN comes last.

    Examples
    --------
    >>> memory_order(np.array([0.5, np.nan, 0.9]))
    array([2, 0, 1])
    """
    return np.argsort(-kept, kind="stable")


def similarity_order(values: Array) -> NDArray[np.int64]:
    r"""Units in an order in which neighbours behave alike, by spectral seriation (Atkins, Boman & Hendrickson 1998).

    Similarity is :math:`(1 + r_{ij}) / 2` with r the correlation over samples and time; the order is that of the
    entries of the Fiedler vector, the eigenvector of the second smallest eigenvalue of the graph's Laplacian.

    Parameters
    ----------
    values : numpy.ndarray, (n, m, T)
        Hidden states.

    Returns
    -------
    numpy.ndarray of int, (n,)
        A permutation; the same for the same values, and that of the mirrored order never chosen by chance.

    Examples
    --------
    >>> wave = np.sin(np.arange(50.0))
    >>> values = np.stack([wave, -wave, 2 * wave, -3 * wave])[:, None]
    >>> order = similarity_order(values)
    >>> sorted(order[:2].tolist()), sorted(order[2:].tolist())
    ([0, 2], [1, 3])
    """
    flat = values.reshape(len(values), -1).astype(np.float64)
    if len(flat) < 3 or not np.isfinite(flat).all():
        return np.arange(len(flat))
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        flat = flat - flat.mean(axis=1, keepdims=True)
        size = np.abs(flat).max(axis=1, keepdims=True)
        flat = np.divide(flat, size, out=np.zeros_like(flat), where=size > 0)  # squares of large numbers overflow
        size = np.linalg.norm(flat, axis=1, keepdims=True)
        flat = np.divide(flat, size, out=np.zeros_like(flat), where=size > 0)
    similarity = (1 + flat @ flat.T) / 2
    laplacian = np.diag(similarity.sum(axis=1)) - similarity
    fiedler = np.linalg.eigh(laplacian)[1][:, 1].round(9)
    # An eigenvector has no sign: the unit that stands out most comes last.
    return np.argsort(fiedler * np.sign(fiedler[np.abs(fiedler).argmax()]), kind="stable")
