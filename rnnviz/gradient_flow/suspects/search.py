"""Which mistake makes these numbers? Every known one is made on purpose, and its numbers are compared."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.gradient_flow.suspects.equations import RIGHT, Gradients, Mistake

__all__ = ["Suspect", "search", "wrong_parts"]

Array = NDArray[Any]
#: A gradient, and for ``dx`` its step, counted from 0; None for the others.
Part = tuple[str, int | None]

#: How near two numbers must be to be called equal, relative to the largest of an array or step, by item size.
NEAR = {2: 1e-2, 4: 2e-3, 8: 1e-6}
#: Mistakes that are tried together with every other one, and such pairs at most.
FIRST_OF_PAIRS, MOST_PAIRS = 8, 400


class Suspect(NamedTuple):
    """A mistake whose numbers are those that came.

    Parameters
    ----------
    name : str
        Short.
    says : str
        One sentence: what the wrong pass does.
    lines : tuple of str
        The right lines to compare with.
    together : bool
        Whether it explains the numbers only together with the other suspects.
    leaves : tuple of str
        Gradients that it does not explain: something else, which is not known, is wrong there too.
    """

    name: str
    says: str
    lines: tuple[str, ...]
    together: bool = False
    leaves: tuple[str, ...] = ()

    def __str__(self) -> str:
        right = f" Right: {'; '.join(self.lines)}." if self.lines else ""
        rest = f" What else is wrong it does not explain: {', '.join(self.leaves)}." if self.leaves else ""
        return f"{self.says}{right}{rest}"


def wrong_parts(given: Mapping[str, Array], right: Mapping[str, Array]) -> frozenset[Part]:
    """The gradients, of ``dx`` the steps, that are not these.

    Examples
    --------
    >>> right = {"dx": np.ones((1, 1, 3)), "dba": np.ones((2, 1))}
    >>> sorted(wrong_parts({"dx": np.array([[[1.0, 2.0, 1.0]]]), "dba": np.ones((2, 1))}, right))
    [('dx', 1)]
    """
    parts: set[Part] = set()
    for name, value in given.items():
        if name not in right:
            continue
        other = right[name]
        if value.shape != other.shape:
            parts.add((name, None))
            continue
        axes = (0, 1) if name == "dx" else None
        near = NEAR.get(value.dtype.itemsize, 1e-6)
        error = np.abs(value - other).max(axis=axes)
        size = np.maximum(np.abs(value).max(axis=axes), np.abs(other).max(axis=axes))
        off = ~((error <= near * size) & np.isfinite(error))  # what is no number is wrong
        parts |= {(name, int(t)) for t in np.flatnonzero(off)} if name == "dx" else {(name, None)} if off else set()
    return frozenset(parts)


def _agree(given: Mapping[str, Array], right: Mapping[str, Array]) -> bool:
    """Whether no part is wrong; it stops at the first one that is."""
    return not any(name in right and wrong_parts({name: value}, right) for name, value in given.items())


def search(
    given: Mapping[str, Array],
    compute: Callable[[Mistake], Gradients],
    mistakes: Iterable[Mistake],
    code: Mapping[str, str],
) -> tuple[Suspect, ...]:
    """Every mistake whose numbers are those given; if there is none, a pair of mistakes, or one that explains a part.

    Parameters
    ----------
    given : mapping of str to numpy.ndarray
        The gradients that came, as many as there are.
    compute : callable
        ``compute(mistake)`` gives what a pass with it computes.
    mistakes : iterable of Mistake
        To be tried.
    code : mapping of str to str
        The right lines by their names.

    Returns
    -------
    tuple of Suspect
        None if the numbers are right, or are explained by no known mistake. Several that do not stand together cannot
        be told apart with these numbers.

    Examples
    --------
    >>> numbers = {"right": 1.0, "twice": 2.0, "minus": -1.0}
    >>> def compute(mistake):
    ...     return {"dW": np.array([numbers[mistake.name]])}
    >>> mistakes = [Mistake("twice", "It is twice as large."), Mistake("minus", "Its sign is wrong.")]
    >>> [suspect.name for suspect in search({"dW": np.array([-1.0])}, compute, mistakes, {})]
    ['minus']
    """
    with np.errstate(all="ignore"):  # a wrong pass may leave the floats
        right = compute(RIGHT)
        wrong = wrong_parts(given, right)
        if not wrong:
            return ()
        tried = [(mistake, compute(mistake)) for mistake in mistakes]
        alone = [mistake for mistake, found in tried if _agree(given, found)]
        if alone:
            return tuple(_suspect(mistake, code) for mistake in alone)
        left = {mistake.name: wrong_parts(given, found) for mistake, found in tried}
        changes = {mistake.name: wrong_parts(found, right) for mistake, found in tried}
        pair = _pair(given, compute, [mistake for mistake, _ in tried], wrong, left, changes)
        if pair:
            return tuple(_suspect(mistake, code, together=True) for mistake in pair)
        return _in_part(wrong, left, [mistake for mistake, _ in tried], code)


def _pair(
    given: Mapping[str, Array],
    compute: Callable[[Mistake], Gradients],
    mistakes: list[Mistake],
    wrong: frozenset[Part],
    left: Mapping[str, frozenset[Part]],
    changes: Mapping[str, frozenset[Part]],
) -> tuple[Mistake, ...]:
    """Two mistakes that together give these numbers; the first ones tried are those that explain most by themselves."""
    first = sorted(mistakes, key=lambda mistake: len(left[mistake.name]))
    first = [mistake for mistake in first if len(left[mistake.name]) < len(wrong)][:FIRST_OF_PAIRS]
    pairs = [
        (one, other)
        for one in first
        for other in mistakes
        if left[one.name] <= changes[other.name] and not one.lines.keys() & other.lines.keys()
    ]
    for one, other in pairs[:MOST_PAIRS]:
        if not wrong_parts(given, compute(_both(one, other))):
            return one, other
    return ()


def _in_part(
    wrong: frozenset[Part], left: Mapping[str, frozenset[Part]], mistakes: list[Mistake], code: Mapping[str, str]
) -> tuple[Suspect, ...]:
    """Mistakes that explain most of what is wrong, to the last digits, and make nothing wrong that is right."""
    least = min((len(parts) for parts in left.values() if parts <= wrong), default=len(wrong))
    if least > len(wrong) / 2 or len(wrong) - least < 2:
        return ()
    most = [mistake for mistake in mistakes if len(left[mistake.name]) == least and left[mistake.name] <= wrong]
    names = {mistake.name: tuple(sorted({name for name, _ in left[mistake.name]})) for mistake in most}
    return tuple(_suspect(mistake, code)._replace(leaves=names[mistake.name]) for mistake in most)


def _both(one: Mistake, other: Mistake) -> Mistake:
    def after(gradients: Gradients, m: int) -> Gradients:
        for mistake in (one, other):
            gradients = gradients if mistake.after is None else mistake.after(gradients, m)
        return gradients

    lines = {**one.lines, **other.lines}
    return Mistake(f"{one.name}; {other.name}", "", (), lines, one.caches or other.caches, after)


def _suspect(mistake: Mistake, code: Mapping[str, str], together: bool = False) -> Suspect:
    return Suspect(mistake.name, mistake.says, tuple(code[name] for name in mistake.look if name in code), together)
