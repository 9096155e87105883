"""The first sentence: each branch with its numbers, computed here from the gradients themselves."""

import math
import re

import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.rates import first_step_in_words, half_life_in_words
from rnnviz.figures.takeaway import takeaway
from rnnviz.figures.words import why_apart
from tests.figures.awkward import result_of
from tests.figures.sentences import NUMBER, from_to, value_of


@pytest.mark.parametrize("name", ["plain", "growing", "loss at a step", "one unit", "RNN only"])
def test_the_numbers_in_the_sentence_are_those_of_the_gradients(name: str) -> None:
    result = result_of(name)
    sentence = takeaway(result)
    for cell in result.cells:
        left, back = from_to(result, cell)
        found = re.search(
            rf"the {cell.upper()}'s gradient (shrinks|grows) to ({NUMBER}) (of|times) its size \((?:first ×({NUMBER}), "
            rf"into the cell state, then )?on average ×({NUMBER}) a step(: (half is gone|it doubles) every ([\d.,]+) "
            r"steps|, not evenly)?\)",
            sentence,
        )
        assert found, sentence
        verb, size, of, first, factor, _, halves, steps = found.groups()
        grows = left > 0
        assert (verb, of) == (("grows", "times") if grows else ("shrinks", "of"))
        assert abs(value_of(size) - left) < 0.025  # two digits
        # Of the LSTM the one step into the cell state is said apart: all of them together are what is left.
        norms = result.cells[cell].by_step["a"].log10_norm()
        once = float(norms[back - 1] - norms[back]) if cell == "lstm" else 0.0
        assert (first is not None) == (cell == "lstm")
        assert first is None or abs(value_of(first) - once) < 0.025
        rest = (left - once) / (back - (cell == "lstm"))
        assert abs(value_of(factor) - rest) < 6e-4 / 10**rest
        if halves:
            assert halves == ("it doubles" if grows else "half is gone")
            assert abs(float(steps.replace(",", "")) - math.log10(2) / abs(rest)) < 0.06
        elif "not evenly" not in sentence:  # below one step a half-life says less than the factor does
            assert abs(rest) > math.log10(2)
        assert sentence.startswith(f"Going back {back} step{'s' if back > 1 else ''}, ")


def test_of_a_single_step_there_is_no_average() -> None:
    sentence = takeaway(result_of("two steps"))
    found = re.search(
        rf"the RNN's gradient shrinks to ({NUMBER}) of its size, the LSTM's gradient shrinks to ({NUMBER}) of its size "
        rf"\(first ×({NUMBER}), into the cell state\)\.",
        sentence,
    )
    assert found, sentence
    (rnn, _), (lstm, _) = from_to(result_of("two steps"), "rnn"), from_to(result_of("two steps"), "lstm")
    for text, log10 in zip(found.groups(), (rnn, lstm, lstm), strict=True):
        assert abs(value_of(text) - log10) < 0.025


def test_what_is_uneven_is_not_given_a_half_life() -> None:
    # The input's strong last step lets nearly nothing through, all others nearly everything.
    table = ((0.1,) * 49 + (300.0,),)
    result = run(Scenario(input="numbers", numbers=table, cells=("rnn",)))
    norms = result.cells["rnn"].by_step["a"].log10_norm()
    assert norms[-2] - norms[-1] < -3
    sentence = takeaway(result)
    assert "a step, not evenly: half is gone after 1 step, all but 1/1000 after 1 step)" in sentence
    assert half_life_in_words(result.cells["rnn"].fades["a"]) == ("half left after", "1 step")


def test_the_first_step_of_the_lstm_never_contradicts_its_half_life() -> None:
    # The LSTM's own drop at the loss: most of all that is lost is lost there, and said to be.
    table = ((0.1,) * 49 + (300.0,),)
    result = run(Scenario(input="numbers", numbers=table, cells=("lstm",), forget_bias=3.0))
    fade = result.cells["lstm"].fades["a"]
    norms = result.cells["lstm"].by_step["a"].log10_norm()
    assert abs(fade.log10_first - (norms[-2] - norms[-1])) < 1e-12
    assert abs(fade.log10_factor - (norms[0] - norms[-2]) / 48) < 1e-12
    assert f"(first {first_step_in_words(fade)}, into the cell state, then on average " in takeaway(result)
    assert why_apart(result).startswith("The LSTM's first step back is one of its own: ")
    assert why_apart(run(Scenario(loss="every"))) is None


@pytest.mark.parametrize(
    ("fields", "comparison"),
    [
        ({}, "The LSTM keeps {} times more."),
        ({"forget_bias": 0.0}, "Here the LSTM vanishes faster than the RNN: {} times less is left of its gradient."),
        ({"forget_bias": 3.0}, "Here the LSTM's gradient even grows: it ends {} times larger than the RNN's."),
        ({"gain": 3.0}, "Here the RNN's gradient explodes: it ends {} times larger than the LSTM's."),
        # One explodes, the other vanishes: not "vanishes faster".
        (
            {"activation": "relu", "gain": 5.0, "seed": 1},
            "Here the RNN's gradient explodes: it ends {} times larger than the LSTM's.",
        ),
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


def test_about_the_same_is_less_than_a_factor_of_two() -> None:
    for seed in range(40):
        result = run(Scenario(T_x=4, seed=seed, n_a=8))
        (rnn, _), (lstm, _) = from_to(result, "rnn"), from_to(result, "lstm")
        same = abs(rnn - lstm) < math.log10(2)
        assert takeaway(result).endswith("The two keep about the same.") == same


@pytest.mark.parametrize("name", ["RNN only", "LSTM only", "NaN", "dead ReLU", "exact zero everywhere", "one step"])
def test_nothing_is_compared_where_there_is_nothing_to_compare(name: str) -> None:
    assert not re.search("keeps|keep about|Here the", takeaway(result_of(name)))


def test_every_step_of_the_loss_is_mentioned() -> None:
    ending = " The loss looks at every step here, so near and far gradients are added up."
    assert takeaway(result_of("loss at every step")).endswith(ending)
    assert ending not in takeaway(result_of("plain"))
    # There is no one rate at which such a sum fades.
    assert not re.search("a step|half|doubles", takeaway(result_of("loss at every step")))


def test_where_there_is_nothing_before_the_loss() -> None:
    opening = "The loss looks at step 1 only, so there is no earlier step for a gradient to reach: choose a "
    assert takeaway(result_of("one step")) == opening + "longer sequence."
    assert takeaway(result_of("loss at the first step")) == opening + "later step for it."


def test_what_is_zero_or_no_number_is_said() -> None:
    assert "Going back 999 steps, the RNN's gradient stops being a number, the" in takeaway(result_of("NaN"))
    zero = takeaway(result_of("exact zero everywhere"))
    assert "Going back 99 steps, the RNN's gradient is exactly 0 at every step, the LSTM's gradient shrinks" in zero
    # No unit is on at any step, so nothing goes further back than the step of the loss.
    assert not result_of("dead ReLU").cells["rnn"].states["a"].any()
    assert "Going back 8 steps, the RNN's gradient is exactly 0 before step 9, the" in takeaway(result_of("dead ReLU"))


def test_a_gradient_that_dies_on_the_way() -> None:
    # One ReLU that is off up to step 3 and on from step 4: the gradient is 0 before step 4 in one of two seeds.
    for seed in range(10):
        table = ((-1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0),)
        fields = {"activation": "relu", "n_a": 1, "init": "identity", "gain": 0.5, "cells": ("rnn",)}
        result = run(Scenario(input="numbers", numbers=table, seed=seed, **fields))
        if result.cells["rnn"].states["a"][0, 0, 3] > 0:
            break
    # a<3> = 0 cuts the way from step 4 to 3's input, not to a<3> itself: dJ/da<3> still is 0.5 times dJ/da<4>
    sentence = takeaway(result)
    assert sentence == (
        "Going back 6 steps, the RNN's gradient becomes exactly 0 before step 3 (×0.500 a step until then)."
    )


def test_a_gradient_that_keeps_its_size() -> None:
    result = run(Scenario(activation="linear", cells=("rnn",)))  # an orthogonal matrix of gain 1
    assert takeaway(result) == "Going back 99 steps, the RNN's gradient keeps its size (×1.0000 a step)."
