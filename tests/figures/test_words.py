"""Sentences and text alternatives, for every result."""

import re

import numpy as np
import pytest

from rnnviz.figures import words
from tests.figures.awkward import SCENARIOS, result_of
from tests.figures.sentences import from_to, value_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_result_has_sentences_without_a_stray_nan(name: str) -> None:
    result = result_of(name)
    sentences = [words.takeaway(result), words.describe_fade(result)]
    sentences += [words.describe_map(result, cell) for cell in result.cells]
    for sentence in sentences:
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert not re.search(r"\bnan\b|\binf\b|None|(?<![\d.,])1 steps", sentence)
    for cell in result.cells.values():
        for one in cell.fades.values():
            for text in (words.rate_in_words(one), *words.half_life_in_words(one), *words.thousandth_in_words(one)):
                assert not re.search(r"nan|inf|None|(?<![\d.,])1 steps", text)


# ------------------------------------------------------------------------------------------------ text alternatives


def test_the_text_alternative_of_the_curves_names_both_ends() -> None:
    for name in ("plain", "loss at a step"):
        result = result_of(name)
        text = words.describe_fade(result)
        for cell in result.cells:
            found = re.search(rf" {cell.upper()}: 1 at step (\d+), (\S+) at step 1[;.]", text)
            assert found, text
            assert int(found[1]) == result.scenario.last_loss_step
            assert abs(value_of(found[2]) - from_to(result, cell)[0]) < 0.025
        assert "LSTM, cell state c: 1 at step" in text
    assert "RNN: not a number at every step" in words.describe_fade(result_of("NaN"))
    assert "RNN: exactly 0 at every step" in words.describe_fade(result_of("exact zero everywhere"))


def test_the_text_alternative_of_a_map_names_its_sizes() -> None:
    text = words.describe_map(result_of("loss at a step"), "lstm")
    assert "the LSTM's gradient for each of 32 units" in text
    assert "each of 100 time steps" in text
    assert "1 at step 40" in text


# ------------------------------------------------------------------------------------------------ Inf and NaN


def test_where_numbers_leave_the_range_is_said_with_the_step() -> None:
    sentence = words.nonfinite_in_words(result_of("NaN").cells["rnn"])
    first = int(re.search(r"forwards from step (\d+) on \(first in the hidden state\)", sentence)[1])
    a = result_of("NaN").cells["rnn"].states["a"]
    assert np.isfinite(a[..., : first - 1]).all()
    assert not np.isfinite(a[..., first - 1]).all()
    assert "backwards from step 1000 down to step 1." in sentence
    assert words.nonfinite_in_words(result_of("NaN").cells["lstm"]) is None


@pytest.mark.parametrize(
    ("key", "name"), [("c", "cell state"), ("f", "gate f"), ("cct", "candidate"), ("y", "prediction")]
)
def test_what_left_the_range_first_has_its_name(key: str, name: str) -> None:
    cell = result_of("plain").cells["lstm"]
    made = type(cell)(**{**vars(cell), "first_nonfinite": {"a": 9, key: 7}})
    assert f"forwards from step 7 on (first in the {name})" in words.nonfinite_in_words(made)


def test_labels() -> None:
    assert [words.label_of("rnn"), words.label_of("lstm"), words.label_of("lstm", "c")] == [
        "RNN",
        "LSTM",
        "LSTM, cell state c",
    ]


def test_all_sentences_are_found_in_one_place() -> None:
    from rnnviz.figures import rates, takeaway  # noqa: PLC0415  # the modules, not what `words` has of them

    named = {*rates.__all__, *takeaway.__all__} - {"UNDER_ONE", "steps_counted"}
    assert named <= set(words.__all__)
