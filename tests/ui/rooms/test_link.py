"""The link into a room leads to the app's first page, at the address by which its teacher has it."""

import base64
import re
from urllib.parse import unquote

import pytest

from rnnviz.ui.rooms import link
from rnnviz.ui.rooms.link import is_of_this_machine, link_to, qr_code


@pytest.mark.parametrize("url", ["https://a.example/learn?n_a=8#x", "https://a.example", "https://a.example/"])
def test_it_keeps_host_and_scheme_alone(url: str) -> None:
    assert link_to("KLMNP", url) == "https://a.example/?room=KLMNP"


def test_it_knows_where_the_app_is_mounted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "base_path", lambda: "/rnn")
    assert link_to("KLMNP", "http://a.example:80/rnn/gates") == "http://a.example:80/rnn/?room=KLMNP"


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "nonsense"])
def test_without_an_address_there_is_no_link(url: str | None) -> None:
    assert link_to("KLMNP", url) == ""


def test_a_link_to_this_machine_is_known() -> None:
    assert is_of_this_machine("http://[::1]:8501/?room=KLMNP")
    assert not is_of_this_machine("http://192.168.0.4:8501/?room=KLMNP")


def test_the_code_is_drawn_here_and_each_link_has_its_own() -> None:
    one, other = qr_code("http://a.example/?room=KLMNP"), qr_code("http://a.example/?room=KLMNQ")
    assert one != other
    head, _, body = one.partition(",")
    svg = base64.b64decode(body).decode() if "base64" in head else unquote(body)
    assert re.match(r"(<\?xml[^>]*>)?\s*<svg", svg)
    assert "http://a.example" not in svg  # it asks for nothing
