"""What stands beside each figure speaks of the cells that are shown, and of no other."""

import re
from collections.abc import Callable

import pytest

from rnnviz import Scenario, run
from rnnviz.cells import CELLS
from rnnviz.figures.gradient_map import DECADES
from rnnviz.ui.parts import explanations

COMBINATIONS = [("rnn",), ("lstm",), ("gru",), ("rnn", "lstm"), ("rnn", "gru"), ("gru", "lstm"), ("rnn", "lstm", "gru")]


def of_result(write: Callable[..., str]) -> Callable[[tuple[str, ...]], str]:
    return lambda cells: write(run(Scenario(cells=cells, n_a=3, n_x=2, m=2, T_x=5)))


TEXTS: dict[str, Callable[[tuple[str, ...]], str]] = {
    "fade": explanations.fade,
    "sweep": explanations.sweep,
    "units": of_result(explanations.units),
    "step": of_result(explanations.step),
    "causes": explanations.causes,
    "lags": explanations.lags,
}
CONSTANTS = [explanations.MAP, explanations.LOSSES]


@pytest.mark.parametrize("cells", COMBINATIONS)
@pytest.mark.parametrize("name", TEXTS)
def test_it_names_no_cell_that_is_not_shown(name: str, cells: tuple[str, ...]) -> None:
    text = TEXTS[name](cells)
    others = {kind.label for cell, kind in CELLS.items() if cell not in cells}
    assert not others & set(re.findall(r"\w+", text))
    own = {"f": "forget gates", "z": "update gates"}
    for cell in CELLS:
        if cell not in cells and CELLS[cell].keeps:
            assert own[CELLS[cell].keeps] not in text
    if "lstm" not in cells:
        assert "cell state" not in text


@pytest.mark.parametrize("cells", COMBINATIONS)
@pytest.mark.parametrize("name", TEXTS)
def test_its_formulas_are_closed_and_nothing_is_left_to_fill_in(name: str, cells: tuple[str, ...]) -> None:
    text = TEXTS[name](cells)
    assert text.count("$$") % 2 == 0
    assert text.count("{") == text.count("}")
    assert text.count(r"\begin{aligned}") == text.count(r"\end{aligned}")
    assert not re.search("EQUATIONS|FIRST_STEPS|CELLS|PARTS", text)
    assert len(re.findall(r"\.(\s|$)", text)) >= 2


@pytest.mark.parametrize("text", CONSTANTS)
def test_the_others_are_sentences_with_closed_formulas(text: str) -> None:
    assert text.count("$") % 2 == 0
    assert text.count("{") == text.count("}")
    assert len(re.findall(r"\.(\s|$)", text)) >= 3


@pytest.mark.parametrize("cells", COMBINATIONS)
def test_every_cell_that_is_shown_has_its_equations(cells: tuple[str, ...]) -> None:
    text = TEXTS["step"](cells)
    for cell in cells:
        assert f"**{CELLS[cell].label}**" in text
        for signal in CELLS[cell].signals("tanh"):
            symbol = {"c̃": r"\tilde c", "ã": r"\tilde a"}.get(signal.symbol, signal.symbol)
            assert re.search(rf"^{re.escape(symbol)}(\^\{{\\langle t\\rangle\}})? &=", text, re.MULTILINE)
    assert text.count(r"\begin{aligned}") == 2 * len(cells)


def test_the_activation_of_the_setting_stands_in_the_equation() -> None:
    for activation, written in (("relu", r"\mathrm{relu}"), ("sigmoid", r"\sigma"), ("tanh", r"\tanh")):
        text = explanations.step(run(Scenario(cells=("rnn",), n_a=3, n_x=2, m=2, T_x=5, activation=activation)))
        assert rf"&= {written}(W_{{aa}}" in text


def test_the_colours_that_are_named_are_drawn() -> None:
    for text in (explanations.MAP, TEXTS["units"](("rnn",))):
        said = " ".join(text.split())
        assert f"up to 10$^{{{DECADES[1]}}}$" in said
        assert "chosen at their legend" in said


def test_the_bound_is_that_of_the_cells_that_have_one() -> None:
    assert "The dashed line of the RNN is" in explanations.lags(["lstm", "rnn"])
    assert "prove" not in explanations.lags(["lstm", "gru"])
    assert "never leaves the hidden state" in explanations.lags(["gru"])
    assert "**slope**" not in explanations.causes(["gru"])
