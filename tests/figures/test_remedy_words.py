"""What a remedy is said to do is what it does."""

import re

import pytest

from rnnviz.analysis.criticality import Critical, critical
from rnnviz.analysis.diagnosis import diagnosis_of
from rnnviz.analysis.remedies import judged, remedied, remedies
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.diagnosis_words import TOGETHER, parts_of
from rnnviz.figures.remedy_words import causes_in_words, change_in_words, critical_in_words, remedy_in_words
from rnnviz.figures.words import power_of_ten
from tests.figures.awkward import SCENARIOS

DEAD = {"activation": "relu", "n_a": 1, "seed": 2, "input": "numbers", "numbers": ((-1.0,) * 9,)}


@pytest.mark.parametrize("name", SCENARIOS)
def test_one_sentence_on_what_it_does_and_one_on_what_is_left(name: str) -> None:
    scenario = Scenario(**SCENARIOS[name])
    now = run(judged(scenario)).cells
    for one in map(remedied, remedies(scenario)):
        cell = one.remedy.cell
        said = remedy_in_words(one, now[cell].fades["a"])
        does, left = said.split(" At step 1 it leaves ")
        assert does == one.remedy.does
        assert re.search(r"\. [A-Z]", does) is None
        after = run(judged(one.remedy.scenario)).cells[cell].fades["a"].left
        assert left.startswith(power_of_ten(after))
        assert f"now {power_of_ten(now[cell].fades['a'].left)}" in left
        assert said.endswith(".")
        assert not re.search(r"nan|inf\b|\de[+-]?\d", said)


@pytest.mark.parametrize(
    ("fields", "name", "marked"),
    [
        ({"forget_bias": 3.0}, "Forget bias 1", ": here it shrinks more."),
        ({"init": "glorot", "T_x": 2, "input_scale": 0.0, "gain": 1.0}, "Input scaled", None),
        (DEAD, "Identity and ReLU (IRNN)", ": no better here."),
        ({}, "Chrono", "now 9.8·10⁻⁷."),
    ],
)
def test_what_does_not_help_is_marked(fields: dict, name: str, marked: str | None) -> None:
    scenario = Scenario(**fields)
    found = [one for one in remedies(scenario, Critical(None, None)) if one.name == name]
    assert len(found) == (0 if marked is None else 1)
    for one in found:
        assert marked is not None
        assert remedy_in_words(remedied(one), run(scenario).cells[one.cell].fades["a"]).endswith(marked)


def test_a_remedy_that_overshoots_is_said_to() -> None:
    scenario = Scenario(cells=("rnn",), gain=1.65)
    (gain,) = (one for one in remedies(scenario, Critical(3.0, None)) if one.name == "Gain tuned to ×1")
    said = remedy_in_words(remedied(gain), run(scenario).cells["rnn"].fades["a"])
    assert said.endswith(": here it grows too far.")


def test_what_a_remedy_changes_is_said_of_whatever_start() -> None:
    for fields in SCENARIOS.values():
        for start in ("keras", "pytorch"):
            scenario = Scenario(**{**fields, "start": start, "init": "own"})
            for remedy in remedies(scenario, Critical(1.5, 2.0)):
                changed = change_in_words(scenario, remedy.scenario)
                assert changed
                assert "own" not in changed
                assert not re.search(r"nan|inf\b|\de[+-]?\d|-\d", changed)
    assert change_in_words(Scenario(start="pytorch"), Scenario(init="orthogonal", start="pytorch")).startswith(
        "recurrent weights as in PyTorch → Orthogonal"
    )


def test_the_critical_values_are_said_for_the_cells_there_are() -> None:
    scenario = Scenario(n_a=8, T_x=40, forget_bias=-4.0)
    said = critical_in_words(scenario, Critical(1.2345, -0.25))
    assert said.endswith("the factor a step is 1 at gain 1.2345 (RNN) and at forget bias −0.25 (LSTM).")
    assert "RNN)" not in critical_in_words(Scenario(cells=("lstm",)), Critical(1.0, 1.0))
    assert "of the loss at the last step alone" in critical_in_words(Scenario(loss="every"), Critical(1.0, 1.0))
    assert critical_in_words(Scenario(T_x=1), critical(Scenario(T_x=1))) == ""


def test_what_the_causes_are_with_a_remedy_tells_what_it_mends() -> None:
    # A strong input saturates: scaled, the slopes come back; a larger gain makes up for them, and takes more of them.
    scenario = Scenario(cells=("rnn",), input_scale=5.0)
    before = diagnosis_of(run(scenario), "rnn")
    said = {
        one.name: causes_in_words(before, remedied(one).diagnosis)
        for one in remedies(scenario, Critical(3.07, None))
        if one.name in ("Input scaled", "Gain tuned to ×1")
    }
    for name, same in (("Input scaled", "weights"), ("Gain tuned to ×1", "")):
        for part in parts_of(before):
            now = re.search(rf"{part.name} ×(\S+?)( → (\S+?))?[,.]( |$)", said[name])
            assert part.name == TOGETHER or now is not None, (name, part.name)
            if now is not None:
                assert (now[3] is None) == (part.name == same), (name, part.name)
    slopes = {
        name: [float(n) for n in re.findall(r"[\d.]*\d", words.split("weights")[0])] for name, words in said.items()
    }
    assert slopes["Input scaled"][1] > 2 * slopes["Input scaled"][0]
    assert slopes["Gain tuned to ×1"][1] < slopes["Gain tuned to ×1"][0]
