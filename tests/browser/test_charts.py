"""The charts in a real browser: what a person does to them stays, and nothing of it goes to the server."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.visits import is_dark, settled

APP = Path(__file__).parent / "apps" / "charts_app.py"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def drawn(page: Page) -> Page:
    """Wait until the three charts are there."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('.rv-plotly')].filter((gd) => gd._fullLayout).length === 3"
    )
    return page


@pytest.fixture
def watched(serve, open_page):
    opened = open_page(serve(APP))
    drawn(opened.page)
    yield opened
    assert opened.errors == []


@pytest.fixture
def page(watched):
    return watched.page


def layout(page: Page, what: str, chart: int = 0):
    return page.evaluate(f"document.querySelectorAll('.rv-plotly')[{chart}]._fullLayout.{what}")


def change_data(page: Page) -> None:
    """Move the slider by one and wait until the charts show it."""
    before = page.get_by_role("slider").input_value()
    page.get_by_role("slider").press("ArrowRight")
    shown = f"decay {(int(before) + 1) / 100}"
    page.wait_for_function("(s) => document.querySelector('.rv-chart').textContent.includes(s)", arg=shown)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def hover(page: Page, share: float = 0.5, chart: int = 0) -> None:
    """Point at the middle of a plot's height, at a share of its width."""
    box = page.locator(".rv-chart .nsewdrag").nth(chart).bounding_box()
    page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)


def times(page: Page) -> list[str]:
    """What the charts say the time is."""
    return page.locator(".rv-values > :first-child").all_text_contents()


def drag_a_zoom(page: Page) -> list[float]:
    box = page.locator(".rv-chart .nsewdrag").first.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, y, steps=5)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.rv-plotly')._fullLayout.xaxis.range[0] > 10")
    return layout(page, "xaxis.range")


def test_zoom_survives_a_change_of_data(page):
    zoomed = drag_a_zoom(page)
    change_data(page)
    assert layout(page, "xaxis.range") == zoomed


def test_hidden_traces_survive_a_change_of_data(page):
    page.locator(".rv-legend button").first.click()
    hidden = "document.querySelector('.rv-plotly')._fullData[0].visible"
    page.wait_for_function(f"{hidden} === 'legendonly'")
    change_data(page)
    assert page.evaluate(hidden) == "legendonly"


def test_the_chart_is_not_taken_down_by_a_change_of_data(page):
    page.evaluate("document.querySelectorAll('.rv-plotly .main-svg').forEach((svg) => (svg.marked = true))")
    change_data(page)
    assert page.evaluate("[...document.querySelectorAll('.rv-plotly .main-svg')].every((svg) => svg.marked)")


def test_the_cursor_is_shared_by_both_component_instances(page):
    hover(page, 0.5)
    expect(page.locator(".rv-cursor:visible")).to_have_count(3)
    assert len(set(times(page))) == 1
    assert times(page)[0].startswith("t = ")
    before = times(page)[0]
    hover(page, 0.2, chart=2)
    expect(page.locator(".rv-values > :first-child").first).not_to_have_text(before)
    assert len(set(times(page))) == 1


def test_every_chart_reads_its_values(page):
    page.locator(".rv-chart").first.press("End")
    expect(page.locator(".rv-values").first).to_have_text("t = 100RNN 1LSTM 1LSTM cell state 1")
    expect(page.locator(".rv-values").nth(1)).to_contain_text("median")


def test_hidden_traces_are_not_read(page):
    page.locator(".rv-legend button").first.click()
    page.wait_for_function("document.querySelector('.rv-plotly')._fullData[0].visible === 'legendonly'")
    page.locator(".rv-chart").first.press("End")
    expect(page.locator(".rv-values").first.locator(":scope > :visible")).to_have_text(
        ["t = 100", "LSTM 1", "LSTM cell state 1"]
    )


def test_keys_move_the_cursor(page):
    chart = page.locator(".rv-chart").nth(1)
    for key, time in {
        "Home": "t = 1",
        "ArrowRight": "t = 2",
        "Shift+ArrowRight": "t = 12",
        "ArrowLeft": "t = 11",
        "Shift+ArrowLeft": "t = 1",
        "End": "t = 100",
    }.items():
        chart.press(key)
        expect(page.locator(".rv-values > :first-child").first).to_have_text(time)
        assert set(times(page)) == {time}
    expect(page.locator("[aria-live=polite]", has_text="t = 100")).to_have_count(1)
    chart.press("Escape")
    expect(page.locator(".rv-cursor:visible")).to_have_count(0)


def test_the_cursor_survives_a_change_and_stays_inside_a_shorter_sequence(page):
    page.locator(".rv-chart").first.press("End")
    change_data(page)
    assert set(times(page)) == {"t = 100"}
    page.get_by_text("shorter").click()
    expect(page.locator(".rv-values > :first-child").first).to_have_text("t = 50")
    assert set(times(page)) == {"t = 50"}


def test_hovering_and_keys_send_nothing(watched):
    page = watched.page
    before = watched.frames_sent, len(watched.requests)
    for step in range(10):
        hover(page, 0.2 + step / 20)
        page.locator(".rv-chart").first.press("ArrowRight")
    page.wait_for_timeout(500)  # time for what should not come
    assert (watched.frames_sent, len(watched.requests)) == before


def test_nothing_is_asked_for_outside_this_machine(watched):
    change_data(watched.page)
    assert {urlsplit(url).hostname for url in watched.requests if not url.startswith(("blob:", "data:"))} == {
        "localhost"
    }


def test_the_theme_follows_the_system_without_the_server(watched):
    page = watched.page
    light, scale = (
        layout(page, "font.color"),
        page.evaluate("document.querySelectorAll('.rv-plotly')[1]._fullData[0].colorscale"),
    )
    before = watched.frames_sent
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("(c) => document.querySelector('.rv-plotly')._fullLayout.font.color !== c", arg=light)
    assert page.evaluate("document.querySelectorAll('.rv-plotly')[1]._fullData[0].colorscale") != scale
    assert watched.frames_sent == before
    page.emulate_media(color_scheme="light")
    page.wait_for_function("(c) => document.querySelector('.rv-plotly')._fullLayout.font.color === c", arg=light)


def test_charts_come_back_after_another_page(page):
    page.get_by_role("link", name="Other", exact=True).click()
    expect(page.locator(".rv-chart")).to_have_count(0)
    page.get_by_role("link", name="Main", exact=True).click()
    drawn(page)
    hover(page)
    expect(page.locator(".rv-cursor:visible")).to_have_count(3)
    change_data(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(serve, open_page, width):
    page = drawn(open_page(serve(APP), width=width).page)
    page.locator(".rv-chart").first.press("End")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settled(page)
        assert is_dark(page) == (scheme == "dark")
        found = Axe().run(page, context=".rv-root").response["violations"]
        assert [
            (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in {"serious", "critical"}
        ] == []


def test_charts_stand_in_one_column_on_a_phone(serve, open_page):
    page = drawn(open_page(serve(APP), width=390).page)
    lefts = {round(page.locator(".rv-chart").nth(number).bounding_box()["x"]) for number in range(3)}
    assert len(lefts) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_plotly_the_place_is_kept_and_a_sentence_says_why(browser, serve):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*plotly*.min.js", lambda route: route.abort())
    page.goto(serve(APP))
    expect(page.locator(".rv-note").first).to_contain_text("cannot be drawn")
    assert page.locator(".rv-plot").first.bounding_box()["height"] == 300
    context.close()


def test_under_a_base_path(serve, open_page):
    drawn(open_page(serve(APP, server_baseUrlPath="some/where") + "/").page)
