"""What stands beside each figure."""

from rnnviz.ui.parts import explanations
from tests.opened_page import Opener


def test_both_explanations_and_both_codes_are_on_the_page(opened: Opener) -> None:
    page = opened()
    shown = [markdown.value for markdown in page.at.markdown]
    # Streamlit takes the indentation away
    expected = [explanations.fade(["rnn", "lstm"]).strip(), explanations.MAP.strip()]
    assert sum(text.strip() in expected for text in shown) == 2
    assert len(page.codes) == 2
    assert all(code.startswith("from rnnviz import Scenario, run\n") for code in page.codes)
