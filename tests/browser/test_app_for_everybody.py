"""The real app in light and dark, wide and narrow, as axe sees it."""

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rnnviz.experiment.scenario import Scenario
from tests.architecture.project import ROOT
from tests.browser.visits import Visit, is_dark, settled

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOLDS = ("explain_fade", "code_fade", "downloads")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_serious(serve: "Serve", open_page: "OpenPage", width: int, scheme: str) -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=width, scheme=scheme)
    here.shows(Scenario())
    assert is_dark(here.page) == (scheme == "dark")
    assert sideways(here.page) == []
    assert findings(here.page) == []
    if width == 390:
        here.page.get_by_test_id("stExpandSidebarButton").click()
        gain = here.page.get_by_test_id("stSidebar").get_by_text("Gain", exact=True)
        expect(gain).to_be_in_viewport()
        settled(here.page)
        assert findings(here.page) == []
        here.page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
        expect(gain).not_to_be_in_viewport()
    for name in FOLDS:
        fold = here.page.locator(f".st-key-{name} details")
        fold.locator("summary").click()
        expect(
            fold.get_by_test_id("stExpanderDetails").get_by_role("paragraph").or_(fold.locator("code")).first
        ).to_be_visible()
        settled(here.page)
        assert findings(here.page) == [], name
        assert sideways(here.page) == [], name
        fold.locator("summary").click()
    here.assert_clean()


def test_messages_are_readable_too(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), n_a="256", m="20", gain="99")
    here.slider("Time steps T").press("End")
    expect(here.page.get_by_test_id("stAlert")).to_have_count(2)  # on the page, and at the control
    for scheme in ("light", "dark"):
        here.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        here.page.wait_for_function(
            "dark => matchMedia('(prefers-color-scheme: dark)').matches === dark", arg=scheme == "dark"
        )
        settled(here.page)
        assert is_dark(here.page) == (scheme == "dark")
        assert findings(here.page) == []


def sideways(page: Page) -> list[str]:
    """What can be scrolled sideways, of the page itself."""
    return list(
        page.evaluate(
            "[document.documentElement, ...document.querySelectorAll('[data-testid=stMain], [data-testid=stApp]')]"
            ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.dataset.testid ?? e.tagName)"
        )
    )


def findings(page: Page) -> list[str]:
    """What axe finds that is serious or critical."""
    violations = Axe().run(page).response["violations"]
    bad = [one for one in violations if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['html'][:200]}" for one in bad for node in one["nodes"]]
