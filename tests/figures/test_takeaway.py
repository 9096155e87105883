"""The first sentence: each branch, its number computed here from the gradients themselves."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.rates import half_life_in_words
from rnnviz.figures.takeaway import takeaway
from rnnviz.figures.words import why_apart
from tests.figures.awkward import SCENARIOS, result_of
from tests.figures.sentences import NUMBER, from_to, value_of
from tests.strategies import scenarios


def is_short(sentence: str) -> bool:
    return len(sentence.split()) <= 25 and sentence.count("Going back") <= 1


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("loss", ["last", "every"])
def test_it_is_one_sentence_of_25_words_at_most(name: str, loss: str) -> None:
    for cells in [("rnn",), ("rnn", "lstm"), ("rnn", "lstm", "gru")]:
        sentence = takeaway(run(replace(Scenario(**SCENARIOS[name]), cells=cells, loss=loss)))
        assert is_short(sentence), sentence
        assert sentence.endswith(".")
        assert "nan" not in sentence
        assert "inf" not in sentence


@given(scenarios(T_x=200, n_a=64))
def test_it_is_short_whatever_is_shown(scenario: Scenario) -> None:
    sentence = takeaway(run(scenario, weights=False))
    assert is_short(sentence), sentence


@pytest.mark.parametrize(
    ("fields", "does"),
    [
        ({}, "both gradients vanish: "),
        ({"gain": 3.0, "seed": 1}, "the RNN's gradient explodes and the LSTM's "),
        ({"T_x": 2}, "both gradients shrink: "),
        ({"cells": ("rnn", "lstm", "gru")}, "all three gradients vanish: "),
        (
            {"cells": ("rnn", "lstm", "gru"), "gain": 3.0, "T_x": 30},
            "the RNN's gradient explodes and the LSTM's and the GRU's grow",
        ),
        ({"cells": ("rnn",), "activation": "linear"}, "the RNN's gradient keeps its size."),
    ],
)
def test_what_becomes_of_each_is_said_together_where_it_is_the_same(fields: dict[str, object], does: str) -> None:
    result = run(Scenario(**fields))  # type: ignore[arg-type]
    steps = result.scenario.steps - 1
    sentence = takeaway(result)
    assert sentence.startswith(f"Going back {steps} step{'s' if steps > 1 else ''}, {does}"), sentence
    for cell in result.cells:
        left, _ = from_to(result, cell)
        if "vanish: " in does or "vanishes" in sentence:
            assert left < math.log10(2)
        if "shrink: " in does:
            assert -3 < left < 0


def test_of_one_network_it_is_said_how_soon_half_is_gone() -> None:
    result = run(Scenario(cells=("rnn",)))
    (found,) = re.findall(r"half is gone every ([\d.]+) steps\.$", takeaway(result))
    left, back = from_to(result, "rnn")
    assert abs(float(found) - math.log10(2) / abs(left / back)) < 0.06
    grows = run(Scenario(cells=("rnn",), gain=3.0))
    (found,) = re.findall(r"it doubles every ([\d.]+) steps\.$", takeaway(grows))
    left, back = from_to(grows, "rnn")
    assert abs(float(found) - math.log10(2) / (left / back)) < 0.06


def test_what_is_uneven_is_not_given_a_half_life() -> None:
    # The input's strong last step lets nearly nothing through, all others nearly everything.
    table = ((0.1,) * 49 + (300.0,),)
    result = run(Scenario(input="numbers", numbers=table, cells=("rnn",)))
    norms = result.cells["rnn"].by_step["a"].log10_norm()
    assert norms[-2] - norms[-1] < -3
    assert takeaway(result).endswith("vanishes: half is gone after 1 step.")
    assert half_life_in_words(result.cells["rnn"].fades["a"]) == ("half left after", "1 step")


def test_the_first_step_of_the_lstm_never_contradicts_its_half_life() -> None:
    # The LSTM's own drop at the loss: most of all that is lost is lost there.
    table = ((0.1,) * 49 + (300.0,),)
    result = run(Scenario(input="numbers", numbers=table, cells=("lstm",), forget_bias=3.0))
    fade = result.cells["lstm"].fades["a"]
    norms = result.cells["lstm"].by_step["a"].log10_norm()
    assert abs(fade.log10_first - (norms[-2] - norms[-1])) < 1e-12
    assert abs(fade.log10_factor - (norms[0] - norms[-2]) / 48) < 1e-12
    assert "half" not in takeaway(result)
    assert why_apart(result).startswith("The LSTM's first step back is one of its own: ")
    assert why_apart(run(Scenario(loss="every"))) is None


@pytest.mark.parametrize(
    ("fields", "comparison"),
    [
        ({}, "the LSTM keeps {} times more."),
        ({"forget_bias": 0.0}, "here the LSTM keeps {} times less than the RNN."),
        ({"forget_bias": 3.0}, "the LSTM's ends {} times larger than the RNN's."),
        ({"gain": 3.0}, "the RNN's ends {} times larger than the LSTM's."),
        ({"activation": "relu", "gain": 5.0, "seed": 1}, "the RNN's ends {} times larger than the LSTM's."),
    ],
)
def test_the_two_are_compared(fields: dict[str, float], comparison: str) -> None:
    result = run(Scenario(**fields))
    (rnn, _), (lstm, _) = from_to(result, "rnn"), from_to(result, "lstm")
    before, _, after = comparison.partition("{}")
    sentence = takeaway(result)
    assert before in sentence
    assert sentence.endswith(after)
    times = sentence.rpartition(before)[2].removesuffix(after)
    assert abs(value_of(times) - abs(lstm - rnn)) < 0.025


def test_of_three_the_first_two_are_compared() -> None:
    result = run(Scenario(cells=("rnn", "lstm", "gru")))
    left = {cell: from_to(result, cell)[0] for cell in result.cells}
    *_, second, first = sorted(left, key=left.__getitem__)
    found = re.search(
        rf"the {first.upper()} keeps most, ({NUMBER}) times more than the {second.upper()}, "
        rf"and the {min(left, key=left.__getitem__).upper()} least\.$",
        takeaway(result),
    )
    assert found
    assert abs(value_of(found[1]) - (left[first] - left[second])) < 0.025


def test_about_the_same_is_less_than_a_factor_of_two() -> None:
    for seed in range(40):
        result = run(Scenario(T_x=4, seed=seed, n_a=8))
        (rnn, _), (lstm, _) = from_to(result, "rnn"), from_to(result, "lstm")
        same = abs(rnn - lstm) < math.log10(2)
        assert takeaway(result).endswith("they end about the same.") == same


@pytest.mark.parametrize("name", ["RNN only", "LSTM only", "NaN", "dead ReLU", "exact zero everywhere", "one step"])
def test_nothing_is_compared_where_there_is_nothing_to_compare(name: str) -> None:
    assert not re.search("keeps|about the same|here the", takeaway(result_of(name)))


def test_losses_of_all_steps_add_up() -> None:
    sentence, result = takeaway(result_of("loss at every step")), result_of("loss at every step")
    found = re.fullmatch(
        r"Losses of all steps add up, which hides what fades: at step 1 the gradient is "
        rf"({NUMBER}) \(RNN\), ({NUMBER}) \(LSTM\) times "
        r"the last step's\.",
        sentence,
    )
    assert found, sentence
    for text, cell in zip(found.groups(), ("rnn", "lstm"), strict=True):
        norms = result.cells[cell].by_step["a"].log10_norm()
        assert abs(value_of(text) - float(norms[0] - norms[-1])) < 0.025
    # There is no one rate at which such a sum fades.
    assert not re.search("half|doubles", sentence)


def test_where_there_is_nothing_before_the_loss() -> None:
    opening = "The loss looks at step 1 only, so there is no earlier step for a gradient to reach: choose a "
    assert takeaway(result_of("one step")) == opening + "longer sequence."
    assert takeaway(result_of("loss at the first step")) == opening + "later step for it."


def test_what_is_zero_or_no_number_is_said() -> None:
    assert takeaway(result_of("NaN")) == (
        "Going back 999 steps, the RNN's gradient stops being a number and the LSTM's explodes."
    )
    zero = takeaway(result_of("exact zero everywhere"))
    assert zero.startswith("Going back 99 steps, the RNN's gradient is exactly 0 at every step and the LSTM's ")
    # No unit is on at any step, so nothing goes further back than the step of the loss.
    assert not result_of("dead ReLU").cells["rnn"].states["a"].any()
    dead = takeaway(result_of("dead ReLU"))
    assert dead.startswith("Going back 8 steps, the RNN's gradient is exactly 0 before step 9 and the LSTM's ")


def test_a_gradient_that_dies_on_the_way() -> None:
    # One ReLU that is off up to step 3 and on from step 4: the gradient is 0 before step 4 in one of two seeds.
    for seed in range(10):
        table = ((-1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0),)
        fields = {"activation": "relu", "n_a": 1, "init": "identity", "gain": 0.5, "cells": ("rnn",)}
        result = run(Scenario(input="numbers", numbers=table, seed=seed, **fields))
        if result.cells["rnn"].states["a"][0, 0, 3] > 0:
            break
    # a<3> = 0 cuts the way from step 4 to 3's input, not to a<3> itself: dJ/da<3> still is 0.5 times dJ/da<4>
    assert takeaway(result) == "Going back 6 steps, the RNN's gradient is exactly 0 before step 3."


def test_a_gradient_that_keeps_its_size() -> None:
    result = run(Scenario(activation="linear", cells=("rnn",)))  # an orthogonal matrix of gain 1
    assert takeaway(result) == "Going back 99 steps, the RNN's gradient keeps its size."
