"""What a check found, in words and numbers: of this very network, and never of fewer entries than it says."""

import re
from dataclasses import replace

import pytest

from rnnviz.analysis.verification import check_run
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.check import Comparison, Verdict
from rnnviz.numerics.numerals import numeral
from rnnviz.pictures.checked import check, check_result, verdict_in_words
from tests.figures.sentences import value_of
from tests.pictures.settings import brought

SMALL = Scenario(n_a=3, m=2, T_x=5, n_x=2)


def with_wrong_gradient(result: Result, cell: str, name: str, factor: float) -> Result:
    """The same with one gradient that is not what it should be."""
    one = result.cells[cell]
    gradients = {**one.gradients, name: one.gradients[name] * factor}
    return replace(result, cells={**result.cells, cell: replace(one, gradients=gradients)})


def test_a_right_gradient_agrees_and_the_label_has_the_largest_difference() -> None:
    label, sentences = check(SMALL, (), 1)
    found = re.fullmatch(r"Checked: largest difference (\d\.\d·10⁻\S+)", label)
    assert found, label
    assert value_of(found[1]) < -7
    assert [sentence.split(" ")[0] for sentence in sentences] == ["**RNN:**", "**LSTM:**"]
    assert all(" agrees: " in sentence for sentence in sentences)
    assert check_result(run(SMALL), 1) == (label, sentences)


def test_a_wrong_gradient_does_not_agree_and_is_named() -> None:
    wrong = with_wrong_gradient(run(SMALL), "lstm", "dbo", 1.001)
    label, (of_rnn, of_lstm) = check_result(wrong, 4)
    found = re.fullmatch(r"Does not agree: largest difference (\S+)", label)
    assert found, label
    assert value_of(found[1]) == pytest.approx(-3, abs=0.05)
    assert " agrees: " in of_rnn
    assert "The worst, dbo, **does not agree**: " in of_lstm


def test_the_two_numbers_are_those_of_the_comparison() -> None:
    one = Comparison("dWaa", 0.5, (0, 0), 2.25, 1.125, 1e-12, 3, 40)
    other = Comparison("dba", 0.0, (0, 0), 1.0, 1.0, 1e-12, 4, 5)
    text = verdict_in_words("RNN", Verdict([other, one]))
    assert text.startswith("**RNN:** 7 of 45 entries, chosen at random, of dWaa, dba. ")
    assert text.endswith(f"The worst, dWaa, **does not agree**: {numeral(2.25, 6)} against {numeral(1.125, 6)}.")


def test_what_a_numeric_derivative_cannot_tell_is_said() -> None:
    tiny = Comparison("dx", 0.0, (0, 0), 1e-40, 0.0, 1e-12, 1, 4)
    right = Comparison("dba", 0.0, (0, 0), 1.0, 1.0, 1e-12, 4, 5)
    assert verdict_in_words("RNN", Verdict([right, tiny])).endswith(" A numeric derivative cannot tell of dx.")
    assert verdict_in_words("RNN", Verdict([tiny])).endswith(
        "can tell of none of them: too small, or too strongly curved."
    )
    nothing = Scenario(cells=("rnn",), activation="relu", input_scale=0.0, T_x=5, n_a=2)
    assert check(nothing, (), 2).label == "Checked: a numeric derivative cannot tell here"


def test_so_many_entries_are_checked_as_are_asked_for_and_as_there_are() -> None:
    counts = []
    for sample in (1, 3, 10_000):
        result = run(SMALL)
        (said, *_) = check_result(result, sample).sentences
        found = re.match(r"\*\*RNN:\*\* ([\d,]+) of ([\d,]+) entries", said)
        assert found
        counts.append(tuple(int(number.replace(",", "")) for number in found.groups()))
        assert counts[-1][0] == check_run(result, "rnn", sample=sample).checked
    assert counts[0][0] < counts[1][0] < counts[2][0] == counts[2][1]
    assert len({total for _, total in counts}) == 1


def test_it_is_of_the_network_with_its_edits() -> None:
    edits = (Edit("rnn", "by", (0, 0), 1.5),)
    assert check(SMALL, edits, 2) == check_result(run(SMALL, edits), 2) != check(SMALL, (), 2)


def test_what_was_brought_is_checked_too() -> None:
    label, sentences = check(brought(), (), 2)
    assert label.startswith("Checked: largest difference ")
    assert len(sentences) == 2
