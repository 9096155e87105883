"""Visits to the real app: what a person sees, waited for by what must be there."""

import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.words import takeaway

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

PATIENCE_MS = 60_000
#: Width and colours in which a page is fit for everybody.
WINDOWS: Final = ((1440, "light"), (390, "dark"))
#: Streamlit's own page and its parts come from here; nothing else may be asked for.
LOCAL = {"127.0.0.1", "localhost"}


class Visit:
    """One person with the app open.

    Parameters
    ----------
    open_page : callable
        The fixture.
    url : str
        Where the app is.
    width, scheme
        Of the window.
    page : str
        Another page than the first, by its address; then nothing is waited for.
    **address : str
        The query.
    """

    def __init__(
        self,
        open_page: "OpenPage",
        url: str,
        *,
        width: int = 1280,
        scheme: str = "light",
        page: str = "",
        **address: str,
    ) -> None:
        query = "?" + urlencode(address) if address else ""
        self.watched = open_page(f"{url}/{page}{query}", width=width, scheme=scheme)
        self.page = self.watched.page
        if not page:
            self.wait_for_charts()

    def go(self, url: str) -> None:
        """Enter another address."""
        self.page.goto(url)
        self.wait_for_charts()

    def wait_for_charts(self) -> None:
        """Until all charts and maps are drawn."""
        self.page.wait_for_function(
            "() => { const all = [...document.querySelectorAll('.rv-plotly')];"
            " return all.length && all.every(gd => gd.querySelector('.main-svg') && gd.data)"
            " && [...document.querySelectorAll('.rv-panel canvas')].some(map => map.width > 1); }"
        )

    def shows(self, scenario: Scenario) -> None:
        """Wait until sentence, curves and address, which is written last, are those of a scenario."""
        result = run(scenario)
        expect(self.sentence).to_have_text(takeaway(result), timeout=PATIENCE_MS)
        first = next(iter(result.cells.values())).fades["a"].relative[0]
        self.page.wait_for_function(
            "expected => Math.abs(document.querySelector('.rv-plotly')?.data?.[0]?.y?.[0] - expected) < 1e-9",
            arg=float(first),
        )
        self.page.wait_for_function(
            "asked => JSON.stringify([...new URLSearchParams(location.search)].sort()) === asked",
            arg=json.dumps(sorted(scenario.to_query().items()), ensure_ascii=False, separators=(",", ":")),
        )

    @property
    def sentence(self) -> Locator:
        """What to take away."""
        return self.page.locator(".rnnviz-says, [data-testid='stMainBlockContainer'] strong").first

    @property
    def errors(self) -> Locator:
        """Messages beside the controls."""
        return self.page.get_by_test_id("stSidebar").get_by_test_id("stAlert")

    def query(self) -> str:
        """What stands behind the question mark."""
        return urlsplit(self.page.url).query

    def slider(self, label: str) -> Locator:
        """The slider with a label."""
        return self.page.get_by_role("slider", name=label)

    def curve(self, number: int) -> list[float]:
        """The values that one line of the first chart is drawn from."""
        return list(self.page.evaluate(f"Array.from(document.querySelector('.rv-plotly').data[{number}].y)"))

    def charts(self) -> int:
        """How many charts there are."""
        return self.page.get_by_role("figure").count()

    def enter(self, label: str, text: str) -> None:
        """Type into a text field."""
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        field.press("Control+Enter")

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def button(self, name: str) -> Locator:
        """The button with exactly this name, the first one if there are more."""
        return self.page.get_by_role("button", name=name, exact=True).first

    def preset(self, name: str) -> None:
        """Click a preset."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def serious_findings(self) -> list[tuple[str, str]]:
        """What axe finds serious or critical on the page as it is now."""
        found = Axe().run(self.page).response["violations"]
        return [(f["id"], f["nodes"][0]["html"][:300]) for f in found if f["impact"] in {"serious", "critical"}]

    def assert_fit_for_everybody(self, windows: Sequence[tuple[int, str]] = WINDOWS) -> None:
        """Wide in light and dark, and on a phone: axe finds nothing serious, and nothing runs out sideways."""
        for width, scheme in windows:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            settled(self.page)
            self.page.wait_for_timeout(500)
            # On a phone the sidebar would lie over the page; it closes by itself when the window becomes narrow.
            if width == 390:
                expect(self.page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
            assert is_dark(self.page) == (scheme == "dark")
            found = self.serious_findings()
            assert not found, (width, scheme, found)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def assert_clean(self) -> None:
        """Nothing went anywhere else, and no script failed."""
        addresses = [urlsplit(url) for url in self.watched.requests]
        assert [a.geturl() for a in addresses if a.scheme in ("http", "https", "ws") and a.hostname not in LOCAL] == []
        assert self.watched.errors == []


#: Begins a visit: see the fixture ``visit``.
Visitor = Callable[..., Visit]


def settled(page: Page) -> None:
    """Wait until the script is done and nothing fades or slides any more: what is half faded has little contrast."""
    page.wait_for_timeout(200)
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-stale=true]')"
    )
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")


def is_dark(page: Page) -> bool:
    """Whether the page is."""
    colour = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    return int(re.findall(r"\d+", colour)[0]) < 60
