"""With a finger on a phone: what scrolls sets nothing, and what is explained is not cut."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import ROOT, Serve
from tests.browser.visits import PATIENCE_MS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def phone(browser: Browser, serve: Serve) -> Iterator[Page]:
    """The first page on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{serve(ROOT / 'app.py')}/?lesson=forgetting&card=factor")
    page.wait_for_selector(".st-key-lesson_card dfn")
    page.wait_for_selector(".rv-plotly .main-svg", state="attached")
    yield page
    context.close()


def swipe(fingers: CDPSession, page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """Move one finger over the screen."""
    (x, y), (right, down) = start, by
    touch = "Input.dispatchTouchEvent"
    fingers.send(touch, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 11):
        point = {"x": x + right * part / 10, "y": y + down * part / 10}
        fingers.send(touch, {"type": "touchMove", "touchPoints": [point]})
        page.wait_for_timeout(16)
    fingers.send(touch, {"type": "touchEnd", "touchPoints": []})


def test_a_finger_that_scrolls_sets_no_slider_and_one_on_the_thumb_does(phone: Page) -> None:
    phone.get_by_test_id("stExpandSidebarButton").tap()
    slider = phone.get_by_role("slider", name="Hidden units")
    thumb = slider.locator("xpath=../..")
    expect(thumb).to_be_visible()
    phone.wait_for_timeout(500)  # the sidebar slides in
    track, before = slider.locator("xpath=../../..").bounding_box(), slider.input_value()
    assert track is not None
    fingers = phone.context.new_cdp_session(phone)
    sidebar = phone.get_by_test_id("stSidebarContent")
    swipe(fingers, phone, (track["x"] + 0.8 * track["width"], track["y"] + track["height"] / 2), (0, -60))
    phone.wait_for_function("() => document.querySelector('[data-testid=stSidebarContent]').scrollTop > 20")
    assert slider.input_value() == before
    sidebar.evaluate("e => e.scrollTo(0, 0)")
    phone.wait_for_timeout(300)
    box = thumb.bounding_box()
    assert box is not None
    # A finger is not so exact: beside the thumb is near enough.
    swipe(fingers, phone, (box["x"] + box["width"] + 6, box["y"] + box["height"] / 2 + 6), (60, 0))
    phone.wait_for_url("**n_a=**")
    assert int(slider.input_value()) > int(before)


def test_what_explains_a_term_stays_on_the_page(phone: Page) -> None:
    terms = phone.locator(".st-key-lesson_card dfn, .st-key-words_setting dfn")
    assert terms.count() >= 2
    for term in terms.all():
        term.focus()
        left, right = term.evaluate(
            """e => {
              const {left} = e.getBoundingClientRect(), after = getComputedStyle(e, "::after");
              const from = left + parseFloat(after.left);
              const around = parseFloat(after.paddingLeft) + parseFloat(after.paddingRight) + 2;
              return [from, from + parseFloat(after.width) + (after.boxSizing === "border-box" ? 0 : around)];
            }"""
        )
        assert left >= 0
        assert right <= 390


def test_a_finger_that_scrolls_over_the_guess_leaves_it_and_one_on_its_end_moves_it(phone: Page) -> None:
    phone.goto(phone.url.replace("card=factor", "card=letters"))
    plot = phone.get_by_role("slider", name="what is left at step 1")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    fingers, said = phone.context.new_cdp_session(phone), plot.get_attribute("aria-valuetext")
    swipe(fingers, phone, (box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"]), (0, -60))
    phone.wait_for_timeout(300)
    assert plot.get_attribute("aria-valuetext") == said
    end = phone.locator(".rv-card-handle").bounding_box()
    assert end is not None
    swipe(fingers, phone, (end["x"] + end["width"] / 2, end["y"] + end["height"] / 2), (0, 60))
    expect(phone.get_by_role("button", name="That is my guess")).to_be_enabled()
    assert plot.get_attribute("aria-valuetext") != said
