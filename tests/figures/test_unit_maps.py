"""A map of units and time: its numbers are those of the result."""

import numpy as np
import pytest

from rnnviz.analysis.sequence import view_sequence
from rnnviz.errors import RnnvizError
from rnnviz.figures import unit_maps
from rnnviz.figures.coloured_text import coloured_text, text_sources
from rnnviz.figures.theme import DIVERGING, SEQUENTIAL
from rnnviz.figures.unit_maps import unit_map
from rnnviz.figures.unit_orders import ORDERS, unit_order
from rnnviz.figures.unit_panels import map_sections
from rnnviz.figures.unit_scales import gradient_position, signed_position
from tests.figures.awkward import result_of


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


def test_the_scale_of_gradients_is_written_as_it_is() -> None:
    bar = unit_map(result_of("plain"), "rnn", "da").data[0].colorbar
    written = ["−10<sup>2</sup>", "−10<sup>-7</sup>", "≤10<sup>-16</sup>", "10<sup>-7</sup>", "10<sup>2</sup>"]
    assert (list(bar.ticktext), list(bar.tickvals)) == (written, [-1, -0.5, 0, 0.5, 1])


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(RnnvizError, match=r"^unit_map: signal must be one of a, da, dz_a; got 'f'\.$"):
        unit_map(result_of("one step"), "rnn", "f")
    with pytest.raises(RnnvizError, match=r"^unit_map: order must be one of number, similarity, memory; got 'size'\.$"):
        unit_map(result_of("one step"), "rnn", "a", order="size")


def test_all_of_the_maps_are_found_in_one_place() -> None:
    found = {"ORDERS": ORDERS, "map_sections": map_sections, "text_sources": text_sources, "unit_order": unit_order}
    found |= {"coloured_text": coloured_text, "gradient_position": gradient_position}
    assert all(getattr(unit_maps, name) is value for name, value in found.items())
