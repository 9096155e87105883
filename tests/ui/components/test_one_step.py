"""What the drawing of one step sends to the browser."""

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.one_step import step_numbers
from tests.opened_page import OpenedPage


def test_the_whole_run_is_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(monkeypatch, page="step", n_a="5", T_x="9")
    sent = page.maps
    result = run(Scenario(n_a=5, T_x=9))
    assert sent["reference"] == {"rnn": 9, "lstm": 9}
    for got, cell in zip(sent["runs"], result.cells, strict=True):
        expected = step_numbers(result, cell)
        for group in ("signals", "gradients"):
            for key, values in expected[group].items():
                np.testing.assert_array_equal(got[group][key], values)
        assert [part[:4] for part in sent["codes"][cell]] == ["from", ", sl"]
