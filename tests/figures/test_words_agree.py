"""All that is said of one result agrees, with itself and with what is drawn, at settings that are extreme."""

import math
import re
from functools import cache

import numpy as np
import pytest

from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures import words
from rnnviz.figures.gradient_fade import fade_numbers
from rnnviz.figures.unit_words import gates_details, gates_takeaway
from rnnviz.gradient_flow.fade import Fade
from tests.figures.sentences import SUPERSCRIPTS, value_of

SETTINGS: dict[str, dict[str, object]] = {
    "defaults": {},
    "no step": {"T_x": 1},
    "one step": {"T_x": 2},
    "two steps": {"T_x": 3},
    "one unit": {"n_a": 1},
    "one unit, one step": {"n_a": 1, "T_x": 2},
    "smallest gain": {"gain": 0.05},
    "largest gain": {"gain": 5.0},
    "LSTM that explodes": {"gain": 5.0, "forget_bias": 8.0},
    "closed": {"forget_bias": -5.0},
    "open": {"forget_bias": 10.0},
    "ReLU": {"activation": "relu"},
    "ReLU that explodes": {"activation": "relu", "gain": 5.0},
    "linear": {"activation": "linear"},
    "beyond floats": {"activation": "linear", "gain": 5.0, "T_x": 1000, "n_a": 4},
    "sigmoid": {"activation": "sigmoid"},
    "text": {"input": "text"},
    "every": {"loss": "every"},
    "in the middle": {"loss": "step", "loss_step": 40},
    "at the first": {"loss": "step", "loss_step": 1},
    "1000 steps": {"T_x": 1000, "n_a": 8},
    "gain about right": {"gain": 1.65},
    "a strong end": {"input": "numbers", "numbers": ((0.1,) * 49 + (300.0,),)},
    "a strong end, open": {"input": "numbers", "numbers": ((0.1,) * 49 + (300.0,),), "forget_bias": 3.0},
    "own": {"input": "numbers", "numbers": ((0.0, 20.0),)},
    "a step": {"input": "step", "input_at": 51, "input_scale": 5.0},
    "an impulse": {"input": "impulse", "input_at": 100, "input_scale": 10.0},
    "slow and strong": {"input": "sine", "period": 50.0, "input_scale": 3.0},
    "raw series": {"input": "numbers", "numbers": ((112.0, 118.0, 132.0, 129.0, 121.0, 622.0),), "n_a": 4},
    "far out of range": {"input": "numbers", "numbers": ((2e4,) * 9,), "n_a": 2},
    "dead": {"activation": "relu", "n_a": 1, "seed": 2, "input": "numbers", "numbers": ((-1.0,) * 9,)},
}
NUMBER = rf"[\d.,]+(?:·10[⁻{SUPERSCRIPTS}]+)?"


@cache
def result_of(name: str) -> Result:
    return run(Scenario(**SETTINGS[name]))


def fades_of(result: Result) -> list[tuple[str, str, Fade]]:
    return [(cell, state, fade) for cell, one in result.cells.items() for state, fade in one.fades.items()]


def steps_in(text: str) -> float:
    return float(text.split(maxsplit=1)[0].replace(",", ""))


@pytest.mark.parametrize("name", SETTINGS)
def test_a_thousandth_is_where_the_drawn_curve_crosses_it(name: str) -> None:
    result = result_of(name)
    drawn = {(curve.cell, curve.state): curve.relative for curve in fade_numbers(result).curves}
    for cell, state, fade in fades_of(result):
        back = drawn[cell, state][: fade.reference][::-1]
        label, said = words.thousandth_in_words(fade)
        grows = label == "1000× after"
        assert grows == (fade.fate in ("grows", "explodes"))
        if grows:
            back = -back
        if re.fullmatch(r"\d+ steps?", said):
            k = int(steps_in(said))
            assert back[k] <= -3
            assert (back[:k] > -3).all()
        else:
            assert not (back <= -3).any()
            assert said in ("–", f"not in {fade.reference - 1} step{'s' * (fade.reference != 2)}")


@pytest.mark.parametrize("name", SETTINGS)
def test_a_half_life_is_not_contradicted_by_the_drawn_curve(name: str) -> None:
    result = result_of(name)
    for _, _, fade in fades_of(result):
        label, said = words.half_life_in_words(fade)
        back = fade.relative[: fade.reference][::-1]
        apart = int(not math.isnan(fade.log10_first))
        if said == "–":
            continue
        if said.startswith("not in"):
            assert label == "half-life" or not (abs(back) >= math.log10(2)).all()
            continue
        if said == "under 1 step":
            assert abs(fade.log10_factor) > math.log10(2)
            continue
        steps = steps_in(said)
        if label == "half left after":
            assert back[int(steps)] <= math.log10(0.5)
            assert (back[: int(steps)] > math.log10(0.5)).all()
            continue
        if label == "doubled after":
            assert back[int(steps)] >= math.log10(2)
            assert (back[: int(steps)] < math.log10(2)).all()
            continue
        # What one rate says is what is seen at the end, after the step that is said apart.
        sign = 1 if label == "doubles in" else -1
        expected = (back[apart] if apart else 0.0) + sign * math.log10(2) * (fade.start - fade.first) / steps
        assert abs(expected - back[fade.reference - fade.first]) <= 0.06 * abs(expected) / min(steps, 1) + 1e-9
        if fade.steps_to_thousandth is not None and label == "half-life":
            from_here = max(1.0, apart + steps * (3 + (back[apart] if apart else 0.0)) / math.log10(2))
            assert fade.steps_to_thousandth <= 2.2 * from_here + 1
            assert from_here <= 2.2 * fade.steps_to_thousandth + 1


@pytest.mark.parametrize("name", [name for name in SETTINGS if name not in ("every",)])
def test_first_step_and_factor_multiply_to_what_is_left(name: str) -> None:
    for _, _, fade in fades_of(result_of(name)):
        if fade.first == 1 and math.isfinite(fade.left) and fade.reference > 1:
            apart = not math.isnan(fade.log10_first)
            rest = fade.log10_factor * (fade.start - 1) if fade.start > 1 else 0.0
            assert (fade.log10_first if apart else 0.0) + rest == pytest.approx(fade.left, abs=1e-9)


def verb_of(sentence: str, cell: str) -> str:
    """What a sentence says that a cell's gradient does, by itself or with others."""
    own = re.search(rf"the {cell.upper()}'s(?:,? (?:and )?the \w+'s)*(?: gradients?)? (\w+)", sentence)
    found = re.search(r"(?:both|all three) gradients (\w+)", sentence) or own
    assert found, sentence
    return found[1]


@pytest.mark.parametrize("name", SETTINGS)
def test_verbs_and_questions_know_what_becomes_of_it(name: str) -> None:
    result = result_of(name)
    sentence, question = words.takeaway(result), words.question(result)
    if result.scenario.last_loss_step == 1:
        assert question == "How far back does the gradient reach?"
        return
    if result.scenario.loss == "every":
        assert question == "What does each step feel of all losses?"
        return
    left = {cell: one.fades["a"].left for cell, one in result.cells.items()}
    falls = any(value < -math.log10(1.1) for value in left.values())
    rises = any(math.log10(1.1) < value < math.inf for value in left.values())
    assert ("fade" in question, "grow" in question) == (falls, rises)
    for cell, value in left.items():
        said = verb_of(sentence, cell)
        if value == -math.inf:
            assert said in ("are", "is")
        elif not math.isfinite(value):
            assert said.removesuffix("s") == "stop"
        elif abs(value) <= math.log10(1.1):
            assert said.removesuffix("s") == ("keep" if abs(value) <= 0.0005 else "nearly")
        else:
            small, large = ("shrink", "vanish") if value < 0 else ("grow", "explode")
            assert said in ((large, f"{large}s", f"{large}es") if abs(value) >= 3 else (small, f"{small}s"))


@pytest.mark.parametrize("name", SETTINGS)
def test_the_ways_that_are_told_make_up_what_arrives(name: str) -> None:
    result = result_of(name)
    sentence = gates_details(result)
    found = re.search(
        rf"arrives at step 1 with ×({NUMBER}) of its size: ×({NUMBER}|exactly 0) along the cell state and "
        rf"×({NUMBER}) through gates and hidden state(, which partly cancel)?",
        sentence,
    )
    alone = result.scenario.loss == "every" or result.scenario.last_loss_step == 1
    assert (found is None) == alone, sentence
    if found is None:
        return
    whole = value_of(found[1])
    along, through = (-math.inf if part == "exactly 0" else value_of(part) for part in found.groups()[1:3])
    assert abs(whole - result.cells["lstm"].fades["c"].left) < 0.025
    # Two vectors add up to no more than both their sizes, and to no less than their difference.
    assert 10**whole <= 1.06 * (10**along + 10**through)
    assert 10**whole >= 0.94 * abs(10**along - 10**through) - 0.06 * max(10**along, 10**through)


@pytest.mark.parametrize("name", SETTINGS)
def test_no_sentence_is_written_as_by_a_machine(name: str) -> None:
    result = result_of(name)
    said = [
        words.takeaway(result),
        words.question(result),
        gates_takeaway(result),
        gates_details(result),
        words.describe_fade(result),
    ]
    said += [words.describe_map(result, cell) for cell in result.cells]
    for _, _, fade in fades_of(result):
        said += [words.rate_in_words(fade), *words.thousandth_in_words(fade), *words.half_life_in_words(fade)]
        said.append(words.first_step_in_words(fade) or "–")
    for text in said:
        assert not re.search(r"\de[+-]?\d|\bnan\b|\binf\b|None(?! of)|not here|(?<![\d.,])1 steps|--|\d{7}", text), text
        assert text.count("(") == text.count(")")


def test_settings_are_of_all_kinds() -> None:
    fates = {fade.fate for name in SETTINGS for _, _, fade in fades_of(result_of(name))}
    assert fates == {"none", "number", "zero", "keeps", "nearly", "shrinks", "grows", "vanishes", "explodes"}
    even = {fade.even for name in SETTINGS for _, _, fade in fades_of(result_of(name)) if np.isfinite(fade.left)}
    assert even == {True, False}
