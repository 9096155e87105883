"""The first page's maps beside gradients of plain floats."""

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.gradient_panels import gradient_panels


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
