"""The badge says what the check found."""

import re

import pytest

from rnnviz.analysis.verification import check_run
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.check import Comparison, Verdict
from rnnviz.pictures.checked import check, check_result, verdict_in_words
from tests.opened_page import OpenedPage


def test_it_names_the_worst_and_how_many_were_looked_at() -> None:
    result = run(Scenario(n_a=4, m=2, T_x=6))
    verdict = check_run(result, "lstm", sample=3)
    text = verdict_in_words("LSTM", verdict)
    assert text.startswith(f"**LSTM:** 27 of {verdict.total:,} entries, chosen at random, of dWc, dWf")
    assert "agrees: " in text


def test_what_does_not_agree_or_is_not_seen_is_said() -> None:
    wrong = Comparison("dWaa", 0.5, (0, 0), 2.0, 1.0, 1e-12, 1, 4)
    tiny = Comparison("dx", 0.0, (0, 0), 1e-40, 0.0, 1e-12, 1, 4)
    text = verdict_in_words("RNN", Verdict([wrong, tiny]))
    assert "dWaa, **does not agree**: 2 against 1." in text
    assert text.endswith("A numeric derivative cannot tell of dx.")
    assert verdict_in_words("RNN", Verdict([tiny])).endswith("too small, or too strongly curved.")


def label(page: OpenedPage) -> str:
    (found,) = (one.label for one in page.at.expander if "heck" in one.label)
    return str(found)


def test_the_badge_has_the_number(monkeypatch) -> None:
    text = label(OpenedPage(monkeypatch, page="step", folds=()))
    found = re.fullmatch(r"Checked: largest difference (\d\.\d)·10⁻(\S+)", text)
    assert found, text
    assert int(found[2].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))) >= 7


def test_a_large_one_is_checked_when_asked(monkeypatch) -> None:
    page = OpenedPage(monkeypatch, page="step", folds=(), n_a="128", m="16")
    assert label(page) == "Check against numeric derivatives"


def test_to_open_the_badge_does_not_change_its_label(monkeypatch) -> None:
    page = OpenedPage(monkeypatch, page="step", folds=())
    closed = label(page)
    page.at.session_state["checked"] = True
    page.run()
    assert label(page) == closed
    assert sum("entries, chosen at random" in m.value for m in page.at.markdown) == 2
    page.click("Check 12 entries of each array")
    assert label(page) == closed
    assert sum("entries, chosen at random" in m.value for m in page.at.markdown) == 4


@pytest.mark.parametrize(
    "fields",
    [{"gain": 3.0}, {"gain": 3.0, "seed": 2}, {"activation": "relu", "gain": 1.4, "n_a": 16}, {"forget_bias": 3.0}],
    ids=str,
)
def test_a_right_gradient_is_never_said_not_to_agree(fields) -> None:
    result = run(Scenario(**fields))
    for cell in result.cells:
        assert "not agree" not in verdict_in_words(cell, check_run(result, cell, sample=6))
    assert not check_result(result, 6).label.startswith("Does not agree")


def test_where_all_gradients_are_zero_there_is_nothing_to_divide_by() -> None:
    result = run(Scenario(cells=("rnn",), activation="relu", input_scale=0.0, T_x=9, n_a=4))
    assert check_result(result, 1).label == "Checked: a numeric derivative cannot tell here"


def test_what_it_says_is_of_so_many_entries_of_this_very_network(monkeypatch) -> None:
    scenario = Scenario(n_a=4, T_x=8, m=2)
    page = OpenedPage(monkeypatch, page="step", folds=("checked",), n_a="4", T_x="8", m="2")
    for edits in ((), (Edit("rnn", "Waa", (0, 0), 2.0), Edit("lstm", "Wf", (0, 0), 2.0))):
        page.at.session_state["session"].edits = {scenario.key: edits}
        page.run()
        page.click("Check 12 entries of each array")
        said = [m.value for m in page.at.markdown if "entries, chosen at random" in m.value]
        result = run(scenario, edits)
        assert said == [
            verdict_in_words(label, check_run(result, cell, sample=sample))
            for sample in (1, 12)
            for cell, label in (("rnn", "RNN"), ("lstm", "LSTM"))
        ]


def test_where_an_answer_is_as_wrong_as_can_be_a_numeric_derivative_can_tell() -> None:
    scenario = Scenario(n_y=3, n_a=4, m=1, T_x=6)
    label = int(run(scenario).labels[0, -1])
    scores = dict(zip([label, *({0, 1, 2} - {label})], (-431, 279, 427), strict=True))
    edits = [Edit(cell, "by", (k, 0), score) for cell in scenario.cells for k, score in scores.items()]
    text = check(scenario, tuple(edits), 1).label
    assert re.fullmatch(r"Checked: largest difference \d\.\d·10⁻\S+", text), text
