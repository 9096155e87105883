"""The first page, used like a person would, at its extremes."""

from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.scenario import BOUNDS, CHOICES, Scenario
from rnnviz.figures.setting_words import setting_in_words
from rnnviz.ui.session.presets import PRESETS, apply_preset
from tests.opened_page import Opener

HIDDEN_UNLESS: dict[str, dict[str, str]] = {
    "input_at": {"input": "impulse"},
    "period": {"input": "sine"},
    "t_max": {"forget": "chrono"},
    "loss_step": {"loss": "step"},
    "update_bias": {"cells": "gru"},
}


# ------------------------------------------------------------------------------------------------ opening


def test_it_opens_with_a_finished_result(opened: Opener) -> None:
    page = opened()
    assert page.title == "How fast does the gradient fade?"
    assert page.shows(Scenario())
    assert page.errors == page.warnings == []
    assert [line.replace("\u2060", "") for line in page.written("setting")] == [
        "".join(part.text for part in setting_in_words(Scenario()))
    ]
    assert page.sentence == "Going back 99 steps, both gradients vanish: the LSTM keeps 5.3·10⁷ times more."
    assert page.charts["Gradient at every time step"]["layout"]["meta"]["time_axis"]
    assert "RNN factor a step ×0." in page.table


def test_the_title_asks_what_the_gradient_does(opened: Opener) -> None:
    page = opened(cells="rnn")
    assert page.title == "How fast does the gradient fade?"
    assert page.set("gain", 3.0).title == "How fast does the gradient grow?"
    assert page.set("T_x", 1).title == "How far back does the gradient reach?"
    both = opened(gain="3", activation="sigmoid")  # its slope is at most 1/4: the RNN's gradient vanishes
    assert both.title == "How fast does the gradient fade or grow?"


def test_a_second_run_shows_the_same(opened: Opener) -> None:
    # AppTest used to skip app.py in the second run, and showed an empty page.
    page = opened()
    first = page.drawn
    for _ in range(2):
        page.run()
        assert page.shows(Scenario())
        assert page.drawn == first


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_one_click_and_leaves_a_sentence_and_an_address(opened: Opener, name: str) -> None:
    page = opened(seed="5").preset(name)
    assert page.shows(apply_preset(name, Scenario(seed=5)))
    assert page.shown_presets == [name]
    assert page.errors == page.warnings == []
    assert page.run().shown_presets == [name]


def test_presets_one_after_the_other_do_not_add_up(opened: Opener) -> None:
    page = opened(n_a="16")
    for name in ("Forget bias 3", "Gain too large", "Own sentence", "Long sequence", "Plain defaults"):
        page.preset(name)
    assert page.shows(Scenario())


def test_a_changed_control_is_no_preset_and_clicking_one_again_keeps_it(opened: Opener) -> None:
    page = opened().preset("Gain too large").set("gain", 2.5)
    assert page.shown_presets == []
    page.preset("Gain too large").preset("Gain too large")
    assert page.shown_presets == ["Gain too large"]
    assert page.shows(Scenario(gain=3.0))


def test_reset_keeps_the_seed(opened: Opener) -> None:
    page = opened(seed="41", n_a="3", input="text", text="hi", loss="every", cells="lstm").click("Reset")
    assert page.shows(Scenario(seed=41))


def test_new_draw_changes_the_seed_and_nothing_else(opened: Opener) -> None:
    page = opened(seed="41", n_a="3", gain="2", loss="every")
    before = page.sentence
    page.click("New draw")
    assert page.shows(Scenario(seed=42, n_a=3, gain=2.0, loss="every"))
    assert page.sentence != before
    assert opened(seed=str(2**32 - 1)).click("New draw").shows(Scenario(seed=0))


# ------------------------------------------------------------------------------------------ controls, at their ends


@pytest.mark.parametrize("field", sorted(BOUNDS))
@pytest.mark.parametrize("end", [0, 1], ids=["low", "high"])
def test_each_number_at_both_ends(opened: Opener, field: str, end: int) -> None:
    value = BOUNDS[field][end]
    others = HIDDEN_UNLESS.get(field, {}) | ({"T_x": "1000"} if field in ("input_at", "loss_step") else {})
    if field == "period":
        value = min(value, 1000.0)
    page = opened(**others).set(field, value)
    typed: dict[str, Any] = {name: int(text) if name == "T_x" else text for name, text in others.items()}
    typed |= {"cells": ("gru",)} if "cells" in others else {}
    assert page.shows(Scenario(**typed, **{field: value}))
    assert page.errors == page.warnings == []


@pytest.mark.parametrize(("field", "choice"), [(field, choice) for field in CHOICES for choice in CHOICES[field]])
def test_each_choice(opened: Opener, field: str, choice: str) -> None:
    page = opened().set(field, choice)
    begins = {"loss_step": 50} if choice == "step" and field == "loss" else {}  # in the middle
    assert page.shows(Scenario(**{field: choice}, **begins))
    assert page.errors == page.warnings == []


@pytest.mark.parametrize("cells", [("rnn",), ("lstm",)])
def test_one_network_alone(opened: Opener, cells: tuple[str, ...]) -> None:
    page = opened().set("cells", list(cells))
    assert page.shows(Scenario(cells=cells))
    assert [section["cell"] for section in page.maps["sections"]] == list(cells)


def test_no_network_is_said_and_the_last_page_stays(opened: Opener) -> None:
    page = opened().set("cells", [])
    assert page.errors == ["cells must be one or more of rnn, lstm, gru; got none. Choose one."]
    assert len(page.maps["sections"]) == 2
    assert page.set("cells", ["rnn", "lstm"]).shows(Scenario())


@pytest.mark.parametrize(("T_x", "n_a", "m"), [(1, 1, 1), (1000, 1, 64), (1, 256, 64), (1000, 256, 7)])
def test_all_sizes_at_once(opened: Opener, T_x: int, n_a: int, m: int) -> None:
    page = opened(T_x=str(T_x), n_a=str(n_a), m=str(m))
    assert page.shows(Scenario(T_x=T_x, n_a=n_a, m=m))


def test_a_control_that_was_out_of_sight_comes_back_as_it_was(opened: Opener) -> None:
    page = opened().set("input_scale", 2.5).set("input", "text").set("text", "hello").set("input", "noise")
    assert page.shows(Scenario(input_scale=2.5, text="hello"))
    page.set("input", "impulse").set("input_at", 7).set("input", "numbers").set("numbers", "1 2\n3 4")
    page.set("input", "impulse")
    assert page.shows(Scenario(input_scale=2.5, text="hello", input="impulse", input_at=7, numbers=((1, 2), (3, 4))))
    page.set("input", "text").set("forget", "chrono").set("t_max", 50).set("forget", "constant").set("forget", "chrono")
    table = ((1.0, 2.0), (3.0, 4.0))
    chrono = {"forget": "chrono", "t_max": 50}
    assert page.shows(Scenario(input_scale=2.5, text="hello", input="text", input_at=7, numbers=table, **chrono))


# ------------------------------------------------------------------------------------------------ results that are odd


def test_inf_and_nan_are_results_that_are_said_and_shown(opened: Opener) -> None:
    page = opened(activation="linear", gain="5", T_x="1000")
    (warning,) = page.warnings
    assert warning.startswith("The RNN's numbers leave the range of float64: there are NaN or Inf forwards from step ")
    assert "the RNN's gradient stops being a number" in page.sentence
    lines = page.curves
    assert np.isnan(lines["RNN"]["y"]).all()
    assert np.isfinite(lines["LSTM"]["y"]).all()
    assert page.errors == []


def test_gradients_below_the_float_range_are_there(opened: Opener) -> None:
    page = opened(gain="0.05", T_x="1000", n_a="4", m="1")
    assert min(np.nanmin(line["y"]) for line in page.curves.values()) < -900
    assert "nan" not in page.table


@pytest.mark.parametrize(
    "address",
    [
        {"loss": "step"},  # the first one
        {"input": "numbers", "numbers": "-136.43065601548537,863.3713242750357|419.01155513615294,-462.17404676727926",
         "n_a": "1", "gain": "5", "seed": "1309", "n_y": "2"},
        {"input": "numbers", "numbers": "|".join(["1000000,-1000000"] * 32)},
        {"activation": "linear", "gain": "5", "m": "1", "n_y": "2", "input_scale": "10"},
        {"activation": "relu", "init": "identity", "gain": "0.05", "input_scale": "0"},
        {"input": "text", "text": "a"},
        {"forget_bias": "-5", "T_x": "1000", "n_a": "2"},
    ],
    ids=["loss at step 1", "a step beyond floats", "huge numbers", "exact zeros", "silence", "one letter", "shut gate"],
)  # fmt: skip
def test_odd_corners_open(opened: Opener, address: dict[str, str]) -> None:
    page = opened(**address)
    assert page.address == address
    assert page.errors == []
    assert page.sentence.endswith(".")
    assert "nan" not in page.table
