"""The picture follows the hand: dragged, by keys, typed; and where it cannot, all is as it was."""

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.words import takeaway
from tests.architecture.project import ROOT
from tests.browser.visits import PATIENCE_MS, Visit, settled

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST_IN_CHART = "document.querySelector('.rv-plotly').data[0].y[0]"
#: Writes down, frame by frame, the gain of every picture that is shown.
WATCH = """() => {
  const follower = document.querySelector(".rv-follower");
  window.pictures = [];
  const look = () => {
    const gain = follower.drawn?.query.gain;
    if (gain !== undefined && gain !== window.pictures.at(-1)) window.pictures.push(gain);
    requestAnimationFrame(look);
  };
  look();
}"""


def thumb(page: Page, field: str) -> tuple[float, float]:
    """Where the thumb of a slider is held."""
    box = page.evaluate(
        """field => {
          let one = document.querySelector(`.st-key-set_${field} input[type=range]`);
          while (one.getBoundingClientRect().width < 6) one = one.parentElement;
          const { x, y, width, height } = one.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }""",
        field,
    )
    return box[0], box[1]


def ready(here: Visit) -> Page:
    page = here.page
    expect(page.locator(".rv-follower")).to_be_attached()
    settled(page)
    return page


def said_by(page: Page, field: str) -> float:
    return float(page.locator(f".st-key-set_{field} input[type=range]").input_value())


def test_what_is_drawn_while_a_slider_is_dragged_is_what_stands_there_after(
    serve: "Serve", open_page: "OpenPage"
) -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280, n_a="8", T_x="30")
    page = ready(here)
    page.evaluate(WATCH)
    x, y = thumb(page, "gain")
    page.mouse.move(x, y)
    page.mouse.down()
    for move in range(1, 13):
        page.mouse.move(x + 5 * move, y)
        page.wait_for_function(
            "() => window.pictures.at(-1) === document.querySelector('.st-key-set_gain input[type=range]').value",
            timeout=PATIENCE_MS,
        )
        gain = said_by(page, "gain")
        expect(here.sentence).to_have_text(takeaway(run(Scenario(n_a=8, T_x=30, gain=gain))))
    assert page.evaluate("document.querySelector('.rv-plot').matches('.rv-sketched')")  # lines, and not Plotly
    assert "gain" not in here.query()  # nothing is told while it is held
    while_held = page.evaluate("window.pictures")
    page.mouse.up()
    moved = Scenario(n_a=8, T_x=30, gain=said_by(page, "gain"))
    assert moved.gain > 1.2
    here.shows(moved)
    values = np.asarray(here.curve(0))
    np.testing.assert_array_equal(values, run(moved).cells["rnn"].fades["a"].relative)
    numbers = [float(one) for one in while_held]
    assert numbers == sorted(numbers)  # never an older one after a newer one
    assert len(numbers) >= 12
    page.get_by_role("link", name="Gates", exact=True).click()
    expect(page.get_by_role("heading", name="What do the gates do?")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"gain={moved.gain:g}(&|$)"))
    here.assert_clean()


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("gates", "[...document.querySelectorAll('.rv-column-canvas')].map((one) => one.drawn)"),
        ("step", "[document.querySelector('.rv-step').drawn]"),
        ("why", "[...document.querySelectorAll('.st-key-causes .rv-sketch')].map((one) => one.innerHTML)"),
    ],
)
def test_every_page_follows_a_key_that_is_held(serve: "Serve", open_page: "OpenPage", name: str, drawn: str) -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280, page=name, n_a="8", T_x="30")
    page = ready(here)
    page.wait_for_function(
        f"(() => {{ const all = {drawn}; return all.length && all.every(Boolean); }})"
        if name != "why"
        else "() => document.querySelector('.rv-plotly .main-svg')"
    )
    slider = here.slider("Gain").first
    slider.focus()
    page.evaluate(f"() => {{ window.before = {drawn}; }}")
    page.keyboard.down("ArrowRight")
    page.wait_for_function("() => document.querySelector('.rv-follower').drawn")
    page.wait_for_function(f"() => {drawn}.every((one, place) => one !== window.before[place])")
    for _ in range(5):
        page.keyboard.down("ArrowRight")  # once more, as a key that is held
    page.keyboard.up("ArrowRight")
    expect(slider).to_have_value("1.3")
    expect(page).to_have_url(re.compile(r"gain=1\.3(&|$)"))
    settled(page)
    asked = page.evaluate("document.querySelector('.rv-follower').drawn.query")
    assert Scenario.from_query(asked).scenario == Scenario(n_a=8, T_x=30, gain=1.3)
    here.assert_clean()


@pytest.mark.parametrize("page_then", ["Gates", "Why"])
@pytest.mark.parametrize("wait", [0, 150])  # before Streamlit has taken the value; while the script runs with it
def test_a_page_that_is_left_at_once_takes_the_value_along(
    serve: "Serve", open_page: "OpenPage", page_then: str, wait: int
) -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280, n_a="8", T_x="30")
    page = ready(here)
    link = page.get_by_role("link", name=page_then, exact=True).bounding_box()
    assert link is not None
    x, y = thumb(page, "gain")
    page.mouse.move(x, y)
    page.mouse.down()
    for move in range(1, 13):
        page.mouse.move(x + 5 * move, y)
    gain = said_by(page, "gain")
    page.mouse.up()
    page.wait_for_timeout(wait)
    page.mouse.click(link["x"] + link["width"] / 2, link["y"] + link["height"] / 2)
    expect(page).to_have_url(re.compile(rf"/{page_then.lower()}\?.*gain={gain:g}(&|$)"))
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    settled(page)
    assert said_by(page, "gain") == gain > 1.2
    here.assert_clean()


def test_a_number_is_followed_while_it_is_typed(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280, n_a="8", T_x="30")
    page = ready(here)
    field = page.get_by_role("spinbutton", name="Seed")
    field.fill("41")
    expect(here.sentence).to_have_text(takeaway(run(Scenario(n_a=8, T_x=30, seed=41))))
    field.press("Enter")
    here.shows(Scenario(n_a=8, T_x=30, seed=41))
    field.press("ArrowUp")
    here.shows(Scenario(n_a=8, T_x=30, seed=42))
    here.assert_clean()


def test_what_is_not_possible_or_too_large_comes_when_it_stands_still(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280, n_a="96", T_x="400")
    page = ready(here)
    here.slider("Hidden units n_a").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("follows when it stands still")).to_be_attached()
    here.shows(Scenario(n_a=97, T_x=400))
    expect(page.get_by_text("follows when it stands still")).to_have_count(0)
    here.slider("Time steps T").press("End")
    here.shows(Scenario(n_a=97, T_x=1000))
    here.slider("Hidden units n_a").press("End")
    expect(here.errors.first).to_contain_text("hidden values, more than the")
    here.slider("Hidden units n_a").press("Home")
    here.shows(Scenario(n_a=1, T_x=1000))
    expect(here.errors).to_have_count(0)
    here.assert_clean()


def test_without_the_route_everything_works_as_before(browser: Browser, serve: "Serve") -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(
        """const Real = WebSocket;
        window.WebSocket = class extends Real {
          constructor(url, ...more) { super(String(url).replace("/live/", "/nowhere/"), ...more); }
        };"""
    )
    page.goto(f"{serve(ROOT / 'app.py')}/?n_a=8&T_x=30")
    expect(page.locator(".rv-follower")).to_be_attached()
    settled(page)
    slider = page.get_by_role("slider", name="Gain").first
    for gain in (1.05, 1.1):
        slider.press("ArrowRight")
        expect(page.locator(".rnnviz-says")).to_have_text(takeaway(run(Scenario(n_a=8, T_x=30, gain=gain))))
        expect(page).to_have_url(re.compile(rf"gain={gain}(&|$)"))
    context.close()


def test_where_the_follower_does_not_come_the_controls_ask_the_script(browser: Browser, serve: "Serve") -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.route("**/follower/line.js", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto(f"{serve(ROOT / 'app.py')}/?n_a=8&T_x=30")
    page.wait_for_timeout(500)  # the script is told
    expect(page.locator(".rnnviz-says")).to_have_text(takeaway(run(Scenario(n_a=8, T_x=30))))
    settled(page)
    page.get_by_role("slider", name="Gain").first.press("ArrowRight")
    expect(page.locator(".rnnviz-says")).to_have_text(takeaway(run(Scenario(n_a=8, T_x=30, gain=1.05))))
    expect(page).to_have_url(re.compile(r"gain=1\.05(&|$)"))
    context.close()


def test_a_line_that_breaks_is_joined_again(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280, n_a="8", T_x="30")
    page = here.page
    page.add_init_script(
        """const Real = WebSocket;
        window.lines = [];
        window.WebSocket = class extends Real {
          constructor(url, ...more) { super(url, ...more); if (`${url}`.includes("/live/")) window.lines.push(this); }
        };"""
    )
    here.go(page.url)
    ready(here)
    page.evaluate(WATCH)
    slider = here.slider("Gain").first
    slider.press("ArrowRight")
    page.wait_for_function("window.pictures.length === 1")
    here.shows(Scenario(n_a=8, T_x=30, gain=1.05))
    page.evaluate("window.lines.forEach((line) => line.close())")
    slider.press("ArrowRight")
    page.wait_for_function("window.pictures.length === 2")
    here.shows(Scenario(n_a=8, T_x=30, gain=1.1))
    assert page.evaluate("window.lines.length") == 2
    here.assert_clean()


def test_touch_and_reading_aloud_have_what_they_had(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280, n_a="8", T_x="30")
    page = ready(here)
    slider = here.slider("Gain").first
    about: Any = {name: slider.get_attribute(name) for name in ("min", "max", "aria-label")}
    assert (float(about["min"]), float(about["max"])) == (0.05, 5.0), json.dumps(about)
    slider.press("Home")
    here.shows(Scenario(n_a=8, T_x=30, gain=0.05))
    expect(page.locator(".rv-follower")).to_have_attribute("role", "status")
    here.assert_clean()
