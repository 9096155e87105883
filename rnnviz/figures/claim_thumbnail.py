"""A small picture of a claim as SVG: its lines and points, without numbers, for both themes.

It is shown as an image, which does not know the page's theme: what is neutral has a grey that is seen on both pages.
"""

import numpy as np
from numpy.typing import NDArray

from rnnviz.figures.claim_picture import colour_of
from rnnviz.figures.theme import NEUTRAL
from rnnviz.papers.study import Picture, Series

__all__ = ["thumbnail"]

#: Size in pixels, room at the edges, most points of a line and of a set of points.
WIDTH, HEIGHT, ROOM, MOST, MOST_POINTS = 320, 112, 6, 120, 40


def thumbnail(picture: Picture) -> str:
    """Draw it.

    Parameters
    ----------
    picture : Picture
        Of a study.

    Examples
    --------
    >>> from rnnviz.papers import CLAIMS
    >>> svg = thumbnail(CLAIMS[0].study.picture(rho=0.9, n_a=4))
    >>> svg.count("<polyline"), svg.startswith("<svg")
    (2, True)
    """
    series = [_finite(one) for one in picture.series]
    x, y = np.concatenate([one.x for one in series]), np.concatenate([one.y for one in series])
    at_x = _onto(x, ROOM, WIDTH - ROOM)
    at_y = _onto(y, HEIGHT - ROOM, ROOM)
    base = f'<path d="M1 1V{HEIGHT - 1}H{WIDTH - 1}" fill="none" stroke="{NEUTRAL}" stroke-opacity="0.6"/>'
    marks = "".join(
        f'<path d="M{at_x(np.array([at]))[0]:.1f} 1V{HEIGHT - 1}" stroke="{NEUTRAL}" stroke-dasharray="1 3"/>'
        for at, _ in picture.marks
    )
    drawn = "".join(_drawn(one, at_x(one.x), at_y(one.y)) for one in sorted(series, key=_last))
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{base}{marks}{drawn}</svg>'


def _last(one: Series) -> bool:
    """What is expected lies above what is measured, and is dashed: both are seen."""
    return one.kind == "expected"


def _finite(one: Series) -> Series:
    there = np.isfinite(one.x) & np.isfinite(one.y)
    return one._replace(x=np.asarray(one.x)[there], y=np.asarray(one.y)[there])


def _onto(values: NDArray[np.float64], first: float, last: float):  # type: ignore[no-untyped-def]  # a closure
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    gap = high - low or 1.0
    return lambda some: first + (some - low) / gap * (last - first)


def _drawn(one: Series, x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    colour = NEUTRAL if one.kind == "expected" else colour_of(one.kind)
    most = MOST_POINTS if one.points else MOST
    some = np.unique(np.linspace(0, max(len(x) - 1, 0), min(most, len(x))).round().astype(int)).tolist()
    if one.points:
        return "".join(f'<circle cx="{x[k]:.1f}" cy="{y[k]:.1f}" r="2.5" fill="{colour}"/>' for k in some)
    dash = ' stroke-dasharray="5 4"' if one.kind == "expected" else ""
    points = " ".join(f"{x[k]:.1f},{y[k]:.1f}" for k in some)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
