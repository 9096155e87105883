"""A link in a real browser: what is copied is seen by who opens it, before a projector and with parts left out."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.visits import PATIENCE_MS, Visit, Visitor

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def copied(here: Visit) -> str:
    """The link that the button gives, by keyboard."""
    here.page.get_by_role("button", name="Copy link").press("Enter")
    expect(here.page.locator(".rv-link-says")).to_contain_text("link", timeout=PATIENCE_MS)
    return here.page.get_by_label("Link", exact=True).input_value()


def test_who_opens_a_link_sees_the_same(visit: Visitor) -> None:
    here = visit(page="gates", n_a="5", T_x="20")
    page = here.page
    page.get_by_text("Maps", exact=True).click()
    expect(page.locator(".rv-panel canvas").first).to_be_visible(timeout=PATIENCE_MS)
    page.locator(".rv-panel canvas").first.click(position={"x": 40, "y": 20})
    link = copied(here)
    for said in ("n_a=5", "T_x=20", "draw=maps", "t="):
        assert said in link
    assert here.serious_findings() == []
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".rv-panel canvas").first).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(500)  # drawings take up what they are to show
    assert copied(here) == link


def test_a_projector_on_a_phone_is_left_as_it_is_entered(visit: Visitor) -> None:
    here = visit(width=390, screen="projector", n_a="5", T_x="20")
    page = here.page
    leave = page.get_by_role("button", name="End projector")
    expect(leave).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert here.serious_findings() == []
    page.locator("body").press("PageDown")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do the gates do?", timeout=PATIENCE_MS)
    expect(leave).to_be_visible()
    leave.click()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()


def test_a_calm_view_has_nothing_to_set_and_nothing_to_take_away(visit: Visitor) -> None:
    here = visit(hide="controls,pages,code,downloads", n_a="5")
    page = here.page
    expect(page.get_by_role("alert")).to_contain_text("n_a does not count", timeout=PATIENCE_MS)
    for what in ("stSidebar", "stPageLink"):
        expect(page.get_by_test_id(what).locator("visible=true")).to_have_count(0)
    for words in ("Show the code", "Download", "Reset"):
        expect(page.get_by_text(words, exact=True).locator("visible=true")).to_have_count(0)
    assert "link=a" in copied(here)


def test_a_link_to_a_trained_network_trains_it_again_and_is_copied_on(visit: Visitor) -> None:
    told = "task=latch&T_latch=5&second=no&n_a=8&batch=16&updates_latch=50&after=40"
    here = visit(page="gates", trained=told)
    offer = here.page.locator(".st-key-again_offer")
    expect(offer).to_contain_text("RNN, gain 1, Latch, T = 5, seed 0, after 40 updates", timeout=PATIENCE_MS)
    offer.get_by_role("button", name="Train it again").press("Enter")
    expect(here.page.locator(".st-key-inside")).to_contain_text("after 40 updates of Latch", timeout=PATIENCE_MS)
    expect(offer).to_have_count(0)
    expect(here.page.locator(".rnnviz-says").first).to_be_visible()
    trained = dict(parse_qsl(urlsplit(copied(here)).query))["trained"]
    assert dict(parse_qsl(trained)) == dict(parse_qsl(told))
