r"""Clipping by the global norm (Pascanu, Mikolov & Bengio 2013, section 3.2).

Where the norm over all gradients together is more than a threshold θ, all are multiplied by :math:`\theta / \lVert g
\rVert`: the direction stays. Done naively, squares overflow and infinity over infinity makes the parameters NaN.
"""

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import quietly
from rnnviz.errors import RnnvizError

__all__ = ["Clipped", "clip_by_global_norm"]

Array = NDArray[Any]


#: Between these, sums of squares and factors have lost nothing to under- or overflow, in float32 either.
_SAFE: Final = (1e-20, 1e30)


class Clipped(NamedTuple):
    """Gradients after clipping, and their norm before."""

    gradients: dict[str, Array]
    norm: float


@quietly
def clip_by_global_norm(gradients: Mapping[str, Array], threshold: float | None) -> Clipped:
    """Scale gradients so that their norm together is at most a threshold.

    Parameters
    ----------
    gradients : mapping of str to numpy.ndarray
        Not changed.
    threshold : float or None
        Largest norm; None only measures it.

    Returns
    -------
    Clipped
        Where entries are infinite, these alone give the direction, as the limit does; where one is NaN there is no
        direction: the gradients come back as they are, with a norm of NaN.

    Raises
    ------
    RnnvizError
        If the threshold is not more than 0.

    Examples
    --------
    >>> clipped = clip_by_global_norm({"dW": np.array([3e200, 4e200])}, 1.0)
    >>> clipped.gradients["dW"].round(6).tolist(), f"{clipped.norm:.3g}"
    ([0.6, 0.8], '5e+200')
    >>> clip_by_global_norm({"dW": np.array([-np.inf, 1.0])}, 2.0).gradients["dW"].tolist()
    [-2.0, 0.0]
    """
    if threshold is not None and not threshold > 0:
        raise RnnvizError(f"The norm that is clipped to must be more than 0; got {threshold}.")
    squares = sum(float(np.vdot(g, g)) for g in gradients.values())
    if _SAFE[0] < squares < _SAFE[1]:
        norm = math.sqrt(squares)
        if threshold is None or norm <= threshold:
            return Clipped(dict(gradients), norm)
        if threshold / norm > _SAFE[0]:
            return Clipped({name: g * g.dtype.type(threshold / norm) for name, g in gradients.items()}, norm)
    # Squares that were, or may have been, lost: relative to the largest entry none is.
    largest = max((float(np.abs(g).max()) for g in gradients.values() if g.size), default=0.0)
    if math.isnan(largest) or any(np.isnan(g).any() for g in gradients.values()):
        return Clipped(dict(gradients), math.nan)
    if largest == 0:
        return Clipped(dict(gradients), 0.0)
    if math.isinf(largest):
        directions = {name: np.where(np.isinf(g), np.sign(g), 0).astype(g.dtype) for name, g in gradients.items()}
    else:
        directions = {name: g / g.dtype.type(largest) for name, g in gradients.items()}
    relative = math.sqrt(sum(float(np.vdot(d, d)) for d in directions.values()))
    norm = largest * relative
    if threshold is None or norm <= threshold:
        return Clipped(dict(gradients), norm)
    return Clipped({name: d * d.dtype.type(threshold / relative) for name, d in directions.items()}, norm)
