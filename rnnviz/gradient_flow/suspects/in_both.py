"""Mistakes that any cell's backward pass can have: in the loop over time, with the batch, with the biases."""

from typing import Any

import numpy as np

from rnnviz.gradient_flow.suspects.equations import Gradients, Mistake

__all__ = ["IN_A_LOOP", "WITH_THE_BATCH"]


def _zero_first_state(caches: list[Any]) -> list[Any]:
    first = list(caches[0])
    a_prev = 2 if len(first) == 10 else 1  # an LSTM's cell state stands before it
    first[a_prev] = np.zeros_like(first[a_prev])
    return [tuple(first), *caches[1:]]


def _only(names: str, factor: float | None = None) -> Any:
    """A factor, 1/m unless given, on the gradients whose second letter is one of these."""

    def after(gradients: Gradients, m: int) -> Gradients:
        by = 1 / m if factor is None else factor
        return {name: by * value if name[1] in names else value for name, value in gradients.items()}

    return after


def _biases(change: Any) -> Any:
    def after(gradients: Gradients, m: int) -> Gradients:
        return {name: change(value) if name[1] == "b" else value for name, value in gradients.items()}

    return after


#: In the loop over time: a single step does not show them.
IN_A_LOOP = (
    Mistake(
        "da_prev not carried",
        "The gradient at the hidden state is not carried from a step to the one before: each step gets only its own "
        "part of da.",
        ("da_next", "carry_a"),
        {"da_next": lambda s: s.own},
    ),
    Mistake(
        "own da ignored",
        "Every gradient is 0: the loop passes on only what comes from the step after, and da itself never goes in.",
        ("da_next",),
        {"da_next": lambda s: s.da_prevt},
    ),
    Mistake(
        "only the last da",
        "Only the last step's part of da goes in; the parts of the other steps are never added.",
        ("da_next",),
        {"own": lambda s: s.da[:, :, s.t] * (s.t == s.T - 1)},
    ),
    Mistake(
        "the same da at every step",
        "Every step gets the last step's part of da.",
        ("own", "da_next"),
        {"own": lambda s: s.da[:, :, -1]},
    ),
    Mistake(
        "da in reverse",
        "The parts of da go in in reverse order: step t gets that of step T - 1 - t.",
        ("order", "own"),
        {"own": lambda s: s.da[:, :, s.T - 1 - s.t]},
    ),
    Mistake(
        "da of the step before",
        "Step t gets the part of da that belongs to step t - 1.",
        ("own",),
        {"own": lambda s: s.da[:, :, s.t - 1]},
    ),
    Mistake(
        "da of the step after",
        "Step t gets the part of da that belongs to step t + 1.",
        ("own",),
        {"own": lambda s: s.da[:, :, (s.t + 1) % s.T]},
    ),
    Mistake(
        "forwards in time",
        "The loop goes forwards, from step 0 to the last one: what is carried must come from the step after.",
        ("order",),
        {"order": lambda s: range(s.T)},
    ),
    Mistake(
        "caches in reverse",
        "Step t uses the cache of step T - 1 - t.",
        ("order", "cache"),
        {"cache": lambda s: s.caches[s.T - 1 - s.t]},
    ),
    Mistake(
        "always the first cache", "Every step uses the cache of step 0.", ("cache",), {"cache": lambda s: s.caches[0]}
    ),
    Mistake(
        "always the last cache", "Every step uses the last step's cache.", ("cache",), {"cache": lambda s: s.caches[-1]}
    ),
    Mistake(
        "cache of the step before",
        "Step t uses the cache of step t - 1.",
        ("cache",),
        {"cache": lambda s: s.caches[s.t - 1]},
    ),
    Mistake(
        "weights not added up",
        "The gradients of the weights are overwritten at every step and not added up: only those of step 0 are left.",
        ("sum",),
        {"sum": lambda s: s.now},
    ),
    Mistake(
        "weights of the last step only",
        "The gradients of the weights are those of the last step alone; those of the steps before are not added.",
        ("sum",),
        {"sum": lambda s: s.now if s.t == s.T - 1 else s.total},
    ),
    Mistake(
        "weights stay 0",
        "The gradients of the weights stay 0: a total is added to itself, and what a step gives is never added.",
        ("sum",),
        {"sum": lambda s: s.total},
    ),
    Mistake(
        "weights averaged over time",
        "The gradients of the weights are divided by the number of steps; they are sums over time.",
        ("sum",),
        {"sum": lambda s: s.total + s.now / s.T},
    ),
    Mistake(
        "dx in reverse",
        "dx stands in reverse order: the loop goes backwards, so what it appends first belongs to the last step.",
        ("dx_at",),
        {"dx_at": lambda s: s.T - 1 - s.t},
    ),
    Mistake(
        "da0 stays 0",
        "da0 stays 0: it is made before the loop and never set after it.",
        ("da0",),
        {"da0": lambda s: 0 * s.da_prevt},
    ),
    Mistake(
        "da0 one step late",
        "da0 is what arrives at step 0 from step 1, not what step 0 passes on.",
        ("da0",),
        {"da0": lambda s: s.before},
    ),
    Mistake(
        "da0 is the gradient at the first state",
        "da0 is the whole gradient at the state after step 0, not what step 0 passes on to the state before it.",
        ("da0",),
        {"da0": lambda s: s.da_next},
    ),
    Mistake(
        "da0 with own da",
        "da0 has the first part of da added; at the state before step 0 there is no output of its own.",
        ("da0",),
        {"da0": lambda s: s.da_prevt + s.da[:, :, 0]},
    ),
    Mistake(
        "a0 ignored",
        "The first step takes zeros in place of a0 for its a_prev.",
        ("cache",),
        caches=_zero_first_state,
    ),
)

#: With the batch, the biases, the sign: a single step shows them too.
WITH_THE_BATCH = (
    Mistake(
        "parameters averaged over the batch",
        "The gradients of weights and biases are divided by the batch size m; they are sums over the batch, and the "
        "loss decides whether it is a mean.",
        after=_only("Wb"),
    ),
    Mistake(
        "weights averaged over the batch",
        "The gradients of the weights, but not of the biases, are divided by the batch size m; they are sums over it.",
        after=_only("W"),
    ),
    Mistake(
        "biases averaged over the batch",
        "The gradients of the biases are divided by the batch size m, as np.mean does; np.sum is needed.",
        after=_only("b"),
    ),
    Mistake(
        "all averaged over the batch",
        "Every gradient, dx too, is divided by the batch size m: da is divided by it, or all results are.",
        after=_only("Wbxac"),
    ),
    Mistake(
        "another sign",
        "Every gradient has the other sign: a minus of the update, or of the error, has gone in.",
        after=_only("Wbxac", -1.0),
    ),
    Mistake("twice", "Every gradient is twice as large as it should be.", after=_only("Wbxac", 2.0)),
    Mistake("half", "Every gradient is half as large as it should be.", after=_only("Wbxac", 0.5)),
    Mistake("twice the weights", "The gradients of weights and biases are added up twice.", after=_only("Wb", 2.0)),
    Mistake(
        "biases summed over the units too",
        "The gradients of the biases are one number at every unit: the sum goes over the units too; only over axis 1 "
        "it should.",
        after=_biases(lambda value: np.full_like(value, value.sum())),
    ),
)
