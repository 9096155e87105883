"""The controls: in the order in which a person thinks, each within its bounds and with a help text."""

from typing import Any

import pytest

from rnnviz.experiment.scenario import BOUNDS, Scenario
from tests.opened_page import KINDS, OpenedPage, Opener

EVERYTHING = [
    {},
    {"input": "impulse", "loss": "step", "forget": "chrono"},
    {"input": "sine"},
    {"input": "text"},
    {"input": "numbers"},
    {"start": "pytorch"},
    {"cells": "gru"},
]


def test_network_initialisation_input_loss(opened: Opener) -> None:
    page = opened()
    assert [heading.value for heading in page.at.subheader] == ["Network", "Initialisation", "Input", "Loss"]
    assert [button.label for button in page.at.sidebar.button] == ["Reset", "New draw"]


@pytest.mark.parametrize("address", EVERYTHING, ids=str)
def test_every_control_has_one_sentence_of_help(opened: Opener, address: dict[str, str]) -> None:
    page = opened(**address)
    for widget in (w for kind in KINDS for w in page.at.sidebar.get(kind)):
        assert widget.proto.help.endswith("."), widget
        assert "\n" not in widget.proto.help
        assert len(widget.proto.help) < 100


@pytest.mark.parametrize("address", EVERYTHING, ids=str)
def test_sliders_go_from_bound_to_bound(opened: Opener, address: dict[str, str]) -> None:
    page = opened(**address)
    for slider in page.at.slider:
        field = slider.key.removeprefix("set_")
        assert (slider.min, slider.max) == BOUNDS[field]
        steps = (BOUNDS[field].high - BOUNDS[field].low) / slider.step
        assert abs(steps - round(steps)) < 1e-9
        from_low = (getattr(Scenario(), field) - slider.min) / slider.step
        assert abs(from_low - round(from_low)) < 1e-9  # the default is a place where the slider can stand


def test_every_field_has_its_control_somewhere(opened: Opener) -> None:
    found = {field for address in EVERYTHING for field in opened(**address).fields()}
    assert found == set(vars(Scenario()))


def more_settings(page: OpenedPage) -> Any:
    (found,) = (one for one in page.at.expander if one.label == "More settings")
    return found


def test_the_rarely_used_are_folded_away(opened: Opener) -> None:
    folded = more_settings(opened(folds=()))
    assert not folded.proto.expanded
    assert not folded.children
    more = more_settings(opened())
    inside = {w.key for kind in KINDS for w in more.get(kind)}
    biases = {"set_forget", "set_input_bias", "set_output_bias"}
    assert inside == {"set_m", "set_n_x", "set_n_y", "set_activation", "set_cells"} | biases


def test_a_problem_among_them_is_seen_folded_and_unfolded(opened: Opener) -> None:
    page = opened(n_a="256", m="7", T_x="1000").set("m", 8)
    more = more_settings(page)
    assert len(more.error) == len(page.errors) == 1
    page.folds = ()
    page.at.session_state["more"] = False
    page.run()
    more = more_settings(page)
    assert not more.children
    assert len(page.errors) == 1


# ---------------------------------------------------------------------------------------------------- starts as in


def test_the_starts_are_by_name_and_the_first_is_the_plain_one(opened: Opener) -> None:
    page = opened()
    assert page.control("start").options == ["Keras, gate by gate", "Keras", "PyTorch", "Flax", "Haiku"]
    assert page.control("start").value == "plain"
    assert page.control("init").options == ["Glorot (uniform)", "Gaussian", "Orthogonal", "Identity"]


def test_a_start_sets_recurrent_weights_and_forget_bias_and_leaves_the_rest(opened: Opener) -> None:
    page = opened(gain="2", n_a="16").set("start", "pytorch")
    assert page.control("init").options[0] == "As in PyTorch"
    assert (page.control("init").value, page.control("forget_bias").value) == ("own", 0.0)
    assert "to the bias that PyTorch draws" in page.control("forget_bias").help
    assert page.shows(Scenario(start="pytorch", gain=2.0, n_a=16))
    assert page.address == {"start": "pytorch", "gain": "2", "n_a": "16"}
    page.set("start", "plain")
    assert page.shows(Scenario(gain=2.0, n_a=16))


def test_what_a_start_has_set_can_be_changed(opened: Opener) -> None:
    page = opened(start="pytorch").set("init", "orthogonal").set("forget_bias", 1.0)
    assert page.shows(Scenario(start="pytorch", init="orthogonal", forget_bias=1.0))
    assert page.set("start", "haiku").shows(Scenario(start="haiku"))
    assert page.errors == page.warnings == []


def test_a_start_that_is_none_is_said(opened: Opener) -> None:
    page = opened(start="theano", init="own")
    assert page.shows(Scenario())
    assert len(page.warnings) == 2
    assert "start must be one of plain, keras, pytorch, flax, haiku; got 'theano'." in page.warnings[0]


def test_the_bias_of_each_gate_can_be_set(opened: Opener) -> None:
    page = opened().set("output_bias", -2.0).set("input_bias", 1.5)
    assert page.shows(Scenario(output_bias=-2.0, input_bias=1.5))
    page.set("forget", "chrono")
    assert "input_bias" not in page.fields()  # chrono gives the input gates biases of its own
