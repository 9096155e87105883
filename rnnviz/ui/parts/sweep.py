"""The map over two settings: chosen, computed in the background, drawn as it fills."""

from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias, cast

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.errors import ScenarioError
from rnnviz.experiment.declarations import BOUNDS, SETTINGS
from rnnviz.experiment.run import Result
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.sweep import RANGES, Means, Measured, Sweep, means, sweep, swept_fields
from rnnviz.figures.snippets import sweep_code
from rnnviz.figures.sweep_map import AXES, QUANTITIES, Quantity, describe_sweep, nearest_to_one, sweep_spec
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts import explain, explanations
from rnnviz.ui.parts.adopting import adopt, undo_bar
from rnnviz.ui.parts.jobs import JobPanel
from rnnviz.ui.parts.repair import critical_line
from rnnviz.ui.parts.waiting import duration
from rnnviz.ui.private_api import session_of_run
from rnnviz.ui.session import state
from rnnviz.ui.session.background import Job, gentle_workers
from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.told import one_of, point

__all__ = ["sweep_maps"]

_MAPS: Final = "sweep_maps"
#: Points along each side, and draws at each point.
_POINTS: Final = (8, 16, 32)
_DRAWS: Final = (1, 3, 10)
#: Without it a choice would be lost when the page is changed.
_KEPT: Final = "session"

MapJob: TypeAlias = Job[list[Measured]]


class _Asked(NamedTuple):
    """A sweep, and its work."""

    plan: Sweep
    job: MapJob


_PANEL: Final = JobPanel[_Asked]("sweep", "The map could not be completed: {why} Compute it again.", every=0.5)


def sweep_maps(result: Result) -> None:
    """Draw the choices, the buttons, and the maps of what was asked for last."""
    scenario = result.scenario.adjustable
    if scenario is None:
        st.caption("A map varies how networks are drawn; this one is trained. Leave it to draw one.")
        return
    known = critical_line(scenario)
    if known:
        st.markdown(known)
    plan = _choose(scenario)
    undo_bar(scenario, "map")
    quantity = cast("Quantity", st.session_state.get("sweep_quantity") or "factor")
    _PANEL.watch(_progress, plan, quantity, scenario)


def _choose(scenario: Scenario) -> Sweep | None:
    fields = swept_fields(scenario)
    with st.container(horizontal=True):
        across = _setting("Across", fields, fields[0])
        up = _setting("Up", [name for name in fields if name != across], fields[1 if fields[0] == across else 0])
        st.segmented_control(
            "Colour",
            list(QUANTITIES),
            format_func={"factor": "Factor a step", "left": "Left at step 1"}.__getitem__,
            default="factor",
            required=True,
            key="sweep_quantity",
            persist_state=_KEPT,
        )
        points = st.segmented_control(
            "Points a side", _POINTS, default=16, required=True, key="sweep_points", persist_state=_KEPT
        )
        draws = st.segmented_control(
            "Draws",
            _DRAWS,
            default=3,
            required=True,
            key="sweep_draws",
            help="Over how many seeds to average: this one and those after it.",
            persist_state=_KEPT,
        )
    left, right = st.columns(2)
    with left:
        x_range = _range(across, "from left to right")
    with right:
        y_range = _range(up, "from bottom to top")
    try:
        return Sweep.over(scenario, across, x_range, up, y_range, points=points or 16, seeds=draws or 3)
    except ScenarioError as error:
        st.warning(f"This map is not possible: {error}")
        return None


def _setting(label: str, names: list[str], default: str) -> str:
    chosen = st.selectbox(
        label,
        names,
        index=names.index(default),
        format_func=AXES.__getitem__,
        key=f"sweep_{label}_{'_'.join(names)}",
        width=180,
        persist_state=_KEPT,
    )
    return one_of(chosen, names)


def _range(name: str, where: str) -> tuple[float, float]:
    one, (low, high) = SETTINGS[name], BOUNDS[name]
    kind: Any = int if one.whole else float
    chosen: tuple[float, float] = st.slider(
        f"{AXES[name]}, {where}",
        kind(low),
        kind(high),
        (kind(RANGES[name][0]), kind(RANGES[name][1])),
        step=one.step,
        key=f"sweep_range_{name}",
        persist_state=_KEPT,
    )
    return chosen


def _progress(plan: Sweep | None, quantity: Quantity, scenario: Scenario) -> None:
    """The buttons, how far it has come, and the maps."""
    state.scenario_asked()
    if plan is not None:
        asked = _PANEL.asked
        _PANEL.buttons(
            partial(_begin, plan),
            same=asked is not None and asked.plan.key == plan.key,
            label="Compute the map",
            instead="Compute this map instead",
            about=f"{len(plan.work):,} networks of each kind{_like_last(plan)}",
            how_far="",
        )
    _PANEL.look()
    if _PANEL.asked is not None:
        _maps(_PANEL.asked, quantity, scenario)


def _like_last(plan: Sweep) -> str:
    """How long it will take, to judge by the last one."""
    job = _PANEL.asked.job if _PANEL.asked else None
    return f", about {duration(job.seconds / job.done * _cost(plan))}" if job is not None and job.done else ""


def _cost(plan: Sweep) -> float:
    return sum(plan.cost(place) for place in plan.work)


def _begin(plan: Sweep) -> None:
    slices = sweep(plan, pool=gentle_workers())
    job: MapJob = Job(slices, _cost(plan), lambda part: sum(plan.cost(one[:3]) for one in part), session_of_run())
    _PANEL.begin(_Asked(plan, job))


def _maps(asked: _Asked, quantity: Quantity, scenario: Scenario) -> None:
    plan, job = asked
    found = means(plan, (one for part in list(job.results) for one in part))
    present, differing = _present(plan, scenario)
    items = [
        Chart(
            sweep_spec(plan, found, cell, quantity, present),
            f"{CELLS[cell].label}: {QUANTITIES[quantity]}",
            describe_sweep(plan, found, cell, quantity),
        )
        for cell in plan.scenario.cells
    ]
    charts(items, key=_MAPS, columns=2, on_click=None if hides("controls") else _adopt)
    with st.container(gap=None):
        explain.beside_figure(
            lambda: explanations.sweep(plan.scenario.cells), lambda: sweep_code(plan, quantity), "sweep"
        )
    st.caption(_legend(plan, found, quantity, present, differing, complete=job.finished))


def _legend(
    plan: Sweep,
    found: Means,
    quantity: Quantity,
    present: tuple[float, float] | None,
    differing: list[str],
    *,
    complete: bool,
) -> str:
    parts = [] if hides("controls") else ["A click on a point adopts it."]
    if present is not None:
        parts.append("The white dot is the setting of the page.")
    if differing:
        parts.append(f"Made before you changed {', '.join(differing)}: a click brings back what it was made with.")
    if complete:
        parts.append("Along the dotted line the gradient keeps its size.")
        parts += [nearest_to_one(plan, found, cell, quantity) for cell in plan.scenario.cells]
    return " ".join(parts)


def _present(plan: Sweep, scenario: Scenario) -> tuple[tuple[float, float] | None, list[str]]:
    """The point of a map at which a scenario lies, and the other settings in which it differs."""
    point = getattr(scenario, plan.across), getattr(scenario, plan.up)
    mine, theirs = scenario.to_query(), plan.scenario.to_query()
    names = [name for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)]
    counting = [name for name in names if scenario.counts(name) or plan.scenario.counts(name)]
    differing = [name for name in counting if name not in (plan.across, plan.up)]
    inside = plan.xs[0] <= point[0] <= plan.xs[-1] and plan.ys[0] <= point[1] <= plan.ys[-1]
    return (point if inside and not differing else None), differing


def _adopt() -> None:
    clicked, asked = point(_MAPS), _PANEL.asked
    if clicked is None or asked is None:
        return
    plan = asked.plan
    values: dict[str, Any] = {}
    for name, value, ends in ((plan.across, clicked.x, plan.xs), (plan.up, clicked.y, plan.ys)):
        values[name] = _as_it_must_be(name, min(max(value, ends[0]), ends[-1]))  # no further than the map reaches
    name = ", ".join(f"{AXES[field]} {value:.4g}" for field, value in values.items())
    adopt(replace(plan.scenario, **values), name, "map")


def _as_it_must_be(name: str, value: float) -> float:
    low, high = BOUNDS[name]
    value = min(max(value, low), high)
    return round(value) if SETTINGS[name].whole else float(value)
