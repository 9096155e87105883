"""Arrays whose axes stand in another order than here: which ones, and the line of code that turns each.

A transposed weight makes every array that is checked after it look wrong. So all arrays of a call are looked at
together: each may be as it is or turned, and the fewest turns that make all of them fit are what is said. Where several
sets of so few turns fit (a square matrix fits either way) all of them are said, or nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from rnnviz.errors import ShapeError

__all__ = ["Turn", "fewest_turns", "for_the_call", "with_advice"]

Axes = tuple[str, ...]
Shape = tuple[int, ...]
#: Shape and axes of every array of a call.
Asked = Mapping[str, tuple[Shape, Axes]]

#: What other layouts call parameters, and how each becomes ours.
NAMES_ELSEWHERE = {
    frozenset({"Wx", "Wh", "b"}): "Wax = Wx.T, Waa = Wh.T, ba = b.reshape(-1, 1), if Wx is (features, units)",
    frozenset({"Wxh", "Whh", "bh"}): "Wax = Wxh, Waa = Whh, ba = bh.reshape(-1, 1), if Wxh is (units, features)",
    frozenset({"weight_ih_l0", "weight_hh_l0"}): (
        "Wax = weight_ih_l0, Waa = weight_hh_l0, ba = (bias_ih_l0 + bias_hh_l0).reshape(-1, 1)"
    ),
}
#: Orders of axes that other libraries use, as those who use them say it.
ORDERS_ELSEWHERE = {("m", "T_x", "n_x"): "(batch, time, features)", ("T_x", "m", "n_x"): "(time, batch, features)"}
#: States that start at zero unless they are known.
STATES = ("a0", "c0", "a_prev", "c_prev")
#: More sets of turns than this say nothing to anybody.
MOST_SETS = 2


class Turn(NamedTuple):
    """One way to make an array fit.

    Parameters
    ----------
    line : str
        The code: ``"x.transpose(2, 0, 1)"``.
    order : tuple of str
        The axes as they came; empty where one was missing.
    """

    line: str
    order: Axes


class _Fit(NamedTuple):
    turns: dict[str, list[Turn]]
    sizes: dict[str, int]


def for_the_call(
    error: ShapeError, where: str, parameters: Mapping[str, Any], axes: Mapping[str, Axes], **states: tuple[Any, Axes]
) -> ShapeError:
    """As `with_advice`, for a call with a dict of parameters; of missing ones it says what they may be called.

    Parameters
    ----------
    error, where
        As in `with_advice`.
    parameters : mapping of str to array_like
        What came.
    axes : mapping of str to tuple of str
        Of every parameter that is needed.
    **states : (array_like, tuple of str)
        The other arguments and their axes.

    Examples
    --------
    >>> came = {"Wx": np.ones((3, 5)), "Wh": np.ones((5, 5)), "b": np.ones(5)}
    >>> print(for_the_call(ShapeError("Wax is missing."), "f", came, {"Wax": ("n_a", "n_x")}))
    Wax is missing. From these names: Wax = Wx.T, Waa = Wh.T, ba = b.reshape(-1, 1), if Wx is (features, units).
    """
    if axes.keys() <= parameters.keys():
        return with_advice(error, where, {name: (parameters[name], axes[name]) for name in axes} | states)
    known = next((advice for names, advice in NAMES_ELSEWHERE.items() if names <= parameters.keys()), None)
    return error if known is None else ShapeError(f"{error} From these names: {known}.")


def with_advice(
    error: ShapeError,
    where: str,
    arguments: Mapping[str, tuple[Any, Axes]],
    sizes: Mapping[str, int] | None = None,
) -> ShapeError:
    """A better error, if all arrays together show what is meant; else the one that came.

    Parameters
    ----------
    error : ShapeError
        What a check of one array after the other said.
    where : str
        Function, for the message.
    arguments : mapping of str to (array_like, tuple of str)
        Every array of the call and its axes.
    sizes : mapping of str to int, optional
        Sizes that are known.

    Examples
    --------
    >>> axes = {"Wax": ("n_a", "n_x"), "ba": ("n_a", "1"), "xt": ("n_x", "m")}
    >>> arrays = {"Wax": np.ones((3, 5)), "ba": np.ones((5, 1)), "xt": np.ones((3, 4))}
    >>> print(with_advice(ShapeError("ba is wrong"), "f", {name: (arrays[name], axes[name]) for name in axes}))
    f: Wax has its axes in another order: (3, 5) where (n_a, n_x) = (5, 3) fits the other arguments. Turn it: Wax.T.
    """
    missing = [name for name, (value, _) in arguments.items() if value is None]
    if missing:
        return _is_none(where, missing[0], arguments, sizes or {})
    asked = {}
    for name, (value, axes) in arguments.items():
        try:
            asked[name] = (np.shape(value), axes)
        except ValueError:  # rows of different length: that is said already
            return error
    if any(0 in shape for shape, _ in asked.values()):
        return error
    fits = fewest_turns(asked, sizes)
    if len(fits) == 1:
        return _turned(error, where, asked, *fits[0])
    if 1 < len(fits) <= MOST_SETS:
        ways = "; or ".join(", ".join(_lines(fit.turns)) for fit in fits)
        names = sorted({name for fit in fits for name in fit.turns}, key=list(asked).index)
        return ShapeError(
            f"{where}: the shapes of {_all_of(names)} do not fit together: {_shapes(asked, names)}. "
            f"More than one way of turning them makes all arguments fit: {ways}. Choose what you mean."
        )
    return error if fits else _odd_one_out(error, where, asked, sizes or {})


def fewest_turns(asked: Asked, sizes: Mapping[str, int] | None = None) -> list[_Fit]:
    """Every set of as few turned arrays as possible with which all shapes fit; none if nothing helps.

    Each is ``turns`` (by array, all the ways that fit) and ``sizes``.

    Examples
    --------
    >>> asked = {"x": ((4, 7, 3), ("n_x", "m", "T_x")), "a0": ((5, 4), ("n_a", "m"))}
    >>> [fit.turns["x"][0].line for fit in fewest_turns(asked, {"n_x": 3, "n_a": 5})]
    ['x.transpose(2, 0, 1)']
    """
    options = [(name, axes, list(_options(name, *one))) for name, one in asked.items() for axes in [one[1]]]
    for most in range(len(asked) + 1):
        found: dict[tuple[tuple[str, ...], tuple[tuple[str, int], ...]], _Fit] = {}
        for turns, fitting in _search(options, dict(sizes or {}), most):
            key = (tuple(turns), tuple(sorted(fitting.items())))
            one = found.setdefault(key, _Fit({name: [] for name in turns}, fitting))
            for name, turn in turns.items():
                one.turns[name] += [turn] if turn not in one.turns[name] else []
        if found:
            return sorted(found.values(), key=lambda fit: [list(asked).index(name) for name in fit.turns])
    return []


def _options(name: str, shape: Shape, axes: Axes) -> Iterator[tuple[Shape, Turn | None]]:
    """Shapes that the array can have, and how; as it is first."""
    if len(shape) == len(axes):
        yield shape, None
        for order in permutations(range(len(axes))):
            if order != tuple(range(len(axes))):
                came = tuple(axes[order.index(k)] for k in range(len(axes)))
                line = f"{name}.T" if len(axes) == 2 else f"{name}.transpose{order}"
                yield tuple(shape[k] for k in order), Turn(line, came)
    elif axes[-1] == "1" and len(shape) == 1:
        yield (*shape, 1), Turn(f"{name}.reshape(-1, 1)", ())
    elif "m" in axes and len(shape) == len(axes) - 1:
        index = ", ".join("None" if axis == "m" else ":" for axis in axes)
        at = axes.index("m")
        yield (*shape[:at], 1, *shape[at:]), Turn(f"{name}[{index}]", ())
        if len(shape) == 2:
            yield (shape[1], 1, shape[0]), Turn(f"{name}.T[{index}]", ())


def _search(
    options: list[tuple[str, Axes, list[tuple[Shape, Turn | None]]]], sizes: dict[str, int], most: int
) -> Iterator[tuple[dict[str, Turn], dict[str, int]]]:
    """Every choice of options with at most so many turns that fits."""
    if not options:
        if sizes.get("n_x", 1) >= 1:
            yield {}, sizes
        return
    (name, axes, ways), *rest = options
    for shape, turn in ways:
        if turn is not None and not most:
            continue
        known = _agreed(axes, shape, sizes)
        if known is not None:
            for turns, fitting in _search(rest, known, most - (turn is not None)):
                yield (turns if turn is None else {name: turn, **turns}), fitting


def _agreed(axes: Axes, shape: Shape, sizes: dict[str, int]) -> dict[str, int] | None:
    """The sizes with those of one more array, or None if they contradict."""
    known = {**sizes, "1": 1}
    for axis, size in zip(axes, shape, strict=True):
        if axis == "n_a + n_x":
            if "n_a" not in known:
                known["n_a"] = shape[0]
            axis, size = "n_x", size - known["n_a"]  # noqa: PLW2901 (what the sum says of its second part)
        if size < 1 or known.setdefault(axis, size) != size:
            return None
    return known


def _turned(
    error: ShapeError, where: str, asked: Asked, turns: dict[str, list[Turn]], sizes: dict[str, int]
) -> ShapeError:
    if not turns or any(len(ways) > MOST_SETS for ways in turns.values()):
        return error
    if all("None" in ways[0].line and ".T" not in ways[0].line for ways in turns.values()):
        return error  # a batch axis alone: the check of one array says it
    names, lines = list(turns), ", ".join(_lines(turns))
    if all("reshape" in ways[0].line for ways in turns.values()):
        several = len(names) > 1
        came = ", ".join(f"{name} {asked[name][0]}" for name in names) if several else f"shape {asked[names[0]][0]}"
        must = "be columns (n, 1)" if several else f"have 2 axes {_spelled(asked[names[0]][1])}"
        what = f"{_all_of(names)} must {must}; got {came}"
        return ShapeError(f"{where}: {what}. Make {'columns of them' if several else 'a column of it'}: {lines}.")
    if len(names) > 1:
        what = f"{_all_of(names)} are laid out in another way: got {_shapes(asked, names)}. Turn them"
        return ShapeError(f"{where}: {what}: {lines}.{_square(asked, turns)}")
    (name,), axes = names, asked[names[0]][1]
    fits = tuple(sizes[axis] if axis in sizes else sizes["n_a"] + sizes["n_x"] for axis in axes)
    orders = [ORDERS_ELSEWHERE[turn.order] for turn in turns[name] if turn.order in ORDERS_ELSEWHERE]
    called = f", {' or '.join(orders)}" if len(orders) == len(turns[name]) else ""
    what = f"{name} has its axes in another order{called}: {asked[name][0]} where {_spelled(axes)} = {fits} fits"
    return ShapeError(f"{where}: {what} the other arguments. Turn it: {lines}.{_square(asked, turns)}")


def _square(asked: Asked, turns: dict[str, list[Turn]]) -> str:
    """Square weights fit either way: if every other weight is transposed they may be too."""
    weights = [name for name in asked if name.startswith("W")]
    square = [name for name in weights if name not in turns and len(set(asked[name][0])) == 1]
    if not square or set(weights) - set(square) - set(turns) or not set(weights) & set(turns):
        return ""
    what = f"{_all_of(square)} {'are' if square[1:] else 'is'} square, which fits either way"
    turned = _all_of([name for name in weights if name in turns])
    return f" {what}; if it is laid out as {turned}, turn it too: {', '.join(f'{name}.T' for name in square)}."


def _odd_one_out(error: ShapeError, where: str, asked: Asked, sizes: Mapping[str, int]) -> ShapeError:
    """If all arrays but one fit together, that one is named, and not the one that was checked after it."""
    odd = []
    for name in asked:
        rest = {other: one for other, one in asked.items() if other != name}
        fits = fewest_turns(rest, sizes)
        if fits and not fits[0].turns:
            odd.append((name, fits[0].sizes))
    if len(asked) == 1 or len(odd) != 1 or f": {odd[0][0]} " in str(error):
        return error
    name, known = odd[0]
    shape, axes = asked[name]
    known = {**known, "n_a + n_x": known.get("n_a", 0) + known.get("n_x", 0)}
    held = ", ".join(f"{axis} = {known[axis]}" for axis in dict.fromkeys(axes) if axis != "1" and axis in known)
    return ShapeError(
        f"{where}: {name} must have shape {_spelled(axes)} with {held}; got shape {shape}. "
        f"Make {name} agree with the other arguments."
    )


def _is_none(where: str, name: str, arguments: Mapping[str, tuple[Any, Axes]], sizes: Mapping[str, int]) -> ShapeError:
    axes, known = arguments[name][1], dict(sizes)
    for value, others in arguments.values():
        if value is not None and len(np.shape(value)) == len(others):
            known = {**dict(zip(others, np.shape(value), strict=True)), **known}
    what = f"{where}: {name} is None; it must be an array {_spelled(axes)}"
    if name not in STATES:
        return ShapeError(f"{what}. Pass one.")
    return ShapeError(
        f"{what}. To start from zeros: np.zeros({_spelled(str(known.get(axis, axis)) for axis in axes)})."
    )


def _spelled(axes: Iterable[str]) -> str:
    return "(" + ", ".join(axes) + ")"


def _lines(turns: Mapping[str, list[Turn]]) -> list[str]:
    return [" or ".join(turn.line for turn in ways) for ways in turns.values()]


def _shapes(asked: Asked, names: list[str]) -> str:
    return ", ".join(f"{name} {asked[name][0]} for {_spelled(asked[name][1])}" for name in names)


def _all_of(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
