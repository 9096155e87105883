"""What a page is asked for: any text is read without harm, and what is possible has one answer."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.pictures import answers
from rnnviz.pictures.answers import MOST_UNITS, MOST_VALUES, PICTURES, Question, answer, can_follow, question_in, ready
from rnnviz.pictures.picture import Look
from tests.pictures.decoding import decode
from tests.pictures.markup_read import HOSTILE, read
from tests.pictures.settings import EXTREMES, brought
from tests.strategies import scenarios

#: Parts and words of each page.
FOUND = {
    "gradient": ({"unrolled", "fade", "maps"}, {"pinned", "title", "setting", "findings", "table", "notes"}),
    "gates": ({"units_overview"}, {"pinned", "findings", "details"}),
    "step": ({"one_step"}, {"findings"}),
    "why": ({"causes"}, {"pinned", "title", "findings", "factors"}),
}


def parts_of(page: str, setting: Setting) -> set[str]:
    """What a page is drawn of; the page of gates has a text of its own where one is read."""
    return FOUND[page][0] | ({"unit_maps"} if page == "gates" and setting.letters else set())


def asked(query: Any, **rest: Any) -> Question | None:
    return question_in(json.dumps({"query": query, **rest}))


# ------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("page", PICTURES)
def test_every_page_answers_at_the_extremes_and_twice_the_same(page: str, name: str) -> None:
    scenario = Scenario(**EXTREMES[name])
    found = asked(scenario.to_query())
    assert found == Question(scenario, Look(moving=True).within(scenario))
    first, second = (answer(page, found.scenario, (), found.look) for _ in range(2))
    assert first == second, "the same bytes, and the same words"
    words = FOUND[page][1]
    assert (set(first.parts), set(first.words)) == (parts_of(page, scenario), words)
    for part in first.parts.values():
        decode(part)
    for markup in first.words.values():
        tags, _ = read(markup)
        assert not {"script", "img"} & set(tags)


@pytest.mark.parametrize("page", PICTURES)
def test_what_was_brought_and_edited_is_answered_as_it_is(page: str) -> None:
    setting = brought(HOSTILE, letters=("<", "&", '"'))
    edits = (Edit("rnn", "Waa", (0, 0), 1.5),)
    plain, other = answer(page, setting, (), Look()), answer(page, setting, edits, Look())
    assert plain != other
    assert plain.parts.keys() == parts_of(page, setting)


def test_a_look_that_the_setting_does_not_have_is_answered_as_far_as_it_has_it() -> None:
    setting = Scenario(T_x=4, n_a=2, m=3)
    beyond = Look(sequence=99, order="colour", source="rnn a")
    for page in PICTURES:
        assert answer(page, setting, (), beyond) == answer(page, setting, (), Look(sequence=3))


def test_to_be_ready_every_page_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    monkeypatch.setattr(answers, "answer", lambda page, *rest: tried.append(page))
    ready()
    assert tried == list(PICTURES)
    monkeypatch.undo()
    ready()


# ------------------------------------------------------------------------------------------- what can follow


def test_what_follows_has_as_many_values_as_is_allowed_and_not_one_more() -> None:
    assert MOST_VALUES == 250 * 1000
    assert can_follow(Scenario(cells=("rnn",), T_x=1000, n_a=50, m=5))
    assert not can_follow(Scenario(cells=("rnn",), T_x=1000, n_a=51, m=5))
    assert can_follow(Scenario(cells=("rnn", "lstm"), T_x=1000, n_a=25, m=5))
    assert not can_follow(Scenario(cells=("rnn", "lstm", "gru"), T_x=1000, n_a=25, m=5))


def test_what_follows_has_as_many_units_as_is_allowed_and_not_one_more() -> None:
    assert can_follow(Scenario(n_a=MOST_UNITS, T_x=2, m=1))
    assert not can_follow(Scenario(n_a=MOST_UNITS + 1, T_x=2, m=1))
    assert can_follow(brought())


# ------------------------------------------------------------------------------------------- questions


@given(scenarios())
def test_an_address_is_the_question_for_its_scenario(scenario: Scenario) -> None:
    found = asked(scenario.to_query())
    assert found is not None
    assert found.scenario == scenario


def test_how_it_is_looked_at_is_read() -> None:
    look = {"sequence": 2, "order": "memory", "view": "lines", "source": None, "moving": False}
    assert asked({"m": "3"}, look=look) == Question(Scenario(m=3), Look(2, "memory", "lines", moving=True))
    text = {"input": "text", "text": HOSTILE}
    found = asked(text, look={"source": "lstm c"})
    assert found is not None
    assert (found.scenario.text, found.look.source) == (HOSTILE, "lstm c")


@pytest.mark.parametrize(
    "look",
    [
        {"sequence": True, "order": None, "view": None, "source": 1},
        {"sequence": 1.0, "order": ["number"], "view": ["maps"], "source": {}},
        {"sequence": "3", "order": "\ud800", "source": "\ud800", "moving": 7},
        {"sequence": None, "unknown": {"a": [None]}},
        {"sequence": -(10**300)},
        {},
    ],
    ids=str,
)
def test_a_look_without_form_is_the_one_at_the_beginning(look: dict[str, Any]) -> None:
    found = asked({"m": "3"}, look=look)
    assert found == Question(Scenario(m=3), Look(moving=True))
    assert type(found.look.sequence) is int  # True is 1, and is written otherwise


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        '"query"',
        "{}",
        "[[[",
        "[" * 15_000,
        '{"query":' * 1_700,
        '{"query": null}',
        '{"query": []}',
        '{"query": {"n_a": 16}}',
        '{"query": {"n_a": null}}',
        '{"query": {"n_a": ["16"]}}',
        '{"query": {}, "look": null}',
        '{"query": {}, "look": []}',
        '{"query": {}, "look": {"sequence": ' + "9" * 5_000 + "}}",
        '{"query": {"n_a": "' + "9" * 10_000 + '"}}',
        '{"query": {"gain": "1e999"}}',
        '{"query": {"gain": "nan"}}',
        '{"query": {"gain": "-inf"}}',
        '{"query": {"gain": "0"}}',
        '{"query": {"gain": "' + "a" * 10_000 + '"}}',
        '{"query": {"T_x": "0"}}',
        '{"query": {"T_x": "2.5"}}',
        '{"query": {"m": "-1"}}',
        '{"query": {"seed": "0x10"}}',
        '{"query": {"cells": ""}}',
        '{"query": {"cells": "rnn,rnn"}}',
        '{"query": {"cells": "' + "rnn," * 2_000 + '"}}',
        '{"query": {"start": "elsewhere"}}',
        '{"query": {"input": "text", "text": ""}}',
        '{"query": {"input": "text", "text": "\\ud800"}}',
        '{"query": {"input": "text", "text": "' + "a" * 10_000 + '"}}',
        '{"query": {"input": "numbers", "numbers": "1,2;3"}}',
        '{"query": {"input": "numbers", "numbers": "' + "1," * 5_000 + '"}}',
        '{"query": {"loss": "step", "loss_step": "101"}}',
        '{"query": {"n_a": "256", "T_x": "1000", "m": "64"}}',
        '{"query": {"n_a": "16", "n_a": "257"}}',
        "\0",
        "\ud800",
        '\ufeff{"query": {}}',
    ],
    ids=lambda text: ascii(text)[:60],
)
def test_what_has_no_answer_is_no_question(text: str) -> None:
    assert question_in(text) is None


def test_of_keys_that_come_twice_the_last_counts_and_unknown_ones_are_somebody_elses() -> None:
    text = '{"query": {"n_a": "257", "n_a": "16"}, "query": {"n_a": "8", "n_a": "9", "utm": "x"}, "who": 1}'
    assert question_in(text) == Question(Scenario(n_a=9), Look(moving=True))
    assert asked({"\ud800": "\ud800", "": "", "__class__": "x", "key": "y", "steps": "3"}) == Question(
        Scenario(), Look(moving=True)
    )


def test_a_question_is_as_long_as_an_address_and_no_longer() -> None:
    text = '{"query": {"n_a": "9"}}'
    assert question_in(text + " " * (32_000 - len(text))) == Question(Scenario(n_a=9), Look(moving=True))
    assert question_in(text + " " * (32_001 - len(text))) is None


texts = st.text(st.characters(), max_size=40)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from([*Scenario.__dataclass_fields__])
values = st.sampled_from(["0", "1", "-1", "1e9", "nan", "rnn", "text", "numbers", "step", "1,2", "rnn,lstm"]) | texts


@given(st.binary(max_size=200))
def test_random_bytes_are_read_without_harm(data: bytes) -> None:
    for encoding in ("latin-1", "utf-16"):
        assert question_in(data.decode(encoding, errors="ignore")) is None


@given(st.dictionaries(fields | texts, values | json_values, max_size=4), json_values)
def test_whatever_is_said_has_an_answer_or_is_none(query: dict[str, Any], look: Any) -> None:
    found = asked(query, look=look)
    if found is not None:
        assert found.look == found.look.within(found.scenario)
        assert found.look.moving
        if found.scenario.cost <= 500:
            json.dumps(dict(answer("gates", found.scenario, (), found.look).words)).encode()


@given(scenarios(n_a=3, T_x=6, m=2, n_x=3), st.sampled_from([*PICTURES]), st.integers(1, 3))
def test_what_is_possible_has_an_answer(scenario: Scenario, page: str, sequence: int) -> None:
    found = asked(scenario.to_query(), look={"sequence": sequence})
    assert found is not None
    if found.scenario.cost <= 500:
        shown = answer(page, found.scenario, (), found.look)
        assert shown.parts.keys() == parts_of(page, found.scenario)
        for part in shown.parts.values():
            assert np.frombuffer(part, np.uint8).size == len(part)
