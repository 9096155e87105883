"""What stands beside the figures of training."""

import re

import pytest

from rnnviz.training.prediction import LEAST_BATCH, LEAST_TRIALS
from rnnviz.ui.training import explanations


@pytest.mark.parametrize("name", explanations.__all__)
def test_it_is_sentences(name: str) -> None:
    text = getattr(explanations, name)
    assert len(re.findall(r"\.(\s|$)", text)) >= 3
    assert text.count("(") == text.count(")")
    assert text.count("[") == text.count("]")


def test_the_trials_are_those_that_the_prediction_asks_for() -> None:
    words = " ".join(explanations.TRIALS.split())
    assert f"at least {LEAST_TRIALS} must have been tried" in words
    assert f"batches from {LEAST_BATCH} on" in words
