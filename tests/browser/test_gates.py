"""The page of gates and states in headless Chromium: what only a browser shows."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unit_overview import unit_overview
from tests.architecture.project import ROOT
from tests.browser.visits import Visit

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAWN = (
    "() => { const all = [...document.querySelectorAll('.rv-panel-canvas')];"
    " return all.length && all.every(canvas => canvas.drawn); }"
)


OVERVIEW = DRAWN.replace(".rv-panel-canvas", ".rv-column-canvas")


def at_one_unit(here: Visit, cells: int = 2) -> Page:
    """Wait until one unit of every cell is drawn."""
    here.page.wait_for_function(OVERVIEW)
    expect(here.page.locator(".rv-column-canvas")).to_have_count(cells)
    return here.page


def at_the_gates(here: Visit, panels: int = 7) -> Page:
    """Look at the maps, of the hidden states to begin with, and wait until everything is drawn."""
    here.page.get_by_role("radio", name="Maps").click()
    return drawn(here, panels)


def of_signal(here: Visit, name: str, panels: int) -> Page:
    """Look at the maps of another gate or state."""
    here.page.get_by_role("radio", name=name).check()
    return drawn(here, panels)


def drawn(here: Visit, panels: int) -> Page:
    """Wait until so many panels are there, and drawn."""
    expect(here.page.locator(".rv-panel-canvas")).to_have_count(panels)
    here.page.wait_for_function(DRAWN)
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


def test_it_opens_on_one_screen_on_the_unit_that_holds_most(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", width=1280)
    page = at_one_unit(here)
    first = unit_overview(run(Scenario()))
    for place, column in enumerate(first):
        drawn = page.locator(".rv-column").nth(place)
        expect(drawn.get_by_role("heading")).to_have_text(f"{column['label']}unit {column['first'] + 1}")
        held = f"largest share of the gradient at step 1: {100 * column['table']['share'].max():.0f} %"
        expect(drawn.locator(".rv-column-says")).to_have_text(held)
    table = page.get_by_role("table")
    expect(table.get_by_role("row").nth(1)).to_have_class("rv-shown")
    expect(table.get_by_role("button", name=f"unit {first[1]['first'] + 1}", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    foot = page.locator(".rv-column-foot").last.bounding_box()
    assert foot
    assert foot["y"] + foot["height"] <= 900
    here.assert_fit_for_everybody()
    here.assert_clean()


def test_the_table_ranks_and_picks_by_mouse_and_keys_and_sends_nothing(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", n_a="12")
    page = at_one_unit(here)
    before = here.watched.frames_sent
    (_, lstm) = unit_overview(run(Scenario(n_a=12)))
    table, name = page.get_by_role("table"), page.locator(".rv-column").nth(1).get_by_role("heading")
    head = table.get_by_role("columnheader", name="memory in steps")
    expect(head).to_have_attribute("aria-sort", "none")
    for direction, sign in (("descending", -1), ("ascending", 1)):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", direction)
        ranked = np.argsort(sign * lstm["table"]["memory"], kind="stable") + 1
        expect(table.get_by_role("rowheader")).to_have_text([str(unit) for unit in ranked])
    table.get_by_role("row").nth(3).click()
    expect(name).to_have_text(f"LSTMunit {ranked[2]}")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(name).to_have_text(f"LSTMunit {ranked[2]}")
    page.keyboard.press("Enter")
    expect(name).to_have_text(f"LSTMunit {ranked[4]}")
    page.get_by_role("group", name="Gradients from").get_by_role("button", name="10⁻¹⁶").click()
    assert here.watched.frames_sent == before  # nothing of this is sent
    page.get_by_role("group", name="Units of").get_by_role("button", name="RNN").click()
    expect(table.get_by_role("columnheader")).to_have_count(4)
    # What is picked is followed everywhere, and the range is that of the maps, too.
    at_the_gates(here)
    expect(page.get_by_role("button", name="Stop following")).to_have_text(f"LSTM unit {ranked[4]} ✕")
    pressed = page.get_by_role("group", name="Gradients from").locator("[aria-pressed=true]")
    expect(pressed).to_have_text("10⁻¹⁶")
    here.assert_clean()


def test_while_a_slider_is_dragged_nothing_moves_but_numbers_and_curves(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", width=1280, n_a="12", T_x="40")
    page = at_one_unit(here)
    rows = page.get_by_role("table").get_by_role("rowheader")
    before = rows.all_inner_texts()
    gradients = page.get_by_role("table").locator("td:last-child")
    were = gradients.all_inner_texts()
    height = "document.querySelector('.rv-overview').offsetHeight"
    tall = page.evaluate(height)
    slider = here.slider("Gain").first
    box = slider.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + box["width"] / 2 + 5 * step, y)
        page.wait_for_timeout(40)
        assert page.evaluate(height) == tall
    expect(gradients.first).not_to_have_text(were[0])
    assert rows.all_inner_texts() == before
    page.mouse.up()
    page.wait_for_url("**gain=**")
    moved, problems = Scenario.from_query(dict(parse_qsl(urlsplit(page.url).query)))
    assert not problems
    ranked = np.argsort(-unit_overview(run(moved))[1]["table"]["gradient"], kind="stable") + 1
    expect(rows).to_have_text([str(unit) for unit in ranked])
    assert page.evaluate(height) == tall
    here.assert_clean()


def test_pointing_moves_every_cursor_and_a_click_follows_a_unit_everywhere(
    serve: "Serve", open_page: "OpenPage"
) -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", n_a="8")
    page = at_the_gates(here)
    before = here.watched.frames_sent
    of_signal(here, "forget gate f", 3)
    expect(page.locator(".rv-section-name")).to_have_text(["LSTM"])
    point(page, "LSTM: forget gate f", 0.405, 0.3)  # step 41, unit 3
    expect(page.locator(".rv-panel .rv-cursor:visible")).to_have_count(3)
    values = page.get_by_role("figure", name="LSTM: dJ/dz of f", exact=True).locator(".rv-panel-values")
    expect(values).to_contain_text("unit 3:")
    point(page, "LSTM: forget gate f", 0.405, 0.3, click=True)
    expect(page.locator("circle[stroke='currentColor']")).to_have_count(1)
    of_signal(here, "hidden state a", 7)
    point(page, "RNN: dJ/da", 0.405, 0.9, click=True)
    expect(page.get_by_role("button", name="Stop following")).to_have_count(2)
    expect(page.locator(".rv-panel-gutter").get_by_text("3 ▸")).to_have_count(2)
    expect(page.locator(".rv-panel-gutter").get_by_text("8 ▸")).to_have_count(3)
    expect(page.locator("circle[stroke='currentColor']")).to_have_count(1)
    # By keyboard, too.
    of_signal(here, "cell state c", 3)
    assert here.watched.frames_sent == before  # nothing of this is sent
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
    at_the_gates(here, 3)
    expect(page.get_by_role("radio", name="cell state c")).to_be_checked()  # as it was left
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
    expect(page.locator(".rv-panel .rv-cursor:visible")).to_have_count(7)
    here.choose("Colour the text by", "LSTM: forget gate f")
    expect(page.locator(".rv-text .rv-panel-name")).to_contain_text("LSTM: forget gate f, unit")
    here.assert_clean()


def test_it_is_fit_for_everybody(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", input="text")
    page = at_the_gates(here)
    page.get_by_role("figure", name="LSTM: dJ/da", exact=True).press("End")
    here.assert_fit_for_everybody()
    of_signal(here, "output gate o", 3)
    here.assert_fit_for_everybody()
    here.assert_clean()


def test_no_formula_is_wider_than_a_phone(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="gates", width=390, cells="rnn,lstm,gru", n_a="3", T_x="9")
    here.page.locator(".st-key-explain_units summary").click()
    formulas = here.page.locator(".katex-display")
    expect(formulas).to_have_count(6)
    assert formulas.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth).length") == 0
