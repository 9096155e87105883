"""An answer as curves."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.training_answer import answer_spec, describe_answer
from rnnviz.training.answer import answer, example
from tests.figures.trained import run_of


def test_what_is_read_what_is_right_and_what_is_said() -> None:
    run = run_of("curves")
    assert run.last is not None
    batch, found = example(run.training), {"RNN": answer(run.training, run.last)}
    read, right, said = go.Figure(answer_spec(batch, found, ["rnn"])).data
    assert list(read.x) == list(range(1, 9))
    np.testing.assert_array_equal(read.y, batch.x[0, 0, :8])
    assert list(right.x) == list(said.x) == list(range(9, 17))
    np.testing.assert_array_equal(right.y, batch.targets[0, 0, 8:])
    np.testing.assert_array_equal(said.y, found["RNN"].given[:, 0])
    off = np.abs(found["RNN"].given - found["RNN"].right).mean()
    assert describe_answer(found).endswith(f"RNN is off by {off:.2f} on average.")


def test_several_outputs_have_a_row_each_and_the_legend_names_a_line_once() -> None:
    run = run_of("bits")
    assert run.last is not None
    batch, found = example(run.training), {"RNN": answer(run.training, run.last)}
    figure = go.Figure(answer_spec(batch, found, ["rnn"]))
    assert [trace.name for trace in figure.data] == ["read", "right", "RNN"] * 3
    assert [trace.yaxis for trace in figure.data] == ["y"] * 3 + ["y2"] * 3 + ["y3"] * 3
    assert [trace.showlegend for trace in figure.data] == [True] * 3 + [False] * 6
    for bit in range(3):
        read, right, said = figure.data[3 * bit : 3 * bit + 3]
        assert list(read.x) == list(right.x) == list(said.x) == list(range(1, 13))
        np.testing.assert_array_equal(read.y, batch.x[bit, 0])
        np.testing.assert_array_equal(right.y, batch.targets[bit, 0])
        np.testing.assert_array_equal(said.y, found["RNN"].given[:, bit])
    low = [figure.layout[axis].domain for axis in ("yaxis", "yaxis2", "yaxis3")]
    assert low[0][0] > low[1][1] > low[1][0] > low[2][1]
