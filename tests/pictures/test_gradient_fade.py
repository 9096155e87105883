"""The first page: its words, table and drawings say what the gradients say."""

import re

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.setting_words import setting_in_words
from rnnviz.figures.start_words import drawn_in_words
from rnnviz.figures.words import question, takeaway, why_apart
from rnnviz.pictures.draws import draws_in_words
from rnnviz.pictures.gradient_fade import picture
from rnnviz.pictures.markup import warnings
from rnnviz.pictures.picture import Look
from tests.figures.awkward import SCENARIOS, result_of
from tests.figures.sentences import NUMBER, from_to, value_of
from tests.pictures.decoding import decode
from tests.pictures.markup_read import HOSTILE, texts_of, without_draws
from tests.pictures.settings import brought


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_words_are_those_of_the_result(name: str) -> None:
    result = result_of(name)
    words = picture(result, Look()).words
    assert words.keys() == {"pinned", "title", "setting", "findings", "table", "notes"}
    assert texts_of(words["title"])[0] == question(result)
    assert "".join(texts_of(words["setting"])).replace("\u2060", "") == "".join(
        part.text for part in setting_in_words(result.scenario)
    )
    assert texts_of(without_draws(words["findings"])) == [takeaway(result), *texts_of(warnings(result))]
    notes = draws_in_words(result.scenario), why_apart(result), drawn_in_words(result.scenario)
    assert texts_of(words["notes"]) == list(filter(None, notes))


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_drawings_are_those_of_the_result(name: str) -> None:
    result = result_of(name)
    parts = picture(result, Look()).parts
    assert parts.keys() == {"unrolled", "fade", "maps"}
    (chart,) = decode(parts["fade"])["charts"]
    drawn = [trace["y"] for trace in chart["data"] if trace.get("meta", {}).get("log10")]
    fades = [fade for cell in result.cells.values() for fade in cell.fades.values()]
    assert len(drawn) == len(fades)
    for values, fade in zip(drawn, fades, strict=True):
        before = slice(0, fade.reference)
        expected = fade.log10_norm[before] - fade.log10_reference
        known = np.isfinite(expected)
        np.testing.assert_allclose(np.asarray(values)[before][known], expected[known], atol=1e-9)
    maps = decode(parts["maps"])
    assert maps["steps"] == result.scenario.steps
    assert [section["cell"] for section in maps["sections"]] == list(result.cells)


def test_the_numbers_in_words_are_those_of_plain_gradients() -> None:
    result = run(Scenario(T_x=20))
    (chart,) = decode(picture(result, Look()).parts["fade"])["charts"]
    found = dict(re.findall(rf"(RNN|LSTM): 1 at step 20, ({NUMBER}) at step 1[;.]", chart["description"]))
    for cell, label in (("rnn", "RNN"), ("lstm", "LSTM")):
        assert value_of(found[label]) == pytest.approx(from_to(result, cell)[0], abs=0.03)


def test_of_a_network_that_was_brought_nothing_is_said_about_how_it_was_drawn() -> None:
    result = run(brought(HOSTILE, HOSTILE, letters=("<", "&", '"')))
    words = picture(result, Look()).words
    assert texts_of(without_draws(words["findings"])) == [takeaway(result), *texts_of(warnings(result))]
    assert "<script" not in "".join(words.values())
