"""One step, number by number: all numbers of the sequence that is looked at, and the code that makes them again."""

import numpy as np
import pytest

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.snippets import step_code
from rnnviz.pictures.markup import warnings
from rnnviz.pictures.one_step import picture
from rnnviz.pictures.picture import Look
from tests.figures.awkward import SCENARIOS, result_of
from tests.pictures.decoding import decode
from tests.pictures.markup_read import HOSTILE
from tests.pictures.settings import brought


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_number_arrives_as_it_is(name: str) -> None:
    result = result_of(name)
    shown = picture(result, Look())
    assert shown.words == {"findings": warnings(result)}
    sent = decode(shown.parts["one_step"])
    assert [one["cell"] for one in sent["runs"]] == list(result.cells)
    assert sent["network"] == result.scenario.key
    for one in sent["runs"]:
        cell = result.cells[one["cell"]]
        np.testing.assert_array_equal(one["x"], result.x[:, 0].T)
        np.testing.assert_array_equal(one["y"], cell.y[:, 0].T)
        for key, values in {**cell.gates, **cell.states}.items():
            np.testing.assert_array_equal(one["signals"][key], values[:, 0].T)
        assert sent["reference"][one["cell"]] == result.scenario.last_loss_step


def test_it_is_of_the_sequence_that_is_looked_at() -> None:
    result = run(Scenario(T_x=4, m=3, n_a=3))
    for sequence in (1, 2, 3):
        sent = decode(picture(result, Look(sequence)).parts["one_step"])
        for one in sent["runs"]:
            assert (one["sequence"], one["batch"]) == (sequence, 3)
            np.testing.assert_array_equal(one["x"], result.x[:, sequence - 1].T)
            assert sent["codes"][one["cell"]] == list(step_code(result, one["cell"], sequence))


def test_while_it_moves_numbers_have_half_the_precision_and_are_the_same() -> None:
    result = run(Scenario(T_x=9, m=1))
    still, moving = (picture(result, Look(moving=moving)).parts["one_step"] for moving in (False, True))
    assert len(moving) < 0.6 * len(still)
    for one, other in zip(decode(still)["runs"], decode(moving)["runs"], strict=True):
        assert (one["x"].dtype, other["x"].dtype) == (np.float64, np.float32)
        for key, values in one["signals"].items():
            np.testing.assert_array_equal(other["signals"][key], values.astype(np.float32))


def test_while_it_moves_what_is_too_large_for_half_the_precision_stays_as_it_is() -> None:
    result = run(Scenario(cells=("rnn",), T_x=60, m=1, n_a=4, n_x=2, gain=5.0, activation="linear"))
    a = result.cells["rnn"].states["a"][:, 0].T
    assert np.finfo(np.float32).max < np.abs(a).max() < np.inf
    (one,) = decode(picture(result, Look(moving=True)).parts["one_step"])["runs"]
    np.testing.assert_array_equal(one["signals"]["a"], a)
    assert one["x"].dtype == np.float32


def test_its_code_has_the_edits_and_the_file_of_this_very_network() -> None:
    edits = (Edit("rnn", "Waa", (0, 0), 2.5),)
    codes = decode(picture(run(Scenario(T_x=3, n_a=2), edits), Look()).parts["one_step"])["codes"]
    assert "Edit('rnn', 'Waa', (0, 0), 2.5)" in codes["rnn"][0]
    codes = decode(picture(run(brought(file=HOSTILE)), Look()).parts["one_step"])["codes"]
    assert repr(HOSTILE) in codes["lstm"][0]


def test_letters_arrive_as_they_are() -> None:
    result = run(Scenario(input="text", text=HOSTILE, n_a=2))
    for one in decode(picture(result, Look()).parts["one_step"])["runs"]:
        assert "".join(one["letters"]) == HOSTILE
        assert sorted(one["alphabet"]) == sorted(set(HOSTILE))
