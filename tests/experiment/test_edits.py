"""Values changed by hand."""

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.experiment.edits import Edit, edited
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario

SMALL = Scenario(n_a=4, n_x=3, m=2, T_x=6)


def test_only_what_is_named_changes() -> None:
    plain = run(SMALL)
    edits = (Edit("lstm", "Wf", (1, 5), 0.25), Edit("lstm", "Wf", (1, 5), -2.0))
    changed = run(SMALL, edits)
    assert changed.edits == edits
    difference = changed.cells["lstm"].parameters["Wf"] != plain.cells["lstm"].parameters["Wf"]
    assert np.argwhere(difference).tolist() == [[1, 5]]
    assert changed.cells["lstm"].parameters["Wf"][1, 5] == -2.0  # the later one counts
    for name, value in plain.cells["rnn"].states.items():
        np.testing.assert_array_equal(changed.cells["rnn"].states[name], value)
    assert (changed.cells["lstm"].gates["f"][1] != plain.cells["lstm"].gates["f"][1]).all()
    assert (changed.cells["lstm"].by_step["a"].mantissa != plain.cells["lstm"].by_step["a"].mantissa).any()


def test_an_input_is_that_of_all_cells_from_its_step_on() -> None:
    plain, changed = run(SMALL), run(SMALL, [Edit("", "x", (0, 1, 3), 5.0)])
    for name, cell in changed.cells.items():
        before = plain.cells[name].states["a"]
        np.testing.assert_array_equal(cell.states["a"][:, :, :3], before[:, :, :3])
        np.testing.assert_array_equal(cell.states["a"][:, 0], before[:, 0])
        assert (cell.states["a"][:, 1, 3:] != before[:, 1, 3:]).any()


def test_what_is_given_stays_as_it_was() -> None:
    given = {"a": np.zeros(2), "b": np.zeros(2)}
    result = edited("rnn", given, [Edit("rnn", "a", (0,), 1.0)])
    assert given["a"].tolist() == [0, 0]
    assert result["b"] is given["b"]


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (Edit("rnn", "Wf", (0, 0), 1.0), r"^There is no Wf here\. Choose one of Wax, Waa, Wya, ba, by\.$"),
        (
            Edit("rnn", "Waa", (4, 0), 1.0),
            r"^Waa has shape \(4, 4\), and no place \(4, 0\)\. Choose a place within it\.$",
        ),
        (Edit("rnn", "Waa", (-1, 0), 1.0), r"no place \(-1, 0\)"),
        (Edit("rnn", "Waa", (0,), 1.0), r"no place \(0,\)"),
        (Edit("", "x", (0, 0, 6), 1.0), r"^x has shape \(3, 2, 6\), and no place \(0, 0, 6\)"),
        (Edit("rnn", "ba", (0, 0), float("nan")), r"^nan cannot be used\. Enter a number from"),
        (Edit("rnn", "ba", (0, 0), 1e7), r"^10,000,000 cannot be used\."),
    ],
)
def test_what_does_not_fit(edit: Edit, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        run(SMALL, [edit])
