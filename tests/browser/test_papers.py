"""The papers' page in headless Chromium: what only a browser shows."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from rnnviz.papers import CLAIMS
from tests.architecture.project import ROOT
from tests.browser.visits import Visit

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
    expect(page.get_by_text("All 7 numbers agree")).to_be_visible()
    said = page.get_by_role("paragraph").filter(has_text="At the wall, b = ")
    expect(said).to_contain_text("leaves the picture; clipped to norm 1 it leads to b = −2.602")
    here.slider("Norm that is clipped to").press("End")
    expect(said).to_contain_text("clipped to norm 10")
    here.button("Take this to the first screen").click()
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
    expect(page.get_by_role("paragraph").filter(has_text="Two attractors are found")).to_be_visible()


def test_it_is_fit_for_everybody(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="papers")
    page = here.page
    page.get_by_text(f"Compute all {len(CLAIMS)} results").click()
    expect(page.get_by_text(f"{len(CLAIMS)} of {len(CLAIMS)} results agree")).to_be_visible()
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
