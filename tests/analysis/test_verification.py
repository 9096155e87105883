"""The check of a run finds a wrong gradient, and none where there is none."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from rnnviz.analysis.verification import check_run
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario

SMALL = {"n_a": 4, "n_x": 3, "m": 2, "T_x": 6}


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
@pytest.mark.parametrize(
    "fields",
    [{}, {"loss": "every"}, {"loss": "step", "loss_step": 2}, {"activation": "sigmoid"}, {"init": "identity"}],
    ids=str,
)
def test_all_entries_of_a_right_run_agree(cell: str, fields: dict) -> None:
    verdict = check_run(run(Scenario(**SMALL, **fields)), cell)
    assert verdict.passed
    assert verdict.checked == verdict.total
    assert any(c.resolved for c in verdict.comparisons)
    expected = {"rnn": {"Waa", "Wax", "ba"}, "lstm": {f"{kind}{gate}" for kind in "Wb" for gate in "fico"}}[cell]
    assert {c.name for c in verdict.comparisons} == {f"d{name}" for name in expected | {"x"}}


def test_an_edited_run_is_checked_as_it_is() -> None:
    assert check_run(run(Scenario(**SMALL), [Edit("lstm", "Wf", (0, 0), 3.0)]), "lstm").passed


def test_a_wrong_gradient_is_found() -> None:
    result = run(Scenario(**SMALL))
    one = result.cells["rnn"]
    wrong = replace(one, gradients=MappingProxyType({**one.gradients, "dWaa": one.gradients["dWaa"] * 1.001}))
    verdict = check_run(replace(result, cells={"rnn": wrong}), "rnn")
    assert not verdict.passed
    assert verdict.worst.name == "dWaa"


def test_a_sample_is_what_it_says() -> None:
    verdict = check_run(run(Scenario(**SMALL)), "lstm", sample=2)
    assert verdict.checked == 2 * 9


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_a_numeric_derivative_can_tell_where_an_answer_is_as_wrong_as_can_be(cell: str) -> None:
    scenario = Scenario(**SMALL | {"m": 1}, n_y=3, cells=(cell,))
    label = int(run(scenario).labels[0, -1])
    scores = dict(zip([label, *({0, 1, 2} - {label})], (-431, 279, 427), strict=True))
    result = run(scenario, [Edit(cell, "by", (k, 0), score) for k, score in scores.items()])
    assert 850 < result.cells[cell].loss < 870
    verdict = check_run(result, cell)
    assert verdict.passed
    assert all(c.resolved for c in verdict.comparisons)
