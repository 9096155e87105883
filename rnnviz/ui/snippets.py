"""The few lines of Python that make a figure from `rnnviz`, for a person to copy."""

from collections.abc import Callable
from dataclasses import fields

from rnnviz.experiment import Result
from rnnviz.scenario import Scenario

__all__ = ["run_code", "scenario_code", "snippet", "step_code"]

#: Fields that count only in some scenarios.
_COUNTS: dict[str, Callable[[Scenario], bool]] = {
    "text": lambda s: s.input == "text",
    "numbers": lambda s: s.input == "numbers",
    "input_at": lambda s: s.input in ("impulse", "step"),
    "period": lambda s: s.input == "sine",
    "loss_step": lambda s: s.loss == "step",
    "t_max": lambda s: s.forget == "chrono",
}


def scenario_code(scenario: Scenario) -> str:
    """The scenario as a call, with the fields that differ from their defaults and count.

    Examples
    --------
    >>> scenario_code(Scenario(n_a=64, period=5.0))
    'Scenario(n_a=64)'
    """
    parts = [
        f"{f.name}={getattr(scenario, f.name)!r}"
        for f in fields(scenario)
        if getattr(scenario, f.name) != f.default and (f.name not in _COUNTS or _COUNTS[f.name](scenario))
    ]
    one_line = f"Scenario({', '.join(parts)})"
    return one_line if len(one_line) <= 80 else "Scenario(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def run_code(result: Result) -> tuple[str, str]:
    """The imports and the line that make a result again.

    Examples
    --------
    >>> from rnnviz import run
    >>> run_code(run(Scenario(n_a=64)))
    ('from rnnviz import Scenario, run', 'result = run(Scenario(n_a=64))')
    """
    if not result.edits:
        return "from rnnviz import Scenario, run", f"result = run({scenario_code(result.scenario)})"
    edits = "".join(f"    {tuple(edit)!r},\n" for edit in result.edits).replace("    (", "    Edit(")
    return (
        "from rnnviz import Edit, Scenario, run",
        f"edits = [\n{edits}]\nresult = run({scenario_code(result.scenario)}, edits)",
    )


def snippet(result: Result, figure: str, *arguments: str) -> str:
    """A script that draws a figure.

    Parameters
    ----------
    result : Result
        What the figure shows.
    figure : str
        Name of the figure's function in `rnnviz.figures`.
    *arguments : str
        Its further arguments, as code.

    Examples
    --------
    >>> from rnnviz import run
    >>> print(snippet(run(Scenario()), "gradient_map", '"rnn"'))
    from rnnviz import Scenario, run
    from rnnviz.figures import gradient_map
    <BLANKLINE>
    result = run(Scenario())
    gradient_map(result, "rnn").show()
    """
    call = ", ".join(["result", *arguments])
    imports, made = run_code(result)
    return f"{imports}\nfrom rnnviz.figures import {figure}\n\n{made}\n{figure}({call}).show()"


_STEP: dict[str, str] = {
    "rnn": """\
step = rnn_cell_forward(x, before(cell.states["a"]), cell.parameters, {activation!r})
gradients = rnn_cell_backward(da, step.cache)
print(step.a_next, step.yt_pred, sep="\\n")
print(gradients["da_prev"], gradients["dxt"], sep="\\n")""",
    "lstm": """\
# Of dJ/dc, only what arrives from the step after:
dc = after(cell.by_step["c"].to_float() * cell.gates["f"])
step = lstm_cell_forward(x, before(cell.states["a"]), before(cell.states["c"]), cell.parameters)
gradients = lstm_cell_backward(da, dc, step.cache)
print(step.a_next, step.c_next, step.yt_pred, sep="\\n")
print(gradients["da_prev"], gradients["dc_prev"], gradients["dxt"], sep="\\n")""",
}


def step_code(result: Result, cell: str, sequence: int) -> tuple[str, str]:
    """A script that computes one step again, in two parts: between them belongs the number of the step.

    Parameters
    ----------
    result : Result
        What is shown.
    cell : str
        ``"rnn"`` or ``"lstm"``.
    sequence : int
        Number of the sequence in the batch, counted from 1.
    """
    imports, made = run_code(result)
    steps = result.scenario.steps
    first = f"""\
{imports}, {cell}_cell_backward, {cell}_cell_forward

{made}
cell, t, s = result.cells["{cell}"], """
    second = f"""\
, slice({sequence - 1}, {sequence})  # step and sequence


def before(values):
    return values[:, s, t - 2] if t > 1 else 0 * values[:, s, 0]


def after(values):
    return values[:, s, t] if t < {steps} else 0 * values[:, s, 0]


x, da = result.x[:, s, t - 1], cell.by_step["a"].to_float()[:, s, t - 1]
"""
    return first, second + _STEP[cell].replace("{activation!r}", repr(result.scenario.activation))
