"""The first screen in a real browser: the picture of the idea, words that lead on, windows and systems of all kinds."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unrolled import unrolled
from tests.browser.visits import PATIENCE_MS, Visitor

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLAIN = Scenario()
#: The colour in the middle of the first box of a network's row.
FIRST_BOX = """
row => {
  const canvas = document.querySelectorAll(".rv-unrolled-canvas")[row];
  const x = Math.round(canvas.width / 200), y = Math.round(canvas.height / 2);
  return Array.from(canvas.getContext("2d").getImageData(x, y, 1, 1).data);
}
"""


def test_the_backward_pass_is_played_in_every_chart(visit: Visitor) -> None:
    here = visit()
    figure, says = here.page.locator(".rv-unrolled-figure").first, here.page.locator(".rv-unrolled-says").first
    drawn = unrolled(run(PLAIN))["rows"][0]
    expect(figure).to_have_text(drawn["figure"])
    here.page.get_by_role("button", name="Play the backward pass").click()
    expect(says).to_contain_text("of the gradient at step")
    # The cursor that all charts share goes with it, from the loss back.
    passed = here.page.evaluate(
        """async () => {
          const seen = new Set();
          for (let k = 0; k < 400 && document.querySelector(".rv-unrolled-play").textContent.includes("Stop"); k += 1) {
            const text = document.querySelector(".rv-values").textContent;
            seen.add(Number(text.match(/t = (\\d+)/)?.[1]));
            await new Promise(requestAnimationFrame);
          }
          return [...seen].filter((t) => t);
        }"""
    )
    assert len(passed) > 5
    assert passed == sorted(passed, reverse=True)
    expect(figure).to_have_text(drawn["figure"])
    expect(says).to_have_text(drawn["says"])
    expect(here.page.locator(".rv-values").first).not_to_contain_text("t =")


def test_a_word_leads_to_its_control(visit: Visitor) -> None:
    here = visit()
    here.page.get_by_role("button", name="32 units", exact=True).click()
    expect(here.slider("Hidden units")).to_be_focused()


def test_on_a_phone_links_lead_from_page_to_page(visit: Visitor) -> None:
    here = visit(width=390, n_a="8")
    links = here.page.locator(".st-key-pages").get_by_role("link")
    expect(links).to_have_text(["Gradient", "Gates", "One step", "Why", "Train", "Papers", "Learn"])
    ends = links.last.bounding_box()
    assert ends
    assert ends["x"] + ends["width"] <= 390
    links.filter(has_text="Why").click()
    expect(here.page.get_by_role("heading", level=1)).to_contain_text("Why", timeout=PATIENCE_MS)
    here.page.wait_for_url("**/why?n_a=8")
    here.page.set_viewport_size({"width": 1280, "height": 900})  # tabs take their place
    expect(here.page.locator(".st-key-pages")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_a_system_forces_its_colours_nothing_that_they_tell_is_lost(visit: Visitor, scheme: str) -> None:
    here = visit(scheme=scheme)
    before = here.page.evaluate(FIRST_BOX, 0)
    here.page.emulate_media(color_scheme=scheme, forced_colors="active")  # type: ignore[arg-type]
    here.page.reload()
    here.wait_for_charts()
    here.shows(PLAIN)
    assert here.page.evaluate(FIRST_BOX, 0) == before
    assert here.page.locator(".rnnviz-fades span").first.evaluate("one => getComputedStyle(one).backgroundColor") == (
        here.page.locator(".rnnviz-fades span").first.evaluate("one => getComputedStyle(one).color")
    )


def test_the_scale_of_the_maps_is_wide_enough_to_be_read(visit: Visitor) -> None:
    here = visit()
    scale = here.page.locator(".rv-map-legend > div").nth(1).bounding_box()
    assert scale
    assert scale["width"] > 150


def test_help_stands_beside_the_controls(visit: Visitor) -> None:
    here = visit()
    sidebar = here.page.get_by_test_id("stSidebar")
    for number in range(2, 8):
        sidebar.get_by_test_id("stTooltipIcon").nth(number).hover()
        said = here.page.get_by_role("tooltip").bounding_box()
        beside = sidebar.bounding_box()
        assert said
        assert beside
        assert said["x"] >= beside["x"] + beside["width"] - 20
        assert said["y"] >= 0
        here.page.mouse.move(900, 700)
        expect(here.page.get_by_role("tooltip")).to_have_count(0)
