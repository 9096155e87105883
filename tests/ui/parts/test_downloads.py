"""The files behind the buttons."""

import re

import plotly.graph_objects as go
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures import gradient_fade
from rnnviz.ui.parts.downloads import standalone
from tests.opened_page import Opener


@pytest.fixture(scope="module")
def page_of_its_own() -> str:
    return standalone(gradient_fade(run(Scenario(T_x=12, n_a=4))))


def test_the_standalone_page_loads_nothing_from_outside(page_of_its_own: str) -> None:
    tags = re.findall(r"<(?:script|link|img|iframe|source|object|embed)\b[^>]*>", page_of_its_own)
    assert tags
    assert not [tag for tag in tags if re.search(r"\b(src|href|data)\s*=", tag)]
    assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", page_of_its_own)
    assert len(page_of_its_own) > 3_000_000  # plotly itself is in it


def test_the_standalone_page_holds_the_curves(page_of_its_own: str) -> None:
    figure = gradient_fade(run(Scenario(T_x=12, n_a=4)))
    for trace in figure.data:
        assert f'"name":"{trace.name}"' in page_of_its_own
    assert "right to left" in page_of_its_own


def test_making_it_leaves_the_figure_as_it_was() -> None:
    figure = go.Figure(gradient_fade(run(Scenario(T_x=3, n_a=2))))
    before = figure.to_json()
    standalone(figure)
    assert figure.to_json() == before


def test_three_files_are_offered(opened: Opener) -> None:
    labels = [button.label for button in opened().at.get("download_button")]
    assert [re.search(r"\((\w+)\)", label)[1] for label in labels] == ["CSV", "NPZ", "HTML"]
