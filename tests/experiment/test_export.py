"""A result as files: what is read back is what was computed, to the bit, with other readers than our own."""

import csv
import io
import json
from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.export import to_csv, to_npz
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario

SMALL = {"n_a": 4, "n_x": 3, "m": 2, "T_x": 12}
ODD: dict[str, dict[str, Any]] = {
    "plain": {},
    "one step": {"T_x": 1},
    "one unit": {"n_a": 1, "m": 1, "n_x": 1},
    "exact zeros": {"loss": "step", "loss_step": 5},
    "NaN": {"activation": "linear", "gain": 5.0, "T_x": 600},
    "below the float range": {"gain": 0.05, "T_x": 1000, "n_a": 1, "m": 1},
    "one cell": {"cells": ("lstm",)},
    "a text": {"input": "text", "text": 'a "b",\n#c;\u2028é😀'},
    "numbers": {"input": "numbers", "numbers": ((0.1, -0.2, 1e-7),)},
}


def scenario(name: str) -> Scenario:
    return Scenario(**(SMALL | ODD[name]))


@pytest.mark.parametrize("name", ODD)
def test_the_csv_reads_back_exactly_with_the_csv_module(name: str) -> None:
    result = run(scenario(name))
    comment, *lines = to_csv(result).split("\n")
    assert comment.startswith("# rnnviz scenario")
    assert json.loads(comment.partition(": ")[2]) == scenario(name).to_query()
    assert lines.pop() == ""  # it ends with a newline
    rows = list(csv.DictReader(lines))
    assert [int(row["t"]) for row in rows] == list(range(1, scenario(name).steps + 1))
    expected = {
        f"log10_norm_{cell.cell}_d{state}": fade.log10_norm
        for cell in result.cells.values()
        for state, fade in cell.fades.items()
    }
    assert set(rows[0]) == {"t", *expected}
    for column, values in expected.items():
        np.testing.assert_array_equal([float(row[column]) for row in rows], values)


def test_the_csv_reads_back_with_numpy() -> None:
    result = run(scenario("exact zeros"))
    read = np.genfromtxt(io.StringIO(to_csv(result)), delimiter=",", names=True, skip_header=1)
    np.testing.assert_array_equal(read["log10_norm_rnn_da"], result.cells["rnn"].fades["a"].log10_norm)
    assert np.isneginf(read["log10_norm_lstm_dc"][5:]).all()  # nothing after the loss at step 5


def test_the_norms_in_the_csv_are_those_of_the_gradient() -> None:
    result = run(scenario("plain"))
    rows = list(csv.DictReader(to_csv(result).splitlines()[1:]))
    gradient = result.cells["lstm"].by_step["c"]
    plain = gradient.mantissa * 2.0**gradient.exponent
    expected = [np.log10(np.sqrt((plain[:, :, t] ** 2).sum())) for t in range(12)]
    np.testing.assert_allclose([float(row["log10_norm_lstm_dc"]) for row in rows], expected, rtol=1e-12)


@pytest.mark.parametrize("name", ODD)
def test_the_npz_loads_without_pickle_and_holds_everything(name: str) -> None:
    result = run(scenario(name))
    with np.load(io.BytesIO(to_npz(result)), allow_pickle=False) as arrays:
        read = dict(arrays)
    assert json.loads(str(read["scenario"])) == scenario(name).to_query()
    assert Scenario.from_query(json.loads(str(read["scenario"]))) == (scenario(name), [])
    np.testing.assert_array_equal(read["x"], result.x)
    np.testing.assert_array_equal(read["labels"], result.labels)
    for cell in result.cells.values():
        for group in ("parameters", "states", "gates", "gradients"):
            for key, value in getattr(cell, group).items():
                np.testing.assert_array_equal(read[f"{cell.cell}/{group}/{key}"], value)
                assert read[f"{cell.cell}/{group}/{key}"].dtype == value.dtype
        np.testing.assert_array_equal(read[f"{cell.cell}/y"], cell.y)
        np.testing.assert_array_equal(read[f"{cell.cell}/loss"], cell.loss)
        for state, gradient in cell.by_step.items():
            np.testing.assert_array_equal(read[f"{cell.cell}/by_step/d{state}_mantissa"], gradient.mantissa)
            np.testing.assert_array_equal(read[f"{cell.cell}/by_step/d{state}_exponent"], gradient.exponent)


def test_the_npz_holds_the_parameters_of_both_networks() -> None:
    with np.load(io.BytesIO(to_npz(run(scenario("plain"))))) as arrays:
        names = {name.removeprefix("lstm/parameters/") for name in arrays if name.startswith("lstm/parameters/")}
        assert names == {"Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo", "Wy", "by"}
        names = {name.removeprefix("rnn/parameters/") for name in arrays if name.startswith("rnn/parameters/")}
        assert names == {"Wax", "Waa", "Wya", "ba", "by"}


def test_an_edited_network_says_so() -> None:
    edits = (Edit("rnn", "ba", (1, 0), 0.5), Edit("", "x", (0, 0, 2), -1.0))
    result = run(scenario("plain"), edits)
    line = next(line for line in to_csv(result).splitlines() if "changed by hand" in line)
    expected = [["rnn", "ba", [1, 0], 0.5], ["", "x", [0, 0, 2], -1.0]]
    assert json.loads(line.partition(": ")[2]) == expected
    with np.load(io.BytesIO(to_npz(result))) as arrays:
        assert json.loads(str(arrays["edits"])) == expected
    assert "changed by hand" not in to_csv(run(scenario("plain")))


@pytest.mark.parametrize("text", ["a,=1+1", "a;=cmd|x", "a\t@SUM(1)", "=1+1", '"=1+1",x', "a\u2028=1", "é,-1"])
def test_no_text_of_a_person_s_becomes_a_formula_or_a_line_of_its_own(text: str) -> None:
    scenario = Scenario(input="text", text=text, n_a=2)
    lines = to_csv(run(scenario)).splitlines()
    assert json.loads(lines[0].partition(": ")[2]) == scenario.to_query()
    assert lines[1].startswith("t,")
    for delimiter in (",", ";", "\t", "|"):
        for row in csv.reader(lines[:1], delimiter=delimiter):
            assert not [cell for cell in row if cell.strip().startswith(("=", "+", "-", "@"))]
