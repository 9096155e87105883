"""Gates and states over time: the sequence and the order that are looked at, and no others."""

import numpy as np
import pytest

from rnnviz.analysis.sequence import view_sequence
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unit_orders import ORDERS, unit_order
from rnnviz.figures.unit_overview import first_unit
from rnnviz.figures.unit_words import gates_details, gates_takeaway
from rnnviz.pictures.gates import picture
from rnnviz.pictures.markup import warnings
from rnnviz.pictures.picture import Look
from tests.figures.awkward import SCENARIOS, result_of
from tests.pictures.decoding import decode
from tests.pictures.markup_read import HOSTILE, texts_of, without_draws
from tests.pictures.settings import brought


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_words_are_those_of_the_result(name: str) -> None:
    result = result_of(name)
    words = picture(result, Look().within(result.scenario)).words
    assert words.keys() == {"pinned", "findings", "details"}
    assert texts_of(without_draws(words["findings"])) == [gates_takeaway(result), *texts_of(warnings(result))]
    assert texts_of(words["details"]) == list(filter(None, [gates_details(result)]))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sequence", [1, 3])
def test_it_shows_the_sequence_and_the_order_that_are_looked_at(sequence: int, order: str) -> None:
    result = run(Scenario(T_x=9, m=3, n_a=5))
    view = "lines" if sequence == 3 else "maps"
    shown = picture(result, Look(sequence, order, view))
    assert shown.parts.keys() == {"unit_maps"}  # what is not looked at is not sent
    sent = decode(shown.parts["unit_maps"])
    assert (sent["steps"], sent["lines"], sent["text"]) == (9, sequence == 3, None)
    for section in sent["sections"]:
        seen = view_sequence(result, section["cell"], sequence)
        np.testing.assert_array_equal(section["order"], unit_order(result, section["cell"], order))
        np.testing.assert_allclose(section["input"]["values"], result.x[:, sequence - 1], rtol=1e-6)
        panels = {panel["key"]: panel["values"] for group in section["groups"] for panel in group}
        for key, values in seen.signals.items():
            np.testing.assert_allclose(panels[key], values, rtol=1e-6)


@pytest.mark.parametrize("sequence", [1, 3])
def test_it_opens_on_one_unit_of_the_sequence_that_is_looked_at(sequence: int) -> None:
    result = run(Scenario(T_x=9, m=3, n_a=5))
    parts = picture(result, Look(sequence)).parts
    assert parts.keys() == {"units_overview"}
    sent = decode(parts["units_overview"])
    assert (sent["steps"], sent["batch"], sent["sequence"]) == (9, 3, sequence)
    for column in sent["columns"]:
        seen = view_sequence(result, column["cell"], sequence)
        drawn = {one["key"]: one["values"] for one in (*column["gates"], *column["states"], *column["gradients"])}
        assert drawn.keys() == {*seen.signals, *(f"d{key}" for key in seen.gradients if key != "x")}
        for key, values in seen.signals.items():
            np.testing.assert_allclose(drawn[key], values, rtol=1e-6)


def test_one_unit_in_two_of_three_is_counted_in_words_as_it_is() -> None:
    result = run(Scenario(cells=("rnn",), T_x=9, m=1, n_a=5, gain=5.0, input_scale=9.0))
    (said,) = texts_of(picture(result, Look()).words["details"])
    at_limits = (np.abs(result.cells["rnn"].states["a"]) > 0.9).mean(axis=(1, 2)) > 0.5
    assert at_limits.any()
    assert said.startswith(f"{at_limits.sum()} of 5 RNN units are at their limits")


def test_a_text_is_coloured_by_what_is_looked_at_and_arrives_letter_by_letter() -> None:
    result = run(Scenario(input="text", text=HOSTILE, n_a=3))
    for source, values in (("lstm f", result.cells["lstm"].gates["f"]), ("rnn a", result.cells["rnn"].states["a"])):
        shown = picture(result, Look(source=source))
        text = decode(shown.parts["unit_maps"])["text"]
        assert "".join(text["characters"]) == HOSTILE
        assert text["cell"] == source.split()[0]
        np.testing.assert_allclose(text["values"], values[:, 0], rtol=1e-6)
        assert text["first"] == first_unit(result, text["cell"])  # the unit that is shown below
        assert "<script" not in "".join(shown.words.values())
    assert decode(picture(result, Look(view="maps")).parts["unit_maps"])["text"] is None
    assert picture(result, Look()).parts.keys() == {"units_overview"}


def test_each_sequence_of_a_text_that_was_brought_has_its_own_letters() -> None:
    result = run(brought(HOSTILE, letters=("<", "&", '"')))
    for sequence in (1, 2, 3, 4):
        parts = picture(result, Look(sequence, source="rnn a")).parts
        text, overview = decode(parts["unit_maps"])["text"], decode(parts["units_overview"])
        maps = decode(picture(result, Look(sequence, view="maps", source="rnn a")).parts["unit_maps"])
        read = [('<&"')[k] for k in result.x[:, sequence - 1].argmax(axis=0)]
        assert text["characters"] == maps["text"]["characters"] == read
        assert overview["columns"][0]["input"]["characters"] == maps["sections"][0]["input"]["characters"] == read
