"""Maps of units and time: their numbers are those of the result."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.analysis.sequence import SignedLog, view_sequence
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.theme import DIVERGING, SEQUENTIAL
from rnnviz.figures.unit_maps import (
    ORDERS,
    coloured_text,
    gradient_position,
    map_sections,
    signed_position,
    text_sources,
    unit_map,
    unit_order,
)
from tests.figures.awkward import SCENARIOS, result_of


def scale(colours: tuple) -> list[list]:
    return [list(pair) for pair in colours]


@pytest.mark.parametrize("order", ORDERS)
def test_a_gate_is_drawn_from_0_to_1_and_a_state_about_0(order: str) -> None:
    result = result_of("plain")
    view, units = view_sequence(result, "lstm", 2), unit_order(result, "lstm", order)
    gate = unit_map(result, "lstm", "f", sequence=2, order=order).data[0]
    assert (gate.zmin, gate.zmax, scale(gate.colorscale)) == (0, 1, SEQUENTIAL)
    np.testing.assert_array_equal(gate.z, view.signals["f"][units])
    state = unit_map(result, "lstm", "c", sequence=2, order=order).data[0]
    assert (state.zmin, state.zmax, scale(state.colorscale)) == (-1, 1, DIVERGING)
    np.testing.assert_array_equal(state.customdata, view.signals["c"][units])
    np.testing.assert_array_equal(state.z, signed_position(view.signals["c"][units]))
    gradient = unit_map(result, "lstm", "dz_o", sequence=2, order=order).data[0]
    np.testing.assert_array_equal(gradient.customdata, view.gradients["z_o"].log10[units])
    assert (gradient.zmin, gradient.zmax, scale(gradient.colorscale)) == (-1, 1, DIVERGING)


def test_units_keep_their_numbers_in_every_order() -> None:
    result = result_of("plain")
    figure = unit_map(result, "rnn", "a", order="memory")
    np.testing.assert_array_equal(figure.layout.yaxis.ticktext, (unit_order(result, "rnn", "memory") + 1)[::2])


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_the_signed_scale_never_ends_and_is_symmetric(one: float, other: float) -> None:
    low, high = sorted((one, other))
    positions = signed_position(np.array([low, high, -high, 0.0]))
    assert -1 <= positions[0] <= positions[1] <= 1
    assert positions[2] == -positions[1]
    assert positions[3] == 0


def test_the_scale_of_gradients_is_fixed() -> None:
    low, high = DECADES
    log10 = np.array([[low - 5.0, low, (low + high) / 2, high, high + 9, -np.inf]])
    positions = gradient_position(SignedLog(np.array([[1, 1, -1, -1, 1, 0]], np.int8), log10))
    np.testing.assert_array_equal(positions, [[0, 0, -0.5, -1, 1, 0]])


def test_the_scale_of_gradients_is_written_as_it_is() -> None:
    bar = unit_map(result_of("plain"), "rnn", "da").data[0].colorbar
    written = ["−10<sup>2</sup>", "−10<sup>-7</sup>", "≤10<sup>-16</sup>", "10<sup>-7</sup>", "10<sup>2</sup>"]
    assert (list(bar.ticktext), list(bar.tickvals)) == (written, [-1, -0.5, 0, 0.5, 1])


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_sent_is_what_there_is(name: str) -> None:
    result = result_of(name)
    for section in map_sections(result, order="similarity"):
        view = view_sequence(result, section["cell"])
        n_a = result.scenario.n_a
        assert sorted(section["order"]) == sorted(section["memory"]) == list(range(n_a))
        panels = {panel["key"]: panel for group in section["groups"] for panel in group}
        assert len(panels) == sum(len(group) for group in section["groups"])
        assert set(panels) == {*view.signals, *(f"d{key}" for key in view.gradients if key != "x")}
        for key, values in view.signals.items():
            np.testing.assert_allclose(panels[key]["values"], values, rtol=1e-6)
        for key, gradient in view.gradients.items():
            if key != "x":
                assert_decodes(panels[f"d{key}"], gradient)
        for panel in (*panels.values(), section["input"]):
            assert panel["description"].endswith(".") or panel["key"] == "x"
            assert "nan" not in panel["description"].lower().replace("no numbers, nan or inf", "")


def assert_decodes(panel: dict, gradient: SignedLog) -> None:
    """As the browser reads it: sign · (log10 + offset), exactly 0, NaN."""
    coded = panel["values"]
    none = np.isnan(gradient.log10)
    np.testing.assert_array_equal(np.isnan(coded), none)
    np.testing.assert_array_equal(coded[~none] == 0, gradient.log10[~none] == -np.inf)
    finite = np.isfinite(gradient.log10)
    np.testing.assert_array_equal(np.sign(coded[finite]), gradient.sign[finite])
    error = np.abs(np.abs(coded[finite]) - panel["offset"] - gradient.log10[finite]).max(initial=0)
    assert error < 0.0022, "three digits"


def test_input_as_curves_map_or_characters() -> None:
    kinds = {"n_x=8": {}, "n_x=9": {"n_x": 9}, "text": {"input": "text", "text": "añb"}}
    found = {name: map_sections(run(Scenario(T_x=5, **how)))[0]["input"] for name, how in kinds.items()}
    assert {name: panel["kind"] for name, panel in found.items()} == {
        "n_x=8": "curves",
        "n_x=9": "signed",
        "text": "characters",
    }
    assert found["text"]["characters"] == ["a", "ñ", "b"]


def test_saturation_of_what_has_ends_only() -> None:
    keys = {
        activation: [s["key"] for s in map_sections(run(Scenario(T_x=4, activation=activation)))[0]["saturation"]]
        for activation in ("tanh", "sigmoid", "relu", "linear")
    }
    assert keys == {"tanh": ["a"], "sigmoid": ["a"], "relu": [], "linear": []}
    assert [s["key"] for s in map_sections(result_of("plain"))[1]["saturation"]] == ["f", "i", "cct", "o"]


def test_the_text_is_coloured_by_what_was_asked() -> None:
    result = result_of("a text")
    for source in text_sources(result):
        cell, key = source.split()
        found, view = coloured_text(result, source), view_sequence(result, cell)
        assert found["characters"] == list("hello")
        if key == "x":
            norm = np.linalg.norm(10.0 ** view.gradients["x"].log10, axis=0)
            np.testing.assert_allclose(found["values"][0] - found["offset"], np.log10(norm), atol=1e-5)
            assert (found["kind"], found["ofUnits"]) == ("size", False)
        else:
            np.testing.assert_array_equal(found["values"], view.signals[key].astype(np.float32))


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(RnnvizError, match=r"^unit_map: signal must be one of a, da, dz_a; got 'f'\.$"):
        unit_map(result_of("one step"), "rnn", "f")
    with pytest.raises(RnnvizError, match=r"^unit_map: order must be one of number, similarity, memory; got 'size'\.$"):
        unit_map(result_of("one step"), "rnn", "a", order="size")
