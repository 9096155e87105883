"""What is chosen beside the figures."""

import pytest

from tests.opened_page import OpenedPage


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch):
    """Open the page of the gates with an address."""
    return lambda **address: OpenedPage(monkeypatch, page="gates", **address)


def test_the_sequence_is_chosen_from_the_batch(gates) -> None:
    page = gates(m="3")
    number = page.at.get_by_key("view_sequence_3")
    assert (number.min, number.max, number.value) == (1, 3, 1)
    assert not [w for w in gates(m="1").at.number_input if w.label == "Sequence"]


def test_a_text_has_something_to_be_coloured_by(gates) -> None:
    page = gates(input="text", text="abc", cells="lstm")
    (box,) = (box for box in page.at.selectbox if box.label == "Colour the text by")
    assert box.options[0] == "LSTM: gradient dJ/dx, felt by the loss"
    assert len(box.options) == 7
    assert not [box for box in gates().at.selectbox if box.label == "Colour the text by"]
