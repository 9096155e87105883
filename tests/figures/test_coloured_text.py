"""A coloured text: its numbers are those of the result."""

import numpy as np

from rnnviz.analysis.sequence import view_sequence
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.coloured_text import coloured_text, text_sources
from tests.figures.awkward import result_of


def test_the_text_is_coloured_by_what_was_asked() -> None:
    result = result_of("a text")
    for source in text_sources(result.scenario):
        cell, key = source.split()
        found, view = coloured_text(result, source), view_sequence(result, cell)
        assert found["characters"] == list("hello")
        if key == "x":
            norm = np.linalg.norm(10.0 ** view.gradients["x"].log10, axis=0)
            np.testing.assert_allclose(found["values"][0] - found["offset"], np.log10(norm), atol=1e-5)
            assert (found["kind"], found["ofUnits"]) == ("size", False)
        else:
            np.testing.assert_array_equal(found["values"], view.signals[key].astype(np.float32))


def test_a_letter_after_the_loss_has_no_gradient_and_that_is_no_warning() -> None:
    result = run(Scenario(cells=("rnn",), n_a=2, input="text", text="abc", loss="step", loss_step=2))
    found = coloured_text(result, "rnn x")
    sizes = 10.0 ** (found["values"][0] - found["offset"])
    assert (sizes[:2] > 0).all()
    assert found["values"][0][2] == 0  # what stands for no gradient at all
