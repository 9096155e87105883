"""The first page's maps: the numbers of the result, one panel a cell."""

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.gradient_map import map_numbers, unit_sizes
from rnnviz.figures.gradient_panels import gradient_panels
from rnnviz.figures.words import describe_map
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_panel_has_the_size_of_every_unit_s_gradient_at_every_step(name: str) -> None:
    result = result_of(name)
    sections = gradient_panels(result)
    assert [section["cell"] for section in sections] == list(result.cells)
    for section in sections:
        ((panel,),) = section["groups"]
        sizes = unit_sizes(result, section["cell"])
        assert sizes.shape == (result.scenario.n_a, result.scenario.steps)
        np.testing.assert_array_equal(panel["values"], sizes.astype(panel["values"].dtype))
        assert panel["last"] == result.cells[section["cell"]].fades["a"].reference
        assert np.isnan(panel["values"][:, panel["last"] :]).all()
        assert panel["description"] == describe_map(result, section["cell"])


def test_numbers_that_single_precision_has_travel_in_it_and_others_do_not() -> None:
    for name in SCENARIOS:
        for section in gradient_panels(result_of(name)):
            values = section["groups"][0][0]["values"]
            finite = values[np.isfinite(values)]
            far = np.abs(finite).max(initial=0) > 1e4
            assert values.dtype == (np.float64 if far else np.float32)


def test_a_map_of_many_steps_has_the_largest_of_those_that_share_a_column() -> None:
    result = result_of("plain")
    numbers = map_numbers(result, "rnn")
    assert numbers.width == 1
    np.testing.assert_array_equal(numbers.log10, unit_sizes(result, "rnn"))


@pytest.mark.parametrize("loss", [{}, {"loss": "every"}, {"loss": "step", "loss_step": 4}], ids=str)
def test_a_unit_s_gradient_is_shown_relative_to_all_of_them_at_the_loss(loss: dict[str, str | int]) -> None:
    scenario = Scenario(T_x=6, n_a=3, m=2, cells=("rnn", "lstm", "gru"), **loss)  # type: ignore[arg-type]
    result, last = run(scenario), scenario.last_loss_step
    for section in gradient_panels(result):
        gradient = result.cells[section["cell"]].by_step["a"].to_float()  # (n_a, m, T)
        sizes = np.sqrt((gradient**2).sum(axis=1)) / np.linalg.norm(gradient[:, :, last - 1])
        ((panel,),) = section["groups"]
        np.testing.assert_allclose(10.0 ** panel["values"][:, :last].astype(float), sizes[:, :last], rtol=1e-5)
        assert np.isnan(panel["values"][:, last:]).all()
