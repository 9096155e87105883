"""How the browser gets the modules of the components."""

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect

from tests.architecture.project import ROOT
from tests.browser.visits import Visit

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_each_module_is_asked_for_once_however_many_components_there_are(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280)
    for name, drawn in (("Gates", ".rv-column-canvas"), ("One step", ".rv-node"), ("Gates", ".rv-column-canvas")):
        here.page.get_by_role("link", name=name, exact=True).click()
        expect(here.page.locator(drawn).first).to_be_visible()
    asked = Counter(url.split("/rnnviz/")[1] for url in here.watched.requests if "/modules_" in url)
    assert {name.split("/")[1] for name in asked} == {
        *(
            "shared",
            "charts",
            "unit_maps",
            "units_overview",
            "unrolled",
            "underlay",
            "one_step",
            "follower",
            "card",
            "link",
        )
    }
    assert set(asked.values()) == {1}
    assert len({name.split("/")[0] for name in asked}) == 1  # one version of all
    here.assert_clean()


def test_what_is_followed_and_the_step_are_the_same_in_all_components(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", n_a="6", T_x="20", width=1440)
    page = here.page
    page.get_by_role("radio", name="Maps").click()
    panel = page.get_by_role("figure", name="LSTM: hidden state a")
    panel.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Stop following LSTM unit")).to_have_count(1)
    page.get_by_role("link", name="One step", exact=True).click()
    expect(page.locator(".rv-now-at")).to_have_text("t = 3 of 20")
    unit = page.get_by_role("spinbutton", name="Unit", exact=True)
    page.get_by_role("link", name="Gates", exact=True).click()
    followed = page.get_by_role("button", name="Stop following LSTM unit").get_attribute("aria-label") or ""
    page.get_by_role("link", name="One step", exact=True).click()
    expect(unit).to_have_value(followed.removeprefix("Stop following LSTM unit "))


def test_where_a_module_does_not_come_a_sentence_says_so(browser: Browser, serve: "Serve") -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/units_overview/column.js", lambda route: route.abort())
    page.goto(f"{serve(ROOT / 'app.py')}/gates")
    expect(page.get_by_text("the server did not deliver its script. Reload the page to try again.")).to_be_visible()
    expect(page.get_by_role("heading", name="What do the gates do?")).to_be_visible()  # all else is there
    context.close()
