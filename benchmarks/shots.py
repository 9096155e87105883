"""Every page in its main states, as pictures for human eyes: `python -m benchmarks.shots [page ...]`.

They are written into ``build/shots``, one file a page, state, width and theme, whole pages from top to bottom.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, Page

from benchmarks.browser import chromium
from benchmarks.server import ROOT, Server

__all__ = ["STATES", "main"]

FOLDER: Final = ROOT / "build" / "shots"
WIDTHS: Final = (390, 1280, 1440, 1920)
THEMES: Final = ("light", "dark")
#: Pixels of the highest picture; milliseconds in which a page comes to rest.
MOST, REST_MS = 9000, 2500


class State(NamedTuple):
    """A page as it is looked at.

    Parameters
    ----------
    query : str
        Its address after the question mark.
    clicks : tuple of str
        Names of buttons, tabs or choices that are clicked then, one after the other.
    """

    query: str = ""
    clicks: tuple[str, ...] = ()


_SETTINGS: Final = {
    "": State(),
    "large_gain": State("gain=3"),
    "least": State("n_a=1&n_x=1&m=1&T_x=1"),
    "most_units": State("n_a=256"),
    "long": State("T_x=1000"),
    "three": State("cells=rnn,lstm,gru"),
    "text": State("input=text"),
}
#: By page and name of a state.
STATES: Final = {
    "gradient": ("", _SETTINGS),
    "gates": ("gates", _SETTINGS | {"maps": State("", ("Maps",)), "lines": State("", ("Lines",))}),
    "step": ("step", _SETTINGS | {"backwards": State("", ("Backwards",)), "all_units": State("", ("All units",))}),
    "why": ("why", {name: _SETTINGS[name] for name in ("", "large_gain", "least", "three")}),
    "train": ("train", {"": State(), "shown": State("", ("Show me",))}),
    "papers": ("papers", {"": State()}),
}


def taken(browser: Browser, url: str, pages: list[str]) -> Iterator[Path]:
    """The pictures of some pages, written one after the other."""
    for page in pages:
        path, states = STATES[page]
        for name, state in states.items():
            for width in WIDTHS:
                for theme in THEMES:
                    yield _shot(
                        browser, f"{url}{path}?{state.query}", state, "_".join(filter(None, [page, name])), width, theme
                    )


def _shot(browser: Browser, url: str, state: State, name: str, width: int, theme: str) -> Path:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto(url)
        page.locator("h1").first.wait_for()
        page.wait_for_timeout(REST_MS)
        for label in state.clicks:
            _click(page, label)
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": min(max(900, height + 40), MOST)})
        page.wait_for_timeout(500)
        file = FOLDER / f"{name}_{width}_{theme}.png"
        page.screenshot(path=file)
    finally:
        context.close()
    return file


def _click(page: Page, label: str) -> None:
    found = (
        page.get_by_role("radio", name=label)
        .or_(page.get_by_role("button", name=label))
        .or_(page.get_by_text(label, exact=True))
    )
    if found.count():
        found.first.click()
        page.wait_for_timeout(REST_MS)


def main() -> None:
    """Write the pictures, and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", choices=[*STATES, []], help="all of them if none is named")
    pages = parser.parse_args().pages or list(STATES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Server(ROOT / "app.py") as server, chromium() as browser:
        for file in taken(browser, server.url, pages):
            print(file.relative_to(ROOT))


if __name__ == "__main__":
    main()
