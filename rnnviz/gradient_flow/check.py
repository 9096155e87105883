r"""Is a backward pass right? Its gradients against central differences of the forward pass.

.. math::

    \frac{\partial J}{\partial \theta} \approx \frac{J(\theta + h) - J(\theta - h)}{2h}

The error of the difference itself is of order :math:`h^2` by curvature and :math:`\varepsilon |J| / h` by rounding, so
that with h = 1e-5 in float64 a right gradient agrees to about 1e-8 and a wrong one does not. How much of the first
there is, is measured with half of h: where J bends so strongly (an exploding gradient, the kink of a ReLU) that the two
differ, nothing is asserted about what lies between them. Gradients with a time
axis are compared step by step, each step against its own size: a backward pass that forgets to carry the gradient from
one step to the one before is right at the last step, and wrong only at the small numbers before it.

A gradient that has faded below these errors cannot be checked like this. It is not called wrong; `Comparison.resolved`
says that it was not seen.

Where a sequence or a step is wrong it is said which known mistake makes such numbers: `rnnviz.gradient_flow.suspects`.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.cells.bptt import own_gradient
from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.gradient_flow.given import expected_names, named_gradients
from rnnviz.gradient_flow.suspects import Suspect, suspects_of_sequence, suspects_of_step
from rnnviz.numerics.shapes import as_array

__all__ = ["TOLERANCE", "Comparison", "Verdict", "check_cell", "check_gradients", "check_sequence"]

Array = NDArray[Any]
Gradients = Mapping[str, Array]

#: Largest relative difference at which a float64 gradient passes, with the step of 1e-5.
TOLERANCE = 1e-6


class Comparison(NamedTuple):
    """One gradient beside its numeric derivative.

    Parameters
    ----------
    name : str
        ``"dWaa"``; with a time axis ``"dx[..., 3]"``, steps counted from 0.
    error : float
        Largest difference among the entries checked, beyond what rounding and curvature explain, divided by the
        largest of them.
    entry : tuple of int
        Entry with the largest difference, in the whole array.
    analytic, numeric : float
        The two values there.
    noise : float
        What rounding and curvature may add to the numeric derivative there; inf where it tells nothing.
    checked, total : int
        Entries compared, and entries there are.
    """

    name: str
    error: float
    entry: tuple[int, ...]
    analytic: float
    numeric: float
    noise: float
    checked: int
    total: int

    @property
    def resolved(self) -> bool:
        """Whether the numeric derivative is exact enough to say anything about the gradient."""
        return max(abs(self.analytic), abs(self.numeric)) > 100 * self.noise


class Verdict(NamedTuple):
    """What came of checking a backward pass.

    Parameters
    ----------
    comparisons : list of Comparison
        The worst first.
    suspects : tuple of Suspect
        Known mistakes that make exactly these wrong numbers; several cannot be told apart, unless they stand together.
    missing : tuple of str
        Gradients that were expected and did not come back; they were not checked.
    """

    comparisons: list[Comparison]
    suspects: tuple[Suspect, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def worst(self) -> Comparison:
        """The comparison with the largest error."""
        return self.comparisons[0]

    @property
    def passed(self) -> bool:
        """Whether every error is at most `TOLERANCE`."""
        return all(c.error <= TOLERANCE for c in self.comparisons)

    @property
    def checked(self) -> int:
        """Entries compared."""
        return sum(c.checked for c in self.comparisons)

    @property
    def total(self) -> int:
        """Entries that there are."""
        return sum(c.total for c in self.comparisons)


def check_gradients(
    loss: Callable[[Mapping[str, Array]], float],
    arguments: Mapping[str, ArrayLike],
    gradients: Gradients,
    *,
    over_time: tuple[str, ...] = (),
    step: float = 1e-5,
    sample: int | None = None,
    rng: np.random.Generator | None = None,
) -> Verdict:
    """Compare gradients with central differences.

    Parameters
    ----------
    loss : callable
        ``loss(arguments)`` gives J as a float.
    arguments : mapping of str to array_like
        Where to differentiate: ``{"Waa": ..., "x": ...}``. Not changed.
    gradients : mapping of str to numpy.ndarray
        What to check, keyed ``"d" + name``; arguments without a gradient are left out.
    over_time : tuple of str
        Arguments whose last axis is time: each step is compared by itself.
    step : float
        The h of the differences.
    sample : int, optional
        Entries to check in each comparison, chosen at random without repetition; all unless given.
    rng : numpy.random.Generator, optional
        Source of that choice.

    Returns
    -------
    Verdict
        The comparisons, worst first.

    Raises
    ------
    ShapeError
        If a gradient has another shape than its argument.
    RnnvizError
        If there is nothing to compare.

    Examples
    --------
    >>> square = lambda arguments: float((arguments["w"] ** 2).sum())
    >>> verdict = check_gradients(square, {"w": np.array([1.0, -3.0])}, {"dw": np.array([2.0, -6.0])})
    >>> verdict.passed
    True
    >>> check_gradients(square, {"w": np.array([1.0, -3.0])}, {"dw": np.array([2.0, -6.01])}).passed
    False
    """
    rng = np.random.default_rng(0) if rng is None else rng
    point = {name: np.array(value, dtype=np.float64) for name, value in arguments.items()}
    comparisons = []
    for name, value in point.items():
        gradient = gradients.get("d" + name)
        if gradient is None:
            continue
        if gradient.shape != value.shape:
            raise ShapeError(f"check_gradients: d{name} must have shape {value.shape}; got {gradient.shape}.")
        entries = np.arange(value.size).reshape(value.shape)
        groups = {f"d{name}": entries}
        if name in over_time:
            groups = {f"d{name}[..., {t}]": entries[..., t] for t in range(value.shape[-1])}
        for label, group in groups.items():
            chosen = group.ravel()
            if sample is not None and sample < chosen.size:
                chosen = rng.choice(chosen, size=sample, replace=False)
            comparisons.append(_compare(label, loss, point, name, gradient, chosen, group.size, step))
    if not comparisons:
        raise RnnvizError(
            f"check_gradients: no argument has a gradient. Arguments: {', '.join(point)}; gradients: "
            f"{', '.join(gradients)}. Key each gradient 'd' + the argument's name."
        )
    return Verdict(sorted(comparisons, key=lambda c: -c.error))


def _compare(
    label: str,
    loss: Callable[[Mapping[str, Array]], float],
    point: dict[str, Array],
    name: str,
    gradient: Array,
    chosen: NDArray[np.int64],
    total: int,
    step: float,
) -> Comparison:
    numeric, noise = _numeric_derivatives(loss, point, point[name].reshape(-1), chosen, step)
    analytic = gradient.reshape(-1)[chosen].astype(np.float64)
    difference = np.abs(analytic - numeric)
    difference[np.isnan(difference)] = np.inf  # a NaN agrees with nothing
    sizes = np.maximum(np.abs(analytic), np.abs(numeric))
    excess = np.where(noise == np.inf, 0.0, np.maximum(difference - np.nan_to_num(noise), 0.0))
    seen = ~(sizes <= 100 * noise)  # what is no number is seen
    k = int(np.where(seen | ~seen.any(), excess, -1.0).argmax())
    error = np.inf
    if np.isfinite(sizes[seen]).all() and not np.isnan(noise[k]):
        error = float(excess[k] / max(sizes.max(), np.finfo(np.float64).tiny))
    place = tuple(int(i) for i in np.unravel_index(int(chosen[k]), gradient.shape))
    values = float(analytic[k]), float(numeric[k]), float(noise[k])
    return Comparison(label, error, place, *values, chosen.size, total)


def _numeric_derivatives(
    loss: Callable[[Mapping[str, Array]], float],
    point: dict[str, Array],
    flat: Array,
    chosen: NDArray[np.int64],
    step: float,
) -> tuple[Array, Array]:
    """Central differences at some entries, and how far they can be trusted: inf where they cannot at all."""
    here = loss(point)
    slopes, bends = np.empty((2, chosen.size)), np.empty((2, chosen.size))  # with the whole step, and with half of it
    largest_loss = abs(here)
    for k, entry in enumerate(chosen):
        original = flat[entry]
        for row, h in enumerate((step, step / 2)):
            flat[entry] = original + h
            above, width = loss(point), flat[entry]
            flat[entry] = original - h
            below, width = loss(point), width - flat[entry]
            slopes[row, k], bends[row, k] = (above - below) / width, (above - here + below - here) / width
            largest_loss = max(largest_loss, abs(above), abs(below))
        flat[entry] = original
    rounding = 10 * np.finfo(np.float64).eps * largest_loss / step
    with np.errstate(invalid="ignore"):
        apart, bends = np.abs(slopes[0] - slopes[1]), np.abs(bends)
        noticeable = np.maximum(0.01 * np.abs(slopes).max(axis=0), 10 * rounding)
        # A kink right here bends half a step as much as a whole one.
        kink = (bends[1] > noticeable) & (bends[1] > 0.75 * bends[0])
        return slopes[0], np.where((apart > noticeable) | kink, np.inf, rounding + 2 * apart)


def check_sequence(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    x: ArrayLike,
    a0: ArrayLike,
    parameters: Mapping[str, ArrayLike],
    da: ArrayLike,
    *,
    c0: ArrayLike | None = None,
    sample: int | None = None,
    rng: np.random.Generator | None = None,
) -> Verdict:
    r"""Check a sequence's backward pass, for :math:`J = \sum da \odot a`.

    Parameters
    ----------
    forward : callable
        ``forward(x, a0, parameters)``, whose first result is ``a`` and whose last is ``caches``.
    backward : callable
        ``backward(da, caches)``, which gives a dict with ``dx``, ``da0`` and the parameters' gradients, or a tuple in
        the course's order; common other names are understood.
    x : array_like, (n_x, m, T_x)
        Input.
    a0 : array_like, (n_a, m)
        Hidden state before the first step.
    parameters : mapping
        The cell's parameters.
    da : array_like, (n_a, m, T)
        Gradient of J at each step's own output; T may be less than T_x, then J is made of the first T steps.
    c0 : array_like, (n_a, m), optional
        Cell state before the first step; with it ``forward(x, a0, parameters, c0)`` is called, and ``dc0`` is checked.
    sample, rng
        As in `check_gradients`: entries for each parameter, and for each step of x.

    Returns
    -------
    Verdict
        The comparisons, worst first, ``dx`` step by step; if something is wrong, the suspects.

    Raises
    ------
    ShapeError
        If shapes do not fit together. One step of ``da`` beside more than one of x is asked about.
    RnnvizError
        If no gradient comes back.

    Examples
    --------
    >>> from rnnviz import initialize_parameters, rnn_backward, rnn_forward
    >>> rng = np.random.default_rng(0)
    >>> x, a0, da = rng.normal(size=(3, 4, 7)), rng.normal(size=(5, 4)), rng.normal(size=(5, 4, 7))
    >>> check_sequence(rnn_forward, rnn_backward, x, a0, initialize_parameters(rng=rng), da).passed
    True
    >>> def forgetful(da, caches):  # it leaves da0 as it was made
    ...     return rnn_backward(da, caches) | {"da0": np.zeros((5, 4))}
    >>> print(*check_sequence(rnn_forward, forgetful, x, a0, initialize_parameters(rng=rng), da).suspects)
    da0 stays 0: it is made before the loop and never set after it. Right: da0 = da_prevt.
    """
    x, states = np.asarray(x), {"a": np.asarray(a0)} | ({} if c0 is None else {"c": np.asarray(c0)})
    run = forward(x, states["a"], parameters, *list(states.values())[1:])
    a = _states("check_sequence", run, "forward")
    da = own_gradient("check_sequence", da, (*a.shape[:2], x.shape[-1]), np.dtype(np.float64))
    T, starts = da.shape[2], {f"{state}0": value for state, value in states.items()}
    arguments = {**parameters, "x": x, **starts}
    shapes = {name: np.shape(arguments[name[1:]]) for name in expected_names(parameters, tuple(states), sequence=True)}
    gradients, missing = named_gradients("backward", backward(da.copy(), run[-1]), shapes)
    last = gradients["dx"].shape[2] if "dx" in gradients else T
    if last < T:
        raise ShapeError(f"backward: dx must have {T} steps, as da has; got shape {gradients['dx'].shape}.")

    def loss(arguments: Mapping[str, Array]) -> float:
        weights = {name: arguments[name] for name in parameters}
        whole = np.concatenate([arguments["x"], x[:, :, last:]], axis=2)
        return float((da * forward(whole, *_in_order(arguments, starts, weights))[0][:, :, :T]).sum())

    arguments["x"] = x[:, :, :last]
    verdict = check_gradients(loss, arguments, gradients, over_time=("x",), sample=sample, rng=rng)
    suspects: tuple[Suspect, ...] = ()
    if not verdict.passed:
        seen = gradients | ({"dx": gradients["dx"][:, :, :T]} if "dx" in gradients else {})
        suspects = suspects_of_sequence(seen, x, states, parameters, da, a)
    return verdict._replace(suspects=suspects, missing=missing)


def _in_order(arguments: Mapping[str, Array], starts: Mapping[str, Array], weights: Mapping[str, Array]) -> list[Any]:
    """What stands after x in a call of the forward pass: a0, parameters, then c0."""
    first, *others = (arguments[name] for name in starts)
    return [first, weights, *others]


def check_cell(
    cell_forward: Callable[..., Any],
    cell_backward: Callable[..., Any],
    xt: ArrayLike,
    states: Mapping[str, ArrayLike],
    parameters: Mapping[str, ArrayLike],
    d_states: Mapping[str, ArrayLike],
) -> Verdict:
    r"""Check one step's backward pass, for :math:`J = \sum da_{next} \odot a_{next} (+ \sum dc_{next} \odot c_{next})`.

    Parameters
    ----------
    cell_forward : callable
        ``cell_forward(xt, *states, parameters)``, whose first results are the new states and whose last is the cache.
    cell_backward : callable
        ``cell_backward(*d_states, cache)``.
    xt : array_like, (n_x, m)
        Input.
    states : mapping
        ``{"a_prev": (n_a, m)}``, for an LSTM also ``"c_prev"``, in the order of the call.
    parameters : mapping
        The cell's parameters.
    d_states : mapping
        ``{"da_next": (n_a, m)}``, for an LSTM also ``"dc_next"``, in the order of the call.

    Returns
    -------
    Verdict
        The comparisons, worst first; if something is wrong, the suspects.

    Raises
    ------
    ShapeError
        If shapes do not fit together.
    RnnvizError
        If no gradient comes back.

    Examples
    --------
    >>> from rnnviz import initialize_parameters, rnn_cell_backward, rnn_cell_forward
    >>> rng = np.random.default_rng(0)
    >>> a = rng.normal(size=(2, 5, 4))
    >>> parameters, xt = initialize_parameters(rng=rng), rng.normal(size=(3, 4))
    >>> check_cell(rnn_cell_forward, rnn_cell_backward, xt, {"a_prev": a[0]}, parameters, {"da_next": a[1]}).passed
    True
    """
    run = cell_forward(xt, *states.values(), parameters)
    a_next = _states("check_cell", run, "cell_forward", axes=2)
    sizes = dict(zip(("n_a", "m"), a_next.shape, strict=True))
    arriving = {
        name: as_array("check_cell", name, value, ("n_a", "m"), sizes).astype(np.float64)
        for name, value in d_states.items()
    }

    def loss(arguments: Mapping[str, Array]) -> float:
        weights = {name: arguments[name] for name in parameters}
        results = cell_forward(arguments["xt"], *(arguments[name] for name in states), weights)
        return float(sum((d * state).sum() for d, state in zip(arriving.values(), results, strict=False)))

    arguments = {**parameters, **states, "xt": xt}
    letters = [name.removesuffix("_prev") for name in states]
    names = expected_names(parameters, letters, sequence=False)
    shapes = {name: np.shape(arguments[name[1:]]) for name in names}
    gradients, missing = named_gradients(
        "cell_backward", cell_backward(*(value.copy() for value in arriving.values()), run[-1]), shapes
    )
    verdict = check_gradients(loss, arguments, gradients)
    suspects: tuple[Suspect, ...] = ()
    if not verdict.passed:
        before = {letter: np.asarray(value) for letter, value in zip(letters, states.values(), strict=True)}
        suspects = suspects_of_step(gradients, np.asarray(xt), before, parameters, arriving, a_next)
    return verdict._replace(suspects=suspects, missing=missing)


def _states(where: str, run: Any, function: str, axes: int = 3) -> Array:
    """The hidden states of somebody's forward pass: the first of what it returns."""
    if not isinstance(run, tuple | list) or len(run) < 2:
        what = "None" if run is None else f"a {type(run).__name__}"
        raise RnnvizError(
            f"{where}: {function} returned {what}; it must return a, ..., caches: the states first, the last "
            "what backward takes."
        )
    a = np.asarray(run[0])
    if a.ndim != axes:
        spelled = "a (n_a, m, T_x)" if axes == 3 else "a_next (n_a, m)"
        raise ShapeError(f"{where}: the first that {function} returns must be {spelled}; got shape {a.shape}.")
    return a
