"""The controls: in the order in which a person thinks, each within its bounds and with a help text."""

import pytest

from rnnviz.scenario import BOUNDS, Scenario
from tests.opened_page import KINDS, Opener

EVERYTHING = [
    {},
    {"input": "impulse", "loss": "step", "forget": "chrono"},
    {"input": "sine"},
    {"input": "text"},
    {"input": "numbers"},
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


def test_the_rarely_used_are_folded_away(opened: Opener) -> None:
    (folded,) = opened(folds=()).at.expander
    assert folded.label == "More settings"
    assert not folded.proto.expanded
    assert not folded.children
    (more,) = opened().at.expander
    inside = {w.key for kind in KINDS for w in more.get(kind)}
    assert inside == {"set_m", "set_n_x", "set_n_y", "set_activation", "set_forget", "set_cells"}


def test_a_problem_among_them_is_seen_folded_and_unfolded(opened: Opener) -> None:
    page = opened(n_a="256", m="7", T_x="1000").set("m", 8)
    (more,) = page.at.expander
    assert len(more.error) == len(page.errors) == 1
    page.folds = ()
    page.at.session_state["more"] = False
    page.run()
    (more,) = page.at.expander
    assert not more.children
    assert len(page.errors) == 1
