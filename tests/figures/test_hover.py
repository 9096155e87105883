"""What a point says: every number of a figure in one style, in notebooks and on pages."""

import math
import re

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import itemize
from rnnviz.figures.gradient_fade import gradient_fade
from rnnviz.figures.gradient_map import gradient_map
from rnnviz.figures.hover import EXACTLY_ZERO, drawable, with_texts
from rnnviz.figures.itemized_map import itemized_map
from rnnviz.figures.unit_maps import unit_map
from tests.figures.awkward import SCENARIOS, result_of

NUMBER = re.compile(r"−?([\d.]+(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|∞|infinite)")


def test_zero_is_lower_than_any_number_and_stays_apart_from_those_that_are_none() -> None:
    drawn = drawable(np.array([-np.inf, -123456.0, 0.0, np.nan]))
    assert drawn.dtype == np.float32
    assert drawn[0] <= EXACTLY_ZERO < drawn[1] == -123456.0
    assert np.isnan(drawn[3])


def test_a_map_says_its_values_and_leaves_what_has_words_of_its_own() -> None:
    heatmap = {
        "type": "heatmap",
        "z": drawable([[-13.73, -np.inf]]),
        "hovertemplate": "%{text}",
        "meta": {"log10": True},
    }
    plain = {"type": "scatter", "y": [-2.5e-7, 0.0], "hovertemplate": "at %{x}: %{text}"}
    own = plain | {"text": ["a", "b"]}
    silent = {"type": "scatter", "y": [1.0], "hovertemplate": "here"}
    first, second, third, fourth = with_texts({"data": [heatmap, plain, own, silent], "layout": {}})["data"]
    assert first["text"] == [["1.9·10⁻¹⁴", "exactly 0"]]
    assert second["text"] == ["−2.5·10⁻⁷", "0"]
    assert third["text"] == ["a", "b"]
    assert "text" not in fourth


@pytest.mark.parametrize("name", [name for name in SCENARIOS if "1000" not in name and "501" not in name])
def test_no_figure_writes_a_number_as_a_machine_does(name: str) -> None:
    result = result_of(name)
    figures = [gradient_fade(result)]
    for cell in result.cells:
        figures += [gradient_map(result, cell), itemized_map(cell, itemize(result, cell, most=5))]
        figures += [unit_map(result, cell, "a"), unit_map(result, cell, "da")]
    for trace in (trace for figure in figures for trace in figure.data):
        assert not re.search(r":[.~\d]*[eg]\}", trace.hovertemplate)
        said = np.array(trace.text).ravel() if trace.text is not None else ["0"]
        for text in map(str, said):
            assert NUMBER.fullmatch(text) or text in ("exactly 0", "not a number", "after the loss", "no loss"), text


def test_what_a_map_says_is_what_it_draws() -> None:
    (trace,) = gradient_map(result_of("plain"), "rnn").data
    mantissa, _, power = trace.text[4][0].partition("·10")
    exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    assert abs(math.log10(float(mantissa)) + exponent - trace.z[4][0]) < 0.025


def test_where_nothing_can_be_it_is_not_called_no_number() -> None:
    (trace,) = gradient_map(result_of("loss at a step"), "rnn").data
    assert {row[39] for row in trace.text}.isdisjoint({"after the loss", "not a number"})
    assert {text for row in trace.text for text in row[40:]} == {"after the loss"}
    result = result_of("two steps")
    (trace,) = itemized_map("lstm", itemize(result, "lstm")).data
    assert trace.text[0][1] == "no loss"
    assert "no loss" not in (trace.text[0][0], *trace.text[1])
