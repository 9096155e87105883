"""Whether a scenario is possible; if not, which field to change, and how."""

from typing import TYPE_CHECKING

from rnnviz.cells import CELLS
from rnnviz.errors import InputError, ScenarioError
from rnnviz.experiment.declarations import BOUNDS, CHOICES, SETTINGS, choices_of
from rnnviz.experiment.declared import shortened
from rnnviz.experiment.inputs import CODE_POINTS, MAX_NUMBER, normalize_text
from rnnviz.experiment.setting import BUDGET
from rnnviz.numerics.ranges import in_full

if TYPE_CHECKING:
    from rnnviz.experiment.scenario import Scenario

__all__ = ["check_budget", "check_sequence", "check_values"]


def check_values(scenario: "Scenario") -> None:
    """Find out whether each choice is one, and each number within its bounds.

    Raises
    ------
    ScenarioError
        If not.
    """
    for name in CHOICES:
        choices, value = choices_of(name, scenario.start), getattr(scenario, name)
        if value not in choices:
            raise ScenarioError(name, f"{name} must be one of {', '.join(choices)}; got {shortened(value)!r}.")
    cells = scenario.cells
    if not cells or set(cells) - set(CELLS) or len(set(cells)) < len(cells):
        got = shortened(", ".join(cells)) or "none"
        raise ScenarioError("cells", f"cells must be one or more of {', '.join(CELLS)}; got {got}. Choose one.")
    for name in BOUNDS:
        problem = SETTINGS[name].problem(name, getattr(scenario, name))
        if problem:
            raise ScenarioError(name, problem)


def check_sequence(scenario: "Scenario") -> None:
    """Bring the text into its composed form, and find out whether text, table and what refers to steps are possible.

    Raises
    ------
    ScenarioError
        If not.
    """
    s, most = scenario, int(BOUNDS["T_x"].high)
    _check_text(s, most)
    _check_table(s, most)
    if s.loss == "step" and s.loss_step > s.steps:
        raise ScenarioError(
            "loss_step",
            f"The loss looks at step {s.loss_step}, but the sequence has {s.steps} steps. "
            f"Choose a step from 1 to {s.steps}, or a longer sequence.",
        )
    if SETTINGS["input_at"].is_there(s) and s.input_at > s.steps:
        raise ScenarioError(
            "input_at",
            f"The {s.input} comes at step {s.input_at}, but the sequence has {s.steps} steps. "
            f"Choose a step from 1 to {s.steps}, or a longer sequence.",
        )


def _check_text(s: "Scenario", most: int) -> None:
    if len(s.text) <= CODE_POINTS * most:
        try:
            object.__setattr__(s, "text", normalize_text(s.text, most))
        except InputError as error:
            raise ScenarioError("text", str(error)) from None
    if not s.text:
        raise ScenarioError("text", "The text has no characters yet. Type at least one.")
    if len(s.text) > most:
        raise ScenarioError(
            "text",
            f"The text has {len(s.text):,} characters; at most {most:,} are possible, one a time step. Shorten it.",
        )


def _check_table(s: "Scenario", most: int) -> None:
    widths, rows = {len(row) for row in s.numbers}, BOUNDS["n_x"].high
    if len(widths) != 1 or not 1 <= min(widths) <= most or len(s.numbers) > rows:
        raise ScenarioError(
            "numbers",
            f"The table must have 1 to {in_full(rows)} rows of one length, with 1 to {most:,} numbers each.",
        )
    if not all(abs(v) <= MAX_NUMBER for row in s.numbers for v in row):
        raise ScenarioError("numbers", f"Every number of the table must lie within ±{in_full(MAX_NUMBER)}.")


def check_budget(scenario: "Scenario") -> None:
    """Find out whether it is not too much to be computed at once.

    Raises
    ------
    ScenarioError
        If it is.
    """
    s = scenario
    if s.cost > BUDGET:
        fitting = BUDGET // (s.steps * s.n_a)
        advice = f"a batch of {fitting} fits" if fitting else f"{BUDGET // s.n_a:,} steps fit with a batch of 1"
        raise ScenarioError(
            "m",
            f"{s.steps:,} steps × {s.n_a} units × {s.batch} sequences = {s.cost:,} hidden values, "
            f"more than the {BUDGET:,} that are computed at once: {advice}.",
        )
