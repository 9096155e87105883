"""The few lines of Python that make a figure from `rnnviz`, for a person to copy."""

from collections.abc import Callable
from dataclasses import fields

from rnnviz.scenario import Scenario

__all__ = ["scenario_code", "snippet"]

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


def snippet(scenario: Scenario, figure: str, *arguments: str) -> str:
    """A script that draws a figure.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    figure : str
        Name of the figure's function in `rnnviz.figures`.
    *arguments : str
        Its further arguments, as code.

    Examples
    --------
    >>> print(snippet(Scenario(), "gradient_map", '"rnn"'))
    from rnnviz import Scenario, run
    from rnnviz.figures import gradient_map
    <BLANKLINE>
    result = run(Scenario())
    gradient_map(result, "rnn").show()
    """
    call = ", ".join(["result", *arguments])
    return (
        f"from rnnviz import Scenario, run\nfrom rnnviz.figures import {figure}\n\n"
        f"result = run({scenario_code(scenario)})\n{figure}({call}).show()"
    )
