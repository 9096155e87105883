"""The shared axes."""

import pytest

from rnnviz import Scenario, run
from rnnviz.figures import gradient_fade, gradient_map
from rnnviz.figures.axes import whole_steps


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_short_sequences_have_ticks_at_whole_steps_only(steps: int) -> None:
    assert whole_steps(steps) == {"tick0": 0, "dtick": 1}
    result = run(Scenario(T_x=steps, n_a=2))
    for figure in (gradient_fade(result), gradient_map(result, "rnn")):
        assert figure.layout.xaxis.dtick == 1


def test_long_ones_are_left_to_plotly() -> None:
    assert whole_steps(8) == {}
    assert gradient_fade(run(Scenario(T_x=20, n_a=2))).layout.xaxis.dtick is None
