"""What stands beside each figure."""

import re

import pytest

from rnnviz.figures.gradient_map import DECADES
from rnnviz.ui.parts import explain
from tests.opened_page import Opener


@pytest.mark.parametrize("text", [explain.FADE, explain.MAP])
def test_an_explanation_has_sentences_and_a_formula(text: str) -> None:
    assert text.count("$$") == 2
    before = text.partition("$$")[0]
    assert len(re.findall(r"\.(\s|$)", before)) >= 3
    assert text.count("{") == text.count("}")


def test_the_explanation_names_the_colours_that_are_drawn() -> None:
    assert f"from 10$^{{{DECADES[0]}}}$ to 10$^{{{DECADES[1]}}}$" in explain.MAP


def test_both_explanations_and_both_codes_are_on_the_page(opened: Opener) -> None:
    page = opened()
    shown = [markdown.value for markdown in page.at.markdown]
    # Streamlit takes the indentation away
    assert sum(text.strip() in (explain.FADE.strip(), explain.MAP.strip()) for text in shown) == 2
    assert len(page.codes) == 2
    assert all(code.startswith("from rnnviz import Scenario, run\n") for code in page.codes)
