"""The real app in headless Chromium: what only a browser shows."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rnnviz.experiment.export import to_csv
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.words import takeaway
from rnnviz.numerics.numerals import times_power
from tests.architecture.project import ROOT
from tests.browser.visits import PATIENCE_MS, Visitor, settled

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLAIN = Scenario()


# ------------------------------------------------------------------------------------------------ seeing and moving


def test_the_first_screen_is_a_finished_result(visit: Visitor) -> None:
    here = visit()
    here.shows(PLAIN)
    expect(here.page.get_by_role("heading", name="How fast does the gradient fade?")).to_be_visible()
    assert here.charts() == 4
    expect(here.page.locator(".rv-plotly").first.locator("path.js-line").first).to_be_visible()
    assert here.query() == ""
    assert here.page.get_by_test_id("stAlert").count() == 0
    np.testing.assert_array_equal(here.curve(1), run(PLAIN).cells["lstm"].fades["a"].relative)


def test_by_keyboard_to_a_slider_and_all_charts_follow(visit: Visitor) -> None:
    here = visit()
    here.shows(PLAIN)
    here.button("New draw").focus()
    for _ in range(4):  # help buttons stand between
        here.page.keyboard.press("Tab")
        if here.page.evaluate("document.activeElement.matches('[role=slider], input[type=range]')"):
            break
    expect(here.slider("Hidden units n_a")).to_be_focused()
    here.page.keyboard.press("ArrowRight")
    moved = Scenario(n_a=33)
    here.shows(moved)
    assert here.query() == "n_a=33"
    for number, (cell, state) in enumerate([("rnn", "a"), ("lstm", "a"), ("lstm", "c")]):
        np.testing.assert_array_equal(here.curve(number), run(moved).cells[cell].fades[state].relative)
    assert here.page.evaluate("document.querySelectorAll('.rv-panel-canvas')[1].drawn.values.length") == 33


def test_presets_reset_and_new_draw(visit: Visitor) -> None:
    here = visit(seed="3")
    here.preset("Forget bias 0")
    here.shows(Scenario(seed=3, forget_bias=0.0))
    assert "here the LSTM keeps" in here.sentence.inner_text()
    here.button("New draw").click()
    here.shows(Scenario(seed=4, forget_bias=0.0))
    here.button("Reset").click()
    here.shows(Scenario(seed=4))
    assert here.query() == "seed=4"


def test_what_was_out_of_sight_comes_back_as_it_was(visit: Visitor) -> None:
    here = visit()
    here.preset("Own sentence")
    here.shows(Scenario(input="text"))
    here.enter("Text", "hello")
    here.shows(Scenario(input="text", text="hello"))
    here.choose("Sequence", "Noise")
    here.shows(Scenario(text="hello"))  # and the noise's size is still 1
    here.choose("Sequence", "My text")
    here.shows(Scenario(input="text", text="hello"))
    expect(here.page.get_by_label("Text", exact=True)).to_have_value("hello")


# ------------------------------------------------------------------------------------------------ the address


def test_a_copied_address_is_the_same_page_for_somebody_else(visit: Visitor) -> None:
    mine, theirs = visit(), visit()
    for scenario in (
        Scenario(input="text", text="a+b & c=d #é 100% 😀\n\tя;?/'\"", cells=("lstm",), gain=1.65, loss="every"),
        Scenario(input="numbers", numbers=((0.1, -2.5, 1e-7, 3.0), (1.0, 2.0, 3.0, -0.5))),
    ):
        mine.go(f"{mine.page.url.partition('?')[0]}?{urlencode(scenario.to_query())}")
        mine.shows(scenario)
        mine.button("New draw").click()
        moved = replace(scenario, seed=scenario.seed + 1)
        mine.shows(moved)
        theirs.go(mine.page.url)
        theirs.shows(moved)
        assert theirs.query() == mine.query()
        assert theirs.page.get_by_test_id("stAlert").count() == 0


def test_moves_faster_than_the_answers_are_all_counted(visit: Visitor) -> None:
    here = visit()
    for label in ("Hidden units n_a", "Gain"):
        here.page.get_by_role("slider", name=label).focus()
        for _ in range(6):
            here.page.keyboard.press("ArrowRight")
            here.page.wait_for_timeout(40)
    here.shows(Scenario(n_a=38, gain=1.3))


def test_the_back_button_goes_back(visit: Visitor) -> None:
    here = visit()
    here.preset("Gain too large")
    here.shows(Scenario(gain=3.0))
    here.preset("Long sequence")
    here.shows(Scenario(T_x=1000))
    here.page.go_back()
    here.shows(Scenario(gain=3.0))
    here.page.go_back()
    here.shows(PLAIN)
    here.page.go_forward()
    here.shows(Scenario(gain=3.0))


def test_a_hostile_address_loads_nothing_and_is_shown_as_text(visit: Visitor) -> None:
    here = visit(activation="![](//a.b/c.png)", numbers="![](http://a.b/c)", n_a="9999")
    here.shows(PLAIN)
    alerts = here.page.get_by_test_id("stAlert")
    expect(alerts).to_have_count(3)
    said = " ".join(alerts.all_inner_texts())
    assert "In the address: n_a must be between 1 and 256; got 9,999." in said
    assert "got '![](//a.b/c.png)'" in said
    assert "is '![](http://a.b/c)', which is no number" in said
    assert alerts.locator("img").count() == 0


# ------------------------------------------------------------------------------------------------ files


def test_files_that_are_brought(visit: Visitor) -> None:
    here = visit(input="numbers")
    here.shows(Scenario(input="numbers"))
    sentence = here.sentence.inner_text()
    bring(here.page, b"time,value\n1,2\n")
    said = re.compile("Row 1, column 1 is 'time', which is no number")
    expect(here.errors).to_have_text(said, timeout=PATIENCE_MS)
    uploader, error = here.page.get_by_test_id("stFileUploader").bounding_box(), here.errors.bounding_box()
    assert uploader
    assert error
    assert 0 <= error["y"] - (uploader["y"] + uploader["height"]) < 40  # right below it
    assert here.sentence.inner_text() == sentence
    assert here.charts() == 4
    bring(here.page, b"\xef\xbb\xbf1;2;3\r\n4;5;6\r\n")
    here.shows(Scenario(input="numbers", numbers=((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))))
    expect(here.errors).to_have_count(0)
    expect(here.page.get_by_label("Numbers", exact=True)).to_have_value("1, 2, 3\n4, 5, 6")


def bring(page: Page, content: bytes) -> None:
    page.locator("[data-testid='stFileUploader'] input[type=file]").set_input_files(
        {"name": "table.csv", "mimeType": "text/csv", "buffer": content}
    )


def test_files_that_are_taken_away(visit: Visitor) -> None:
    scenario = Scenario(T_x=12, n_a=4, seed=2)
    here = visit(**scenario.to_query())
    here.shows(scenario)
    here.page.locator(".st-key-downloads summary").click()
    result = run(scenario)
    assert taken(here.page, "CSV").decode() == to_csv(result)
    with np.load(io.BytesIO(taken(here.page, "NPZ"))) as arrays:
        np.testing.assert_array_equal(arrays["lstm/parameters/Wf"], result.cells["lstm"].parameters["Wf"])
    page, asked = here.page.context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(taken(here.page, "HTML").decode())
    page.wait_for_selector(".plotly-graph-div .main-svg")
    shown = page.evaluate("document.querySelector('.plotly-graph-div').data.map(trace => trace.name)")
    assert shown == ["RNN", "LSTM", "LSTM, cell state c"]
    assert [url for url in asked if not url.startswith(("data:", "blob:", "about:"))] == []


def taken(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile(rf"\({kind}\)")).click()
    assert re.fullmatch(rf"gradient-fade-[0-9a-f]{{10}}\.{kind.lower()}", download.value.suggested_filename)
    return Path(download.value.path()).read_bytes()


# ------------------------------------------------------------------------------------------------ reading values


def test_pointing_reads_all_charts_at_one_step_and_sends_nothing(visit: Visitor) -> None:
    here = visit()
    here.shows(PLAIN)
    here.page.wait_for_timeout(500)
    before, asked = here.watched.frames_sent, len(here.watched.requests)
    box = here.page.locator(".rv-plotly").first.bounding_box()
    assert box
    for share in np.linspace(0.3, 0.8, 25):
        here.page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    here.page.get_by_role("figure").first.focus()
    here.page.keyboard.press("Home")
    here.page.keyboard.press("Shift+ArrowRight")
    lines = here.page.locator(".rv-values, .rv-panel-values")
    for k in range(3):
        expect(lines.nth(k)).to_contain_text("t = 11")
    left = 10 ** run(PLAIN).cells["rnn"].fades["a"].relative[10]
    mantissa, exponent = f"{left:.2e}".split("e")
    expect(lines.first).to_contain_text(f"RNN {times_power(mantissa, int(exponent))}")
    here.page.wait_for_timeout(300)
    assert (here.watched.frames_sent - before, len(here.watched.requests) - asked) == (0, 0)


def test_the_title_follows_the_hand(visit: Visitor) -> None:
    here = visit()
    expect(here.page.get_by_role("heading", name="How fast does the gradient fade?")).to_be_visible()
    here.slider("Gain").press("End")
    expect(here.page.get_by_role("heading", name="How fast does the gradient grow?")).to_be_visible()
    expect(here.page.get_by_role("heading", level=1)).to_have_count(1)
    here.slider("Gain").press("Home")
    expect(here.page.get_by_role("heading", name="How fast does the gradient fade?")).to_be_visible()


def test_a_map_says_the_number_under_the_pointer_and_what_cannot_be_there(visit: Visitor) -> None:
    scenario = Scenario(cells=("rnn",), loss="step", loss_step=40)
    here = visit(**scenario.to_query())
    expect(here.sentence).to_have_text(takeaway(run(scenario)))
    figure = here.page.get_by_role("figure", name="RNN: size of dJ/da of each unit")
    figure.scroll_into_view_if_needed()
    plot = figure.locator("canvas")
    box = plot.bounding_box()
    assert box
    result = run(scenario).cells["rnn"]
    log10 = result.by_step["a"].log10_norm(axis=(1,)) - result.fades["a"].log10_norm[39]
    here.page.mouse.move(box["x"] + box["width"] * (5 - 0.5) / 100, box["y"] + box["height"] * (3 - 0.5) / 32)
    mantissa, exponent = f"{10 ** log10[2, 4]:.2e}".split("e")
    said = figure.locator(".rv-panel-values")
    expect(said).to_have_text(f"t = 5: unit 3: {times_power(mantissa, int(exponent))}")
    here.page.mouse.move(box["x"] + box["width"] * (70 - 0.5) / 100, box["y"] + box["height"] * (3 - 0.5) / 32)
    expect(said).to_have_text("t = 70: after the loss")


def test_an_exact_zero_reads_as_zero(visit: Visitor) -> None:
    dead = Scenario(activation="relu", n_a=1, seed=2, input="numbers", numbers=((-1.0,) * 9,))
    here = visit(**dead.to_query())
    expect(here.sentence).to_have_text(takeaway(run(dead)))
    here.page.get_by_role("figure").first.focus()
    here.page.keyboard.press("Home")
    values = here.page.locator(".rv-values").first
    expect(values).to_contain_text("t = 1")
    expect(values).to_contain_text(re.compile(r"RNN 0\s*LSTM \d"))


def test_two_people_do_not_disturb_each_other(visit: Visitor) -> None:
    one, other = visit(input="text", text="hello"), visit(n_a="16")
    other.shows(Scenario(n_a=16))
    one.enter("Text", "x" * 5000)
    expect(one.errors).to_have_text(re.compile("The text has 5,000 characters; at most 1,000 are possible"))
    expect(one.sentence).to_have_text(takeaway(run(Scenario(input="text", text="hello"))))
    assert one.charts() == 4
    other.button("New draw").click()
    other.shows(Scenario(n_a=16, seed=1))
    assert other.page.get_by_test_id("stAlert").count() == 0
    one.enter("Text", "world")
    one.shows(Scenario(input="text", text="world"))
    expect(one.page.get_by_test_id("stAlert")).to_have_count(0)


@pytest.mark.parametrize(("name", "title"), [("gates", "What do the gates do?"), ("why", "Why does it vanish here?")])
def test_the_first_visit_of_a_server_may_be_to_any_page(
    serve: "Serve", open_page: "OpenPage", name: str, title: str
) -> None:
    fresh = serve(ROOT / "app.py", server_baseUrlPath=f"first/{name}")  # its own server
    page = open_page(f"{fresh}/{name}?n_a=8").page
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    settled(page)
    page.get_by_role("slider", name="Gain").first.press("ArrowRight")
    expect(page).to_have_url(re.compile("gain=1.05"))
    expect(page.get_by_role("dialog")).to_have_count(0)  # that there is no such page
