"""The page of gates and states in headless Chromium: what only a browser shows."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from rnnviz.experiment.scenario import Scenario
from tests.architecture.project import ROOT
from tests.browser.visits import Visit

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAWN = (
    "() => { const all = [...document.querySelectorAll('.rv-panel-canvas')];"
    " return all.length && all.every(canvas => canvas.drawn); }"
)


def at_the_gates(here: Visit, panels: int = 17) -> Page:
    """Wait until everything is drawn."""
    here.page.wait_for_function(DRAWN)
    expect(here.page.locator(".rv-panel-canvas")).to_have_count(panels)
    return here.page


def point(page: Page, name: str, x: float, y: float, *, click: bool = False) -> None:
    """Point at a place of a panel, in parts of its width and height."""
    canvas = page.get_by_role("figure", name=name, exact=True).locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    (page.mouse.click if click else page.mouse.move)(box["x"] + x * box["width"], box["y"] + y * box["height"])


def colours(page: Page, name: str) -> list[list[int]]:
    """The different colours in the middle row of each column of a map."""
    return (
        page.get_by_role("figure", name=name, exact=True)
        .locator("canvas")
        .evaluate(
            "c => { const row = c.getContext('2d').getImageData(0, c.height >> 1, c.width, 1).data;"
            " return Array.from({ length: c.width }, (_, x) => [...row.slice(4 * x, 4 * x + 3)]); }"
        )
    )


def test_pointing_moves_every_cursor_and_a_click_follows_a_unit_everywhere(
    serve: "Serve", open_page: "OpenPage"
) -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", n_a="8")
    page = at_the_gates(here)
    before = here.watched.frames_sent
    point(page, "LSTM: forget gate f", 0.405, 0.3)  # step 41, unit 3
    expect(page.locator(".rv-panel .rv-cursor:visible")).to_have_count(17)
    values = page.get_by_role("figure", name="LSTM: dJ/dc", exact=True).locator(".rv-panel-values")
    expect(values).to_contain_text("unit 3:")
    point(page, "LSTM: forget gate f", 0.405, 0.3, click=True)
    point(page, "RNN: dJ/da", 0.405, 0.9, click=True)
    expect(page.get_by_role("button", name="Stop following")).to_have_count(2)
    expect(page.locator(".rv-panel-gutter").get_by_text("3 ▸")).to_have_count(12)
    expect(page.locator("circle[stroke='currentColor']")).to_have_count(5)
    assert here.watched.frames_sent == before  # nothing of this is sent
    # By keyboard, too.
    figure = page.get_by_role("figure", name="LSTM: cell state c", exact=True)
    figure.focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        figure.press(key)
    expect(figure.locator(".rv-panel-values")).to_contain_text("units ")
    expect(page.get_by_role("button", name="Stop following")).to_have_count(3)
    page.get_by_role("button", name="Stop following RNN unit 8").click()
    expect(page.get_by_role("button", name="Stop following")).to_have_count(2)
    # They stay when data change, as lines, and when pages change.
    here.slider("Gain").press("ArrowRight")
    page.wait_for_url("**gain=1.05**")
    page.get_by_role("radio", name="Lines").click()
    expect(page.get_by_role("button", name="Stop following")).to_have_count(2)
    page.get_by_role("link", name="Gradient", exact=True).click()
    here.shows(Scenario(n_a=8, gain=1.05))
    page.get_by_role("link", name="Gates", exact=True).click()
    at_the_gates(here)
    expect(page.get_by_role("button", name="Stop following")).to_have_count(2)
    here.assert_clean()


def test_an_extreme_is_never_hidden(serve: "Serve", open_page: "OpenPage") -> None:
    # One step of 1000 is not 0: on far fewer pixels it is still there, as the only mark.
    here = Visit(
        open_page,
        serve(ROOT / "app.py"),
        page="gates",
        n_a="1",
        T_x="1000",
        input="impulse",
        input_at="500",
        gain="0.05",
    )
    page = at_the_gates(here)
    row = colours(page, "RNN: hidden state a")
    assert len(row) < 500
    background = max(row, key=row.count)
    marks = [x for x, colour in enumerate(row) if colour != background]
    assert 1 <= len(marks) <= 4
    assert abs(marks[0] / len(row) - 0.5) < 0.02


def test_the_letters_are_coloured_and_follow_the_cursor(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", input="text", text="to be", n_a="4")
    page = at_the_gates(here)
    letters = page.locator(".rv-text-body span")
    expect(letters).to_have_text(["t", "o", " ", "b", "e"])
    letters.nth(3).hover()
    expect(page.locator(".rv-text .rv-panel-values")).to_contain_text('t = 4, "b":')
    expect(page.locator(".rv-panel .rv-cursor:visible")).to_have_count(17)
    here.choose("Colour the text by", "LSTM: forget gate f")
    expect(page.locator(".rv-text .rv-panel-name")).to_contain_text("LSTM: forget gate f, unit")
    here.assert_clean()


def test_it_is_fit_for_everybody(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", input="text")
    page = at_the_gates(here)
    page.get_by_role("figure", name="LSTM: dJ/da", exact=True).press("End")
    here.assert_fit_for_everybody()
    here.assert_clean()


def test_no_formula_is_wider_than_a_phone(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", width=390, cells="rnn,lstm,gru", n_a="3", T_x="9")
    here.page.get_by_role("button", name="What am I looking at?").click()
    formulas = here.page.locator(".katex-display")
    expect(formulas).to_have_count(6)
    assert formulas.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth).length") == 0
