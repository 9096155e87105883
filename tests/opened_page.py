"""The whole app in Streamlit's `AppTest`, and what a person would see of it."""

import html
import re
from collections.abc import Callable
from functools import cache
from typing import Any
from unittest import mock

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from rnnviz.analysis import draws as drawn
from rnnviz.analysis.draws import seeds_of
from rnnviz.experiment.inputs import normalize_text, parse_table
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.words import takeaway
from rnnviz.ui.lessons import panel
from rnnviz.ui.parts.draws import _asked as asked_for_draws
from rnnviz.ui.session import state
from rnnviz.ui.training import controls
from tests.architecture.project import ROOT
from tests.pictures.decoding import decode

# AppTest looks through all that is installed for components at every run, which takes longer than everything else.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def unescaped(text: str) -> str:
    """Markdown as it reads."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


#: What is drawn only while it is unfolded. `AppTest` cannot click on these.
FOLDS = ("more", "explain_fade", "code_fade", "downloads", "explain_map", "code_map", "explain_units", "code_units")


#: Nobody waits for them, but a test: twenty take longer than everything else on a page.
FEW_DRAWS = 2


def _first_seeds(scenario: Scenario, draws: int) -> range:
    """The first of all seeds, and the scenario's own, which at the end of all seeds is not the first."""
    seeds = seeds_of(scenario)
    return seeds[: max(draws, 1 + scenario.seed - seeds[0])]


class OpenedPage:
    """One visit: opened with an address, then used like a person would, with everything unfolded unless told."""

    def __init__(
        self,
        monkeypatch: Any,
        *,
        page: str = "",
        folds: tuple[str, ...] = FOLDS,
        draws: int = FEW_DRAWS,
        **address: str,
    ) -> None:
        self.folds = folds
        asked_for_draws.clear()
        monkeypatch.setattr(drawn, "seeds_of", lambda one: _first_seeds(one, draws))
        self.at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        self.at.query_params.update(address)
        if page:
            self.change_page(page)
        else:
            self.run()

    def change_page(self, url_path: str) -> "OpenedPage":
        """Click on a page's name, or open it with its own address."""
        self.at._page_hash = calc_hash(url_path)  # `AppTest.switch_page` knows pages that are files only
        return self.run()

    def run(self) -> "OpenedPage":
        """Run the script once more, as after any click."""
        for name in self.folds:
            self.at.session_state[name] = True
        self.at.run()
        assert not self.at.exception, self.at.exception
        return self

    def control(self, field: str) -> Any:
        return self.at.get_by_key(f"set_{field}")

    def fields(self) -> set[str]:
        """The fields whose controls are on the page."""
        widgets = [w for kind in KINDS for w in self.at.get(kind)]
        return {w.key.removeprefix("set_") for w in widgets if w.key and w.key.startswith("set_")}

    def set(self, field: str, value: Any) -> "OpenedPage":
        self.control(field).set_value(value)
        self.run()
        return self.run()  # after a run of the findings alone, AppTest shows nothing else

    def click(self, label: str) -> "OpenedPage":
        (button,) = (button for button in self.at.button if button.label == label)
        button.click()
        return self.run()

    def preset(self, name: str) -> "OpenedPage":
        self.at.get_by_key(f"preset_{name}").click()
        return self.run()

    @property
    def shown_presets(self) -> list[str]:
        """The presets that are marked as what the page shows."""
        return [b.label for b in self.at.button if b.key and b.key.startswith("preset_") and b.proto.type == "primary"]

    def upload(self, content: bytes, name: str = "table.csv") -> "OpenedPage":
        self.at.file_uploader[0].set_value((name, content, "text/csv"))
        return self.run()

    def go_to(self, **address: str) -> "OpenedPage":
        """Change the address while the page is open, as the back button does."""
        self.at.query_params = dict(address)
        with (
            mock.patch.object(state, "went_back_or_forward", return_value=True),
            mock.patch.object(controls, "went_back_or_forward", return_value=True),
            mock.patch.object(panel, "went_back_or_forward", return_value=True),
        ):
            return self.run()

    @property
    def address(self) -> dict[str, str]:
        # AppTest gives what it was handed as text, and what the page wrote as lists.
        found = self.at.query_params
        return {key: value if isinstance(value, str) else value[-1] for key, value in found.items()}

    @property
    def words(self) -> str:
        """All that is written in HTML: what follows a hand that drags."""
        return "".join(element.proto.body for element in self.at.get("html"))

    def written(self, kind: str) -> list[str]:
        """The sentences of one kind, as they read."""
        found = re.findall(f'<p class="rnnviz-{kind}"[^>]*>(.*?)</p>', self.words, re.DOTALL)
        return [html.unescape(re.sub("<[^>]+>", "", one.replace("<br>", "\n"))) for one in found]

    @property
    def title(self) -> str:
        found = [html.unescape(one) for one in re.findall("<h1>(.*?)</h1>", self.words)]
        (title,) = found + [one.value for one in self.at.title]
        return str(title)

    @property
    def sentence(self) -> str:
        plain = [m.value.removeprefix("**").removesuffix("**") for m in self.at.markdown if m.value.startswith("**")]
        (found,) = self.written("says") + plain
        return str(found)

    @property
    def captions(self) -> list[str]:
        return [*self.written("caption"), *(unescaped(caption.value) for caption in self.at.caption)]

    @property
    def errors(self) -> list[str]:
        return [unescaped(error.value) for error in self.at.error]

    @property
    def warnings(self) -> list[str]:
        return [*self.written("warning"), *(unescaped(warning.value) for warning in self.at.warning)]

    @property
    def drawn(self) -> list[bytes]:
        """What every drawing was sent."""
        return [element.proto.bytes for element in self.at.get("bidi_component") if element.proto.bytes]

    @property
    def maps(self) -> dict[str, Any]:
        """What the maps of units, or the drawing of one step, were sent."""
        (found,) = (one for one in map(decode, self.drawn) if "sections" in one or "runs" in one)
        return found

    @property
    def overview(self) -> dict[str, Any]:
        """What the overview of one unit was sent."""
        (found,) = (one for one in map(decode, self.drawn) if "columns" in one)
        return found

    @property
    def charts(self) -> dict[str, dict[str, Any]]:
        """What every chart was sent, by its name."""
        return {chart["name"]: chart for one in map(decode, self.drawn) for chart in one.get("charts", [])}

    @property
    def curves(self) -> dict[str, Any]:
        """The lines of the first chart, by their names."""
        return {line["name"]: line for line in next(iter(self.charts.values()))["data"]}

    @property
    def table(self) -> str:
        (found,) = re.findall(r'<table class="rnnviz-fades.*?</table>', self.words, re.DOTALL)
        return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", found))).strip()

    @property
    def codes(self) -> list[str]:
        return [code.value for code in self.at.code]

    def shows(self, scenario: Scenario) -> bool:
        """Whether sentence, controls, figures and address are those of a scenario; says which are not."""
        assert self.sentence == takeaway(run(scenario))
        assert self.address == scenario.to_query()
        assert [section["cell"] for section in self.maps["sections"]] == list(scenario.cells)
        said = {name: self.control(name).value for name in self.fields()}
        asked = {name: getattr(scenario, name) for name in said}
        if "text" in said:
            said["text"] = normalize_text(said["text"])
        if "numbers" in said:
            said["numbers"] = parse_table(said["numbers"])
        assert {**said, "cells": tuple(said["cells"])} == asked
        return True


KINDS = ("slider", "selectbox", "number_input", "text_area", "button_group", "multiselect")


Opener = Callable[..., OpenedPage]
