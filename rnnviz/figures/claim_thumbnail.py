"""A small picture of a claim as SVG, with the numbers and the words that one reads it by, for both themes.

It is shown as an image, which does not know the page's theme: what is neutral has a grey that is seen on both pages.
It is stretched to the width that there is, so that numbers and words stand beside it, not in it.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.figures.claim_picture import colour_of
from rnnviz.figures.theme import NEUTRAL
from rnnviz.numerics.numerals import numeral
from rnnviz.papers.study import Picture, Series

__all__ = ["Thumbnail", "thumbnail", "ticks"]

#: Size in pixels, room at the edges, most points of a line and of a set of points.
WIDTH, HEIGHT, ROOM, MOST, MOST_POINTS = 320, 112, 6, 120, 40
#: How a line is broken, so that it is told from others by more than its colour.
_DASHES: Final = {"expected": "5 4", "c": "16 4", "other": "1 5", "another": "9 4 1 4"}
_STILL: Final = 'vector-effect="non-scaling-stroke"'


class Thumbnail(NamedTuple):
    """What is drawn and written.

    Parameters
    ----------
    svg : str
        Lines and points.
    x, y : tuple of str
        The numbers at the axes: from left to right, from top to bottom, at equal distances.
    key : tuple of (str, str)
        Of each series that has a name its sample, as SVG, and its name.
    """

    svg: str
    x: tuple[str, ...]
    y: tuple[str, ...]
    key: tuple[tuple[str, str], ...]


def thumbnail(picture: Picture, key: Sequence[str] = ()) -> Thumbnail:
    """Draw it.

    Parameters
    ----------
    picture : Picture
        Of a study.
    key : sequence of str
        Names of its series, in their order; empty where one gets none.

    Examples
    --------
    >>> from rnnviz.papers import CLAIMS
    >>> small = thumbnail(CLAIMS[0].study.picture(rho=0.9, n_a=4), ["measured", "expected"])
    >>> small.svg.count("<polyline"), small.x, small.y, [name for _, name in small.key]
    (2, ('100', '0'), ('1', '10⁻³', '10⁻⁶'), ['measured', 'expected'])
    """
    series = [_finite(one) for one in picture.series]
    x, y = np.concatenate([one.x for one in series]), np.concatenate([one.y for one in series])
    levels = ticks(y, whole=picture.log10)
    ends = (x.max(), x.min()) if picture.backwards else (x.min(), x.max())
    across, up = _Axis(ends, ROOM, WIDTH - ROOM), _Axis((levels[0], levels[-1]), HEIGHT - ROOM, ROOM)
    lines = "".join(f'<path d="M1 {up.at(level):.1f}H{WIDTH - 1}" {_grey(0.3)}/>' for level in levels)
    marks = "".join(
        f'<path d="M{across.at(at):.1f} 1V{HEIGHT - 1}" {_grey(1)} stroke-dasharray="1 3"/>' for at, _ in picture.marks
    )
    drawn = "".join(_drawn(one, across.at(one.x), up.at(one.y)) for one in sorted(series, key=_last))
    return Thumbnail(
        _svg(WIDTH, HEIGHT, lines + marks + drawn),
        tuple(numeral(float(end), 3) for end in ends),
        tuple(_power(level) if picture.log10 else numeral(level, 3) for level in reversed(levels)),
        tuple((_sample(one), name) for one, name in zip(series, key, strict=False) if name),
    )


def ticks(values: NDArray[np.float64], *, whole: bool = False) -> list[float]:
    """Three or four round numbers at equal distances, from below the smallest of some numbers to above the largest.

    Parameters
    ----------
    values : numpy.ndarray, (n,)
        Finite ones.
    whole : bool
        Whether to take whole numbers, for logarithms.

    Examples
    --------
    >>> ticks(np.array([0.03, 0.35])), ticks(np.array([-4.6, 0.0]), whole=True)
    ([0.0, 0.2, 0.4], [-6.0, -3.0, 0.0])
    """
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    gap = max(high - low, 1e-3 * abs(high), 1e-6)  # equal numbers need some, too
    slack = 1e-6 * max(gap, abs(high))
    found = []
    for parts in (2, 3):
        for step in _steps(gap / parts, whole=whole):
            first = math.floor((low + slack) / step)
            if (first + parts) * step >= high - slack:
                found.append([round((first + k) * step, 12) + 0.0 for k in range(parts + 1)])
                break
    return min(found, key=lambda levels: levels[-1] - levels[0])


def _steps(least: float, *, whole: bool) -> Iterator[float]:
    """Round numbers from one on, ever larger."""
    if whole:
        yield from map(float, count(max(1, math.ceil(least - 1e-6))))
    power = 10.0 ** math.floor(math.log10(max(least, 1e-12)))
    while True:
        yield from (times * power for times in (1, 2, 5) if times * power >= least * (1 - 1e-6))
        power *= 10


class _Axis(NamedTuple):
    """From two numbers to two places."""

    ends: tuple[float, float]
    first: float
    last: float

    def at(self, some: Any) -> Any:
        """Where a number is, or each of an array."""
        low, high = self.ends
        return self.first + (some - low) / ((high - low) or 1.0) * (self.last - self.first)


def _last(one: Series) -> bool:
    """What is expected lies above what is measured, and is dashed: both are seen."""
    return one.kind == "expected"


def _finite(one: Series) -> Series:
    there = np.isfinite(one.x) & np.isfinite(one.y)
    return one._replace(x=np.asarray(one.x)[there], y=np.asarray(one.y)[there])


def _power(level: float) -> str:
    if level in (0, 1):
        return numeral(10**level)
    return f"10{f'{level:.0f}'.translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _svg(width: int, height: int, inside: str) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'


def _grey(opacity: float) -> str:
    return f'stroke="{NEUTRAL}" stroke-opacity="{opacity:g}" {_STILL}'


def _sample(one: Series) -> str:
    """How a series looks, for the key."""
    return _svg(24, 8, _drawn(one, np.array([4.0, 12.0, 20.0] if one.points else [1.0, 23.0]), np.full(3, 4.0)))


def _drawn(one: Series, x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    colour = NEUTRAL if one.kind == "expected" else colour_of(one.kind)
    most = MOST_POINTS if one.points else MOST
    some = np.unique(np.linspace(0, max(len(x) - 1, 0), min(most, len(x))).round().astype(int)).tolist()
    pen = f'fill="none" stroke="{colour}" stroke-linecap="round" {_STILL}'
    if one.points:  # no circles: they would be stretched
        return f'<path d="{"".join(f"M{x[k]:.1f} {y[k]:.1f}h0" for k in some)}" {pen} stroke-width="5"/>'
    dash = f' stroke-dasharray="{_DASHES[one.kind]}"' if one.kind in _DASHES else ""
    points = " ".join(f"{x[k]:.1f},{y[k]:.1f}" for k in some)
    return f'<polyline points="{points}" {pen} stroke-width="2"{dash}/>'
