"""The map of single losses: relative to each at its own step, blank after it."""

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import itemize
from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.itemized_map import describe_itemized, itemized_map, weights_in_words
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_rows_are_relative_to_their_own_loss(name: str) -> None:
    result = result_of(name)
    for cell in result.cells:
        found = itemize(result, cell, most=20)
        (trace,) = itemized_map(cell, found).data
        assert (trace.zmin, trace.zmax) == DECADES
        z, T = trace.z, result.scenario.steps
        for row, loss in enumerate(found.losses):
            assert np.isnan(z[row, loss:T]).all()
            own = found.states["a"][row, loss - 1]
            if np.isfinite(own):
                assert z[row, loss - 1] == 0
        assert describe_itemized(cell, found).endswith(".")


def test_it_can_be_clicked_and_lights_row_and_column() -> None:
    layout = itemized_map("rnn", itemize(result_of("two steps"), "rnn")).layout
    assert layout.meta["clickable"]
    assert layout.xaxis.showspikes
    assert layout.yaxis.showspikes


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_result_says_what_the_weights_receive(name: str) -> None:
    result = result_of(name)
    for cell in result.cells:
        found = itemize(result, cell, most=20)
        words = weights_in_words(cell, found)
        assert words.endswith(".")
        assert "nan" not in words.lower()
        if len(found.losses) > 1 and np.isfinite(found.weights).all():
            most, least = (found.losses[place] for place in (found.weights.argmax(), found.weights.argmin()))
            assert f"most from the loss at step {most}, least from that at step {least}," in words
