"""The first screen of why: a verdict and a chain of causes for every cell, of this very result."""

import re

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import diagnose
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.diagnosis_words import describe_causes, notes, parts_of, title, verdict
from rnnviz.pictures.markup import warnings
from rnnviz.pictures.picture import Look
from rnnviz.pictures.why import picture
from tests.figures.awkward import SCENARIOS, result_of
from tests.figures.sentences import NUMBER, from_to, value_of
from tests.pictures.decoding import decode
from tests.pictures.markup_read import HOSTILE, texts_of, without_draws
from tests.pictures.settings import brought


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_words_and_charts_are_those_of_the_diagnosis(name: str) -> None:
    result = result_of(name)
    diagnoses = diagnose(result)
    words, parts = picture(result, Look())
    assert words.keys() == {"pinned", "title", "findings", "factors"}
    assert texts_of(words["title"]) == [title(diagnoses)]
    assert texts_of(without_draws(words["findings"])) == [*verdict(diagnoses), *texts_of(warnings(result))]
    said = texts_of(without_draws(words["factors"]))
    for one in diagnoses.values():
        for part in parts_of(one):
            assert all(text in said for text in part)
        assert not notes(one) or " ".join(notes(one)) in said
    sent = decode(parts["causes"])
    assert sent["columns"] == min(2, len(result.cells))
    assert [chart["description"] for chart in sent["charts"]] == [describe_causes(one) for one in diagnoses.values()]


def test_the_factor_in_the_verdict_is_what_the_gradients_say() -> None:
    result = run(Scenario(cells=("rnn",), T_x=20, m=1))
    (said,) = texts_of(without_draws(picture(result, Look()).words["findings"]))
    found = re.search(rf"×({NUMBER}) a step,", said)
    assert found, said
    log10, steps = from_to(result, "rnn")
    assert value_of(found[1]) == pytest.approx(log10 / steps, abs=0.002)
    rows = re.findall(rf"<td>×({NUMBER})</td>", without_draws(picture(result, Look()).words["factors"]))
    *causes, together = map(value_of, rows)
    assert together == pytest.approx(log10 / steps, abs=0.002)
    assert np.sum(causes) == pytest.approx(log10 / steps, abs=0.005)


def test_a_cell_has_the_name_of_its_chart() -> None:
    sent = decode(picture(run(Scenario(T_x=5, cells=("gru", "rnn"))), Look()).parts["causes"])
    assert [chart["name"].split(":")[0] for chart in sent["charts"]] == ["GRU", "RNN"]


def test_names_from_outside_are_no_markup() -> None:
    words = picture(run(brought(HOSTILE, HOSTILE, letters=("<", "&", '"'))), Look()).words
    assert "<script" not in "".join(words.values())
