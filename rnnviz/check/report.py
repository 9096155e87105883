"""What came of a check, in sentences: what is wrong, at which steps, and which known mistake it looks like."""

import re

from rnnviz.gradient_flow.check import TOLERANCE, Verdict

__all__ = ["report"]

_STEP = re.compile(r"(\w+)\[\.\.\., (\d+)\]")
#: Suspects that are spelled out at most.
MOST_SUSPECTS = 5


def report(verdict: Verdict, name: str = "The backward pass") -> list[str]:
    """A verdict as lines of text.

    Parameters
    ----------
    verdict : Verdict
        From `rnnviz.gradient_flow.check.check_sequence` or ``check_cell``.
    name : str
        What was checked.

    Returns
    -------
    list of str
        The first one says whether it is right. Steps are counted from 0, as in the code.

    Examples
    --------
    >>> import numpy as np
    >>> from rnnviz import initialize_parameters, rnn_backward, rnn_forward
    >>> from rnnviz.gradient_flow.check import check_sequence
    >>> x, a0, da = np.ones((3, 2, 4)), np.ones((5, 2)), np.ones((5, 2, 4))
    >>> def backward(da, caches):
    ...     return rnn_backward(da, caches) | {"da0": 0 * a0}
    >>> for line in report(check_sequence(rnn_forward, backward, x, a0, initialize_parameters(), da), "rnn_backward"):
    ...     print(line)
    rnn_backward is not right. Wrong: da0.
    Right: dx[:, :, t] at t = 0 to 3, dWax, dWaa, dba.
    Suspect: da0 stays 0: it is made before the loop and never set after it. Right: da0 = da_prevt.
    """
    missing = [f"Missing, and not checked: {', '.join(verdict.missing)}."] if verdict.missing else []
    unseen = _parts([c.name for c in verdict.comparisons if not c.resolved and c.error <= TOLERANCE])
    faded = [f"Too small or too strongly curved for a numeric derivative: {unseen}."] if unseen else []
    if verdict.passed:
        what = f"{name} is right" if not missing else f"What {name} gives is right"
        return [
            f"{what}: {verdict.checked} of {verdict.total} entries agree with numeric derivatives.",
            *missing,
            *faded,
        ]
    wrong = [c.name for c in verdict.comparisons if c.error > TOLERANCE]
    right = _parts([c.name for c in verdict.comparisons if c.error <= TOLERANCE and c.resolved])
    lines = [f"{name} is not right. Wrong: {_parts(wrong)}."]
    lines += [f"Right: {right}."] if right else []
    worst = verdict.worst
    if not verdict.suspects:
        place = ", ".join(map(str, worst.entry))
        lines += [
            "No known mistake makes these numbers, nor do two together as far as they were tried.",
            f"The largest difference: {worst.name.partition('[')[0]}[{place}] is {worst.analytic:.6g}, "
            f"numerically {worst.numeric:.6g}.",
        ]
    return [*lines, *_suspects(verdict), *missing, *faded]


def _suspects(verdict: Verdict) -> list[str]:
    found = verdict.suspects
    if len(found) == 1:
        return [f"Suspect: {found[0]}"]
    if not found:
        return []
    head = "One of these, which these numbers do not tell apart:"
    if found[0].together:
        head = "Two mistakes together make these numbers:"
    rest = [f"- and {len(found) - MOST_SUSPECTS} more"] if len(found) > MOST_SUSPECTS else []
    return [head, *(f"- {suspect}" for suspect in found[:MOST_SUSPECTS]), *rest]


def _parts(names: list[str]) -> str:
    """Names of gradients in the course's order, the steps of one gathered: ``dx[:, :, t] at t = 0 to 3 and 5``."""
    steps: dict[str, list[int]] = {}
    for name in names:
        match = _STEP.fullmatch(name)
        steps.setdefault(match[1] if match else name, []).extend([int(match[2])] if match else [])
    order = ["dx", "dxt", "da0", "dc0", "da_prev", "dc_prev", "dWax", "dWaa", "dba"]
    order += [f"d{kind}{gate}" for gate in "ficorzh" for kind in "Wb"]
    ordered = sorted(steps, key=lambda name: order.index(name) if name in order else len(order))
    return ", ".join(
        f"{name}[:, :, t] at t = {_ranges(sorted(steps[name]))}" if steps[name] else name for name in ordered
    )


def _ranges(steps: list[int]) -> str:
    runs: list[list[int]] = []
    for step in steps:
        if runs and step == runs[-1][1] + 1:
            runs[-1][1] = step
        else:
            runs.append([step, step])
    spelled = [str(a) if a == b else f"{a} to {b}" for a, b in runs]
    return spelled[0] if len(spelled) == 1 else f"{', '.join(spelled[:-1])} and {spelled[-1]}"
