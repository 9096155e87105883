"""What is pinned, in an address: written and read again it is the same, and whatever stands there breaks nothing."""

from hypothesis import given
from hypothesis import strategies as st

from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.session.pin import IN_ADDRESS, read_pin, written_pin
from tests.strategies import scenarios


@given(scenarios())
def test_what_is_written_is_read_again(scenario: Scenario) -> None:
    found = read_pin(written_pin(scenario))
    assert found is not None
    assert found.key == scenario.key


@given(st.text(max_size=60))
def test_any_text_is_read_as_something_possible_or_as_nothing(text: str) -> None:
    found = read_pin({IN_ADDRESS: text})
    assert found is None or found.key


def test_defaults_are_pinned_too() -> None:
    assert read_pin(written_pin(Scenario())) == Scenario()
    assert written_pin(None) == {}
