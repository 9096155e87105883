"""The curves: what is drawn is what was computed, for every awkward result."""

import math

import numpy as np
import pytest

from rnnviz.figures.gradient_fade import fade_numbers, gradient_fade
from rnnviz.figures.theme import signal_colour
from tests.figures.awkward import SCENARIOS, result_of

NAMES = {("rnn", "a"): "RNN", ("lstm", "a"): "LSTM", ("lstm", "c"): "LSTM, cell state c"}


def lines(figure):
    return {trace.name: trace for trace in figure.data if not trace.name.endswith("exactly 0")}


def zeros(figure):
    return {trace.name.removesuffix(": exactly 0"): trace for trace in figure.data if trace.name.endswith("exactly 0")}


def texts(figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def sizes(result, cell: str, state: str) -> np.ndarray:
    """log10 of the gradient's size relative to the step of the loss, from mantissas and exponents, the plain way."""
    gradient = result.cells[cell].by_step[state]
    found = []
    for t in range(result.scenario.steps):
        shift = gradient.exponent[:, t].max()
        scaled = gradient.mantissa[:, :, t] * 2.0 ** (gradient.exponent[:, t] - shift)
        largest = np.abs(scaled).max()
        norm = largest * np.sqrt(((scaled / largest) ** 2).sum()) if largest > 0 else largest
        found.append(math.log10(norm) + float(shift) * math.log10(2) if norm > 0 else -math.inf if norm == 0 else norm)
    at_loss = found[result.scenario.last_loss_step - 1]
    return np.array(found) - (0 if at_loss == -math.inf else at_loss)


@pytest.mark.parametrize("name", SCENARIOS)
def test_one_line_a_state_with_the_values_of_the_result(name: str) -> None:
    result = result_of(name)
    figure = gradient_fade(result)
    expected = [NAMES[cell, state] for cell in result.cells for state in result.cells[cell].by_step]
    assert list(lines(figure)) == expected
    for (cell, state), label in NAMES.items():
        if label not in expected:
            continue
        trace, values = lines(figure)[label], sizes(result, cell, state)
        finite = np.isfinite(values)
        np.testing.assert_array_equal(trace.x, np.arange(1, result.scenario.steps + 1))
        np.testing.assert_allclose(trace.y[finite], values[finite], atol=1e-9)
        # A gap, not a false number; the line of values reads -inf as 0 and NaN as NaN.
        assert (np.isneginf(trace.y) == np.isneginf(values)).all()
        assert np.isnan(trace.y[~finite & ~np.isneginf(values)]).all()


@pytest.mark.parametrize("name", SCENARIOS)
def test_exact_zeros_before_the_loss_are_marked_and_nothing_else_is(name: str) -> None:
    result = result_of(name)
    figure, last = gradient_fade(result), result.scenario.last_loss_step
    for (cell, state), label in NAMES.items():
        if cell not in result.cells:
            continue
        gradient = result.cells[cell].by_step[state]
        dead = [t for t in range(1, last + 1) if not gradient.mantissa[:, :, t - 1].any()]
        marked = list(zeros(figure)[label].x) if label in zeros(figure) else []
        assert marked == dead
        if marked:
            assert set(zeros(figure)[label].y) == {figure.layout.yaxis.range[0]}


def test_some_of_the_awkward_results_really_are() -> None:
    assert {"RNN"} <= set(zeros(gradient_fade(result_of("dead ReLU"))))
    assert not zeros(gradient_fade(result_of("saturated")))
    assert np.nanmin(lines(gradient_fade(result_of("saturated")))["RNN"].y) < -1e6
    assert len(zeros(gradient_fade(result_of("exact zero everywhere")))["RNN"].x) == 100
    assert np.isnan(lines(gradient_fade(result_of("NaN")))["RNN"].y).all()
    assert np.nanmin(lines(gradient_fade(result_of("vanishing to 1e-1000")))["RNN"].y) < -1000


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_axes_hold_every_value(name: str) -> None:
    result = result_of(name)
    figure = gradient_fade(result)
    low, high = figure.layout.yaxis.range
    left, right = figure.layout.xaxis.range
    assert left < 1 <= result.scenario.steps < right
    for trace in figure.data:
        drawn = trace.y[np.isfinite(trace.y)]
        assert ((low <= drawn) & (drawn <= high)).all()
    assert low < -1
    assert high > 0
    assert figure.layout.yaxis.dtick == int(figure.layout.yaxis.dtick)
    assert 1 <= (high - low) / figure.layout.yaxis.dtick <= 10


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_the_chart_component_relies_on(name: str) -> None:
    figure = gradient_fade(result_of(name))
    assert figure.layout.meta == {"time_axis": True}
    assert figure.layout.height == 340
    assert figure.layout.uirevision == "kept"  # zoom and hidden lines stay when a slider moves
    assert all(trace.meta == {"log10": True, "label": name} for name, trace in lines(figure).items())
    assert all(trace.meta == {"readout": False} for trace in zeros(figure).values())
    assert "right to left" in figure.layout.xaxis.title.text


@pytest.mark.parametrize("name", SCENARIOS)
def test_colours_are_those_of_the_cells(name: str) -> None:
    figure = gradient_fade(result_of(name))
    for key, label in NAMES.items():
        for trace in (lines(figure).get(label), zeros(figure).get(label)):
            if trace is not None:
                assert (trace.line.color or trace.marker.color) == signal_colour(*key)


@pytest.mark.parametrize(
    ("name", "step"),
    [("loss at a step", 40), ("loss at the first step", 1), ("plain", None), ("loss at every step", None)],
)
def test_the_step_of_the_loss_is_marked_unless_it_is_the_last(name: str, step: int | None) -> None:
    figure = gradient_fade(result_of(name))
    vertical = [shape.x0 for shape in figure.layout.shapes if shape.yref == "paper"]
    assert vertical == ([step] if step else [])
    assert ("the loss looks here" in texts(figure)) == (step is not None)


def test_after_the_loss_there_is_nothing() -> None:
    for trace in lines(gradient_fade(result_of("loss at a step"))).values():
        assert np.isfinite(trace.y[:40]).all()
        assert np.isneginf(trace.y[40:]).all()  # exactly 0, and not drawn


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_line_at_1_and_the_floor_of_floats_where_a_curve_comes_near(name: str) -> None:
    result = result_of(name)
    figure = gradient_fade(result)
    assert "1: nothing lost" in texts(figure)
    assert 0 in [shape.y0 for shape in figure.layout.shapes if shape.xref == "paper"]
    below = any(np.nanmin(np.where(np.isfinite(t.y), t.y, 0)) < -320 for t in lines(figure).values())
    assert ("below: too small for a float64" in texts(figure)) >= below


def test_the_floor_is_where_floats_end_for_the_largest_gradient() -> None:
    result = result_of("vanishing to 1e-1000")
    largest = max(
        float(np.log10(np.sqrt((gradient.to_float()[:, :, -1] ** 2).sum())))
        for cell in result.cells.values()
        for gradient in cell.by_step.values()
    )
    assert math.isclose(fade_numbers(result).floor, math.log10(2.2250738585072014e-308) - largest, rel_tol=1e-12)


def test_a_single_point_is_visible() -> None:
    assert {trace.mode for trace in gradient_fade(result_of("one step")).data} == {"lines+markers"}
    assert {trace.mode for trace in gradient_fade(result_of("two steps")).data} == {"lines"}
