"""What is used of Streamlit and Plotly in the browser without being public is there."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rnnviz.ui.private_api import PLOTLY_INNER, SELECTORS
from tests.architecture.project import ROOT
from tests.browser.visits import Visit

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_streamlit_s_parts_are_called_what_our_style_sheets_call_them(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="train", width=1280)
    page = here.page
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    page.get_by_role("button", name="Open a checkpoint").click()
    page.get_by_role("spinbutton", name="Seed").press_sequentially("1")  # says then how to apply it
    folded = "stExpandSidebarButton"
    for name in SELECTORS.keys() - {folded, "stColumn"}:
        expect(page.get_by_test_id(name).first).to_be_attached()
    page.get_by_test_id("stSidebar").hover()
    page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    expect(page.get_by_test_id(folded)).to_be_attached()
    first = Visit(open_page, serve(ROOT / "app.py"), width=1280).page
    expect(first.get_by_test_id("stColumn").first).to_be_attached()


def test_plotly_has_what_is_read_of_a_drawn_chart(serve: "Serve", open_page: "OpenPage") -> None:
    page = Visit(open_page, serve(ROOT / "app.py"), width=1280).page
    page.wait_for_function("document.querySelector('.rv-plotly')?._fullLayout?._plots?.xy")
    found = page.evaluate(
        """() => {
          const gd = document.querySelector(".rv-plotly");
          const { xaxis, yaxis } = gd._fullLayout._plots.xy;
          const numbers = [xaxis, yaxis].flatMap((axis) => [axis._length, axis._offset]);
          return {
            names: {
              _fullLayout: "margin" in gd._fullLayout, _plots: true, _fullData: gd._fullData.length === gd.data.length,
              _length: numbers.every(Number.isFinite), _offset: true,
              d2p: Math.abs(xaxis.d2p(xaxis.range[1]) - xaxis._length) < 1e-6,
              p2d: Math.abs(xaxis.p2d(xaxis.d2p(7)) - 7) < 0.01,
            },
          };
        }"""
    )["names"]
    assert found == dict.fromkeys(PLOTLY_INNER, True)
