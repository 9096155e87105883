"""The page that says why a gradient vanishes, in headless Chromium: what only a browser shows."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.architecture.project import ROOT
from tests.browser.visits import WINDOWS, Visit

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def at_the_causes(here: Visit) -> Page:
    """Wait until the last chart of the first view is drawn."""
    expect(chart(here.page, "LSTM: its gradient with each remedy").locator(".main-svg").first).to_be_visible()
    return here.page


def at_the_maps(
    here: Visit, question: str = "From each loss", drawn: str = "RNN: loss at step s, felt at step t"
) -> Page:
    """Choose the second view and one of its questions, and wait until its chart is drawn."""
    here.page.get_by_role("radio", name="Maps and matrices").click()
    here.page.get_by_role("radio", name=question, exact=True).click()
    if drawn:
        expect(chart(here.page, drawn).locator(".main-svg").first).to_be_visible()
    return here.page


STEPS = "What one step stretches a change by"
#: Of the second view, with a chart of each.
QUESTIONS = {
    "From each loss": "RNN: loss at step s, felt at step t",
    "Over many steps": "RNN: a change of a⟨t⟩, and its bound",
    "One step": STEPS,
    "The weights alone": "Eigenvalues of the recurrent weights",
    "Over two settings": "",
}


def chart(page: Page, name: str) -> Locator:
    return page.get_by_role("figure", name=name, exact=True)


def test_a_click_on_the_map_opens_the_chain_and_a_remedy_is_adopted(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="why", n_a="8", T_x="40", width=1440)
    page = at_the_maps(here)
    plot = chart(page, "RNN: loss at step s, felt at step t").locator(".rv-plotly")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 0.7 * box["height"])
    expect(plot.locator(".spikeline")).not_to_have_count(0)  # row and column are lit
    page.mouse.click(box["x"] + 0.35 * box["width"], box["y"] + 0.7 * box["height"])
    chain = page.get_by_role("figure", name="RNN: from the loss at step")
    expect(chain).to_be_visible()
    # The same by keyboard.
    loss = page.get_by_role("spinbutton", name="Loss at step s")
    loss.fill("30")
    loss.press("Enter")
    step = page.get_by_role("spinbutton", name="felt at step t")
    step.fill("7")
    step.press("Enter")
    expect(chart(page, "RNN: from the loss at step 30 to step 7")).to_be_visible()
    page.get_by_role("radio", name="Causes and repair").click()
    expect(page).not_to_have_url(re.compile("view="))
    before = page.url
    here.button("Gain tuned to ×1").click()
    page.wait_for_url("**gain=**")
    expect(here.slider("Gain").first).not_to_have_value("1")  # the controls, too, show what was adopted
    # They hold more digits than a slider's step has: a move of another one keeps them.
    gain = re.search("gain=([0-9.]+)", page.url)
    assert gain
    at_the_maps(here, "Over two settings", "")
    expect(page.get_by_text("the factor a step is 1 at gain " + gain[1])).to_be_visible()
    page.get_by_role("radio", name="Causes and repair").click()
    here.slider("Hidden units n_a").press("ArrowRight")
    page.wait_for_url("**n_a=9**")
    assert f"gain={gain[1]}" in page.url
    here.slider("Hidden units n_a").press("ArrowLeft")
    page.wait_for_url("**n_a=8**")
    here.button("Undo").click()
    expect(page).to_have_url(before)
    expect(here.slider("Gain").first).to_have_value("1")
    expect(here.sentence).to_contain_text("The RNN's gradient")
    here.assert_clean()


def test_it_is_fit_for_everybody(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="why", n_a="8", width=1440)
    at_the_causes(here)
    here.assert_fit_for_everybody()
    here.assert_clean()


def test_the_second_view_is_fit_for_everybody(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="why", n_a="8", width=1440)
    # They are made of the same parts: each is seen on a phone, and every other one in the wide window, too.
    for place, (question, drawn) in enumerate(QUESTIONS.items()):
        page = at_the_maps(here, question, drawn)
        if drawn == STEPS:
            no_legend_over_a_heading(page, STEPS)
        here.assert_fit_for_everybody(WINDOWS[place % 2 :])
        if drawn == STEPS:
            no_legend_over_a_heading(page, STEPS)  # nor on a phone
    here.assert_clean()


#: How high the page is, and where what stands below the words and the charts is.
PLACES = """() => [
  document.querySelector('[data-testid=stMain]').scrollHeight,
  ...['.st-key-why_view', '.st-key-causes', '.st-key-words_factors', '.st-key-remedies']
    .map(which => Math.round(document.querySelector(which).getBoundingClientRect().top)),
]"""


def test_nothing_moves_under_the_reader_when_a_slider_is_released(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="why", n_a="8", T_x="40", width=1440)
    page = at_the_causes(here)
    before = page.evaluate(PLACES)
    for keys, said, gain in (("End", "explodes", "5"), ("Home", "vanishes", "0.05")):
        here.slider("Gain").first.press(keys)
        expect(here.sentence).to_contain_text(said)
        page.wait_for_url(f"**gain={gain}**")
        page.wait_for_timeout(1500)  # until the remedies have been tried
        assert page.evaluate(PLACES) == before
    here.assert_clean()


def test_a_remedy_leads_to_the_paper_it_rests_on_and_back(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="why", n_a="8", T_x="40", width=1440, gain="1.1")
    page = at_the_causes(here)
    page.get_by_role("link", name="Le et al. 2015").click()
    expect(page.get_by_role("heading", name="The identity RNN")).to_be_visible()
    expect(page).to_have_url(re.compile("result=le-2015-identity-rnn"))
    page.get_by_role("link", name="Why", exact=True).click()
    expect(here.slider("Gain").first).to_have_value("1.1")  # as it was left
    here.assert_clean()


def no_legend_over_a_heading(page: Page, name: str) -> None:
    heading, legend = (chart(page, name).locator(part).first.bounding_box() for part in (".rv-name", ".rv-legend"))
    assert heading
    assert legend
    assert legend["y"] >= heading["y"] + heading["height"] - 4


def test_a_map_is_computed_beside_the_page_stopped_continued_and_adopted(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="why", n_a="8", T_x="40", width=1440)
    page = at_the_maps(here, "Over two settings", "")
    page.get_by_role("radio", name="32", exact=True).click()
    page.get_by_role("radio", name="10", exact=True).click()
    expect(page.get_by_text("10,240 networks of each kind")).to_be_visible()
    here.button("Compute the map").click()
    # Not the buttons: while the map fills they are drawn again and again, and what is replaced cannot be scrolled to.
    page.get_by_role("heading", name="Where does it vanish, and where not?").scroll_into_view_if_needed()
    name = "RNN: factor a step"
    plot = chart(page, name).locator(".rv-plotly")
    page.wait_for_function(more_than(60), arg=name)
    # Somebody who moves a slider meanwhile sees its effect, and the map goes on with what it was asked for.
    here.slider("Time steps T").press("ArrowRight")
    page.wait_for_url("**T_x=41**")
    expect(page.get_by_text("Made before you changed T_x")).to_be_visible()
    some = page.evaluate(MEASURED, name)
    page.wait_for_function(more_than(min(some, 1023)), arg=name)
    here.button("Stop").click()
    expect(here.button("Go on")).to_be_visible()
    expect(page.get_by_text("Stopped at")).to_be_visible()
    stopped = page.evaluate(MEASURED, name)
    here.button("Go on").click()
    page.wait_for_function(more_than(min(stopped, 1023)), arg=name)
    here.button("Stop").click()
    expect(here.button("Go on")).to_be_visible()
    plot.click(position={"x": 70, "y": 380 - 48 - 3})  # the lowest point on the left
    page.wait_for_url("**gain=0.2**")
    expect(page).not_to_have_url(re.compile("T_x=41"))
    expect(here.slider("Gain").first).to_have_value("0.2")
    here.button("Undo").click()
    page.wait_for_url("**T_x=41**")
    expect(page).not_to_have_url(re.compile("gain="))
    expect(here.slider("Gain").first).to_have_value("1")
    here.assert_clean()


#: How many points of a map have a value; none as long as it is not drawn.
MEASURED = (
    "(name => (document.querySelector(`[role=figure][aria-label='${name}'] .rv-plotly`)?.data?.[0]?.z ?? [])"
    ".map(row => Array.from(row)).flat().filter(Number.isFinite).length)"
)


def more_than(points: int) -> str:
    return f"name => {MEASURED}(name) > {points}"


def test_two_maps_at_once(serve: "Serve", open_page: "OpenPage") -> None:
    visits = [
        Visit(open_page, serve(ROOT / "app.py"), page="why", n_a=str(n_a), T_x="20", width=1440) for n_a in (4, 5)
    ]
    for here in visits:
        at_the_maps(here, "Over two settings", "")
        here.page.get_by_role("radio", name="8", exact=True).click()
        here.page.get_by_role("radio", name="1", exact=True).click()  # one draw
        expect(here.page.get_by_text("64 networks of each kind")).to_be_visible()
        here.button("Compute the map").click()
    for here in visits:
        expect(here.page.get_by_text("Along the dotted line")).to_be_visible()
        expect(here.button("Stop")).to_have_count(0)
        here.assert_clean()
