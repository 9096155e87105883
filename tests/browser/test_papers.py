"""The papers' page in headless Chromium: what only a browser shows."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from rnnviz.papers import CLAIMS
from tests.architecture.project import ROOT
from tests.browser.visits import Visit, settled

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def at_the_papers(here: Visit, title: str) -> Page:
    """Choose a result."""
    here.button(title).click()
    expect(here.page.get_by_role("heading", name=title)).to_be_visible()
    expect(here.page.get_by_role("figure", name="Measured now").locator(".main-svg").first).to_be_visible()
    return here.page


def test_a_result_is_varied_and_taken_to_the_first_screen(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="papers", width=1440, n_a="8")
    page = at_the_papers(here, "The cliff")
    expect(page).to_have_url(re.compile("result=pascanu-2013-cliff"))
    expect(page.get_by_text("The paper prints no number for this. 2 of 2 numbers that follow")).to_be_visible()
    said = page.get_by_role("paragraph").filter(has_text="At the wall, b = ")
    expect(said).to_contain_text("leaves the picture; one clipped to norm 1 leads to b = −2.602")
    here.slider("Norm that is clipped to").press("End")
    expect(said).to_contain_text("clipped to norm 10")
    here.button("Gradient: this very unit").click()
    expect(page.get_by_role("heading", name="How fast does the gradient grow?")).to_be_visible()
    expect(page.get_by_text("Edited by hand")).to_be_visible()
    expect(page).to_have_url(re.compile("activation=sigmoid"))
    expect(page).not_to_have_url(re.compile("result="))
    expect(here.slider("Hidden units n_a")).to_have_value("1")
    page.get_by_role("link", name="Papers", exact=True).click()
    at_the_papers(here, "The cliff")
    expect(page.get_by_role("paragraph").filter(has_text="clipped to norm 10")).to_be_visible()  # as it was left
    here.assert_clean()


def test_an_address_opens_a_result_for_somebody_else(serve: "Serve", open_page: "OpenPage") -> None:
    page = open_page(f"{serve(ROOT / 'app.py')}/papers?result=10").page
    expect(page.get_by_role("paragraph").filter(has_text="have two attractors")).to_be_visible()


def test_it_is_fit_for_everybody(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="papers")
    page = here.page
    page.get_by_text(f"Compute all {len(CLAIMS)} results").click()
    expect(page.get_by_role("rowheader", name=f"All {len(CLAIMS)} results")).to_be_visible()
    here.assert_fit_for_everybody()
    here.assert_clean()


def test_a_result_is_fit_for_everybody_and_leads_back(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="papers")
    page = at_the_papers(here, "Where attractors appear")
    here.assert_fit_for_everybody()
    here.button("All results").click()
    expect(page.get_by_role("heading", name="What do the papers say?")).to_be_visible()
    expect(page).not_to_have_url(re.compile("result="))
    page.go_back()
    expect(page.get_by_role("heading", name="Where attractors appear")).to_be_visible()
    here.assert_clean()


def test_a_result_leads_to_its_setting_on_another_page(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="papers")
    page = at_the_papers(here, "The curse of memory")
    page.get_by_role("link", name="Gradient: one linear unit").click()
    expect(page).to_have_url(re.compile("gain=0.99"))
    expect(page.get_by_role("heading", name="How fast does the gradient fade?")).to_be_visible()
    settled(page)
    page.wait_for_timeout(1500)  # by when what a slider rounds would have been taken for a move
    expect(page.get_by_text("half is gone every 69.0 steps")).to_be_visible()
    here.assert_clean()


def test_a_result_leads_to_the_view_that_shows_it(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="papers")
    page = at_the_papers(here, "A bound that is never exceeded")
    page.get_by_role("link", name="Why: the bound beside what is true").click()
    expect(page.get_by_role("heading", name="How much of a change is left after many steps?")).to_be_visible()
    expect(page).to_have_url(re.compile("view=lags"))
    page.get_by_role("radio", name="Causes and repair").click()
    expect(page.get_by_role("heading", name="What would repair it?")).to_be_visible()
    expect(page).not_to_have_url(re.compile("view="))
    here.assert_clean()


def test_the_gallery_is_walked_through_by_keys(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="papers")
    page = here.page
    here.button("Powers of the spectral radius").focus()
    for title in ("What decides in the long run", "A bound that is never exceeded"):
        page.keyboard.press("Tab")
        expect(here.button(title)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A bound that is never exceeded")).to_be_visible()


def test_cards_of_a_row_are_of_one_height_and_no_row_has_a_hole(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="papers", width=1440)
    expect(here.button("The cliff")).to_be_visible()
    for width in (1440, 1280, 720, 640, 390):
        here.page.set_viewport_size({"width": width, "height": 900})
        settled(here.page)
        boxes = [card.bounding_box() for card in here.page.locator('[class*="st-key-card_"]').all()]
        rows: dict[int, list[tuple[float, float, float]]] = {}
        for box in boxes:
            assert box is not None
            rows.setdefault(round(box["y"]), []).append((box["x"], box["x"] + box["width"], box["height"]))
        ends = {(min(row)[0], round(max(row, key=lambda one: one[1])[1])) for row in rows.values()}
        assert len(ends) == 1
        assert all(max(one[2] for one in row) - min(one[2] for one in row) < 1 for row in rows.values())
