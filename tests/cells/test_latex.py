"""What is written is what is computed: the equations are read back, and evaluated with the numbers of a run."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rnnviz.cells import CELLS, initialize_parameters
from rnnviz.cells.cell import GateWeights
from rnnviz.cells.latex import backwards, forwards, link
from rnnviz.cells.reference import evaluate, local_derivatives
from rnnviz.rnn_utils import sigmoid as logistic
from tests.architecture.another_cell import KEEPER

CASES = ["rnn", "rnn sigmoid", "rnn relu", "rnn linear", "lstm", "gru", "gru before", "another"]
T, t = 6, 2


def case_of(case: str) -> tuple[Any, dict[str, np.ndarray], str]:
    name, *more = case.split()
    kind = KEEPER if case == "another" else CELLS[name]
    rng = np.random.default_rng(8)
    if case == "another":
        shapes = {"Wk": (4, 7), "bk": (4, 1), "Un": (4, 4), "Vn": (4, 3), "bn": (4, 1)}
        return kind, {key: rng.normal(size=shape) for key, shape in shapes.items()}, "tanh"
    parameters = initialize_parameters(3, 4, 2, cell=name, start="pytorch", rng=rng)
    if more == ["before"]:
        del parameters["bhr"]
    return kind, parameters, more[0] if name == "rnn" and more else "tanh"


class Reader:
    """Evaluates LaTeX. A quantity's symbol stands for its numbers, a parameter's for a matrix."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def knows(self, latex: str, value: Any) -> None:
        self.known[latex] = value

    def evaluate(self, latex: str) -> np.ndarray:
        names: dict[str, Any] = {"np": np, "sigmoid": logistic}
        for place, (symbol, value) in enumerate(sorted(self.known.items(), key=lambda item: -len(item[0]))):
            # A symbol does not end where an index follows, nor begin within a word.
            latex = re.sub(rf"(?<![A-Za-z\\_{{]){re.escape(symbol)}(?![\w^{{]*_|\^\{{\\langle)", f" N{place}N ", latex)
            names[f"N{place}N"] = value
        text = re.sub(r"\\\\\n&\\quad", "", latex)
        text = re.sub(r"\[([^\[\];]*);([^\[\]]*)\]", r"@ np.concatenate([\1, \2])", text)
        text = re.sub(r"\[([^\[\];]*>[^\[\]]*)\]", r"(\1)", text)
        text = text.replace(r"\odot", "*").replace(r"\sigma", "sigmoid").replace(r"\mathrm{relu}", "relu ")
        text = re.sub(r"\\tanh\^2 +(N\d+N)", r"(np.tanh(\1) ** 2)", text)
        text = re.sub(r"\\tanh +(N\d+N)", r"np.tanh(\1)", text).replace(r"\tanh", "np.tanh")
        text = text.replace("^2", "** 2").replace(r"^\top", ".T @").replace("relu (", "(lambda z: np.maximum(z, 0))(")
        text = re.sub(r"(N\d+N) +(?=N|\()", r"\1 @ ", text)
        text = re.sub(r"(N\d+N)  *\.T", r"\1.T", text)
        text = re.sub(r" +", " ", text)
        return np.asarray(eval(text, names))


def index(step: int) -> str:
    return rf"^{{\langle t{step:+d}\rangle}}" if step else r"^{\langle t\rangle}"


def letter(symbol: str) -> str:
    return {"c̃": r"\tilde c", "ã": r"\tilde a"}.get(symbol, symbol)


def know_parameters(reader: Reader, weights: Mapping[str, GateWeights], *, transposed: bool) -> None:
    for one in weights.values():
        recurrent, into, bias = (f"{name[:1]}_{{{name[1:]}}}" for name in one.names)
        if transposed and one.recurrent is not None:
            reader.knows(recurrent, one.recurrent)
        elif one.recurrent is not None and recurrent == into:
            reader.knows(recurrent, np.concatenate([one.recurrent, one.input], axis=1))
        reader.knows(bias, one.bias)


def run_of(case: str) -> tuple[Any, ...]:
    kind, parameters, given = case_of(case)
    rng = np.random.default_rng(3)
    x, da = rng.normal(size=(3, 2, T)), rng.normal(size=(4, 2, T))
    forward = kind.forward(x, rng.normal(size=(4, 2)), parameters, given)
    weights = kind.gate_weights(parameters)
    return kind, weights, given, x, da, forward, kind.backward(da, forward.caches)


def values_at(kind: Any, weights: Any, given: str, x: np.ndarray, forward: Any, at: int) -> dict[str, np.ndarray]:
    before = {key: value[:, :, at - 1] for key, value in forward.states.items()}
    return evaluate(kind.graph(weights), weights, x[:, :, at], before, given)


def know_values(
    reader: Reader, kind: Any, given: str, values: Mapping[str, np.ndarray], x: np.ndarray, at: int
) -> None:
    for signal in kind.signals(given):
        shown = letter(signal.symbol)
        state = signal.kind == "state"
        reader.knows(shown + (index(at - t) if state or at != t else ""), values[signal.key])
        if state:
            reader.knows(shown + index(at - t - 1), values[f"{signal.key}_prev"])
    if "u" in values:
        reader.knows("u" + (index(at - t) if at != t else ""), values["u"])
    reader.knows("x" + index(at - t), x[:, :, at])


@pytest.mark.parametrize("case", CASES)
def test_forwards(case: str) -> None:
    kind, weights, given, x, _, forward, _ = run_of(case)
    values = values_at(kind, weights, given, x, forward, t)
    reader = Reader()
    know_parameters(reader, weights, transposed=False)
    know_values(reader, kind, given, values, x, t)
    apart = case in ("gru", "another") or case.startswith("rnn")
    equations = forwards(kind.graph(weights), kind.signals(given), weights, given)
    expected = {
        letter(one.symbol) + (index(0) if one.kind == "state" else ""): values[one.key] for one in kind.signals(given)
    }
    assert {equation.split(" &= ")[0] for equation in equations} == expected.keys() | (
        {"u"} if case == "gru" else set()
    )
    for equation in equations:
        left, right = equation.split(" &= ")
        if apart:  # matrices that act on one of the two: columns of one name
            for one in weights.values():
                recurrent, into, _ = (f"{name[:1]}_{{{name[1:]}}}" for name in one.names)
                if one.recurrent is not None and f"{recurrent} a" in right:
                    reader.knows(recurrent, one.recurrent)
                if one.input is not None and f"{into} x" in right:
                    reader.knows(into, one.input)
        np.testing.assert_allclose(
            reader.evaluate(right), expected.get(left, values.get("u")), rtol=1e-12, err_msg=left
        )


@pytest.mark.parametrize("case", CASES)
def test_backwards(case: str) -> None:
    kind, weights, given, x, da, forward, backward = run_of(case)
    reader = Reader()
    know_parameters(reader, weights, transposed=True)
    expected = {}
    states = {key: np.stack([value[:, :, t - 1], value[:, :, t]], 2) for key, value in forward.states.items()}
    for at in (t, t + 1):
        values = values_at(kind, weights, given, x, forward, at)
        know_values(reader, kind, given, values, x, at)
        within = tuple({one.acts_on for one in weights.values()} - {"a"})
        local = local_derivatives(kind.graph(weights), values, tuple(states), within, given)
        total = {state: scaled.to_float()[:, :, at] for state, scaled in backward.by_step.items()}
        for name in within:
            gates = [one for one in local.by_gate["a"].items() if weights[one[0]].acts_on == name]
            total[name] = sum(weights[gate].recurrent.T @ (total["a"] * slope) for gate, slope in gates)
            shown = rf"(r{index(1) if at != t else ''} \odot a{index(at - t - 1)})"
            expected[rf"\frac{{dJ}}{{d{shown}}}", at] = total[name]
        for state in states:
            expected[rf"\frac{{dJ}}{{d{state}{index(at - t)}}}", at] = total[state]
        for gate in weights:
            found = sum(total[target] * links[gate] for target, links in local.by_gate.items() if gate in links)
            later = index(1) if at != t else ""
            symbol = letter({one.key: one.symbol for one in kind.signals(given)}.get(gate, gate))
            expected[rf"\frac{{dJ}}{{d{'u' if gate == 'u' else f'z_{{{symbol}}}'}{later}}}", at] = found
    reader.known |= {left: value for (left, _), value in expected.items()}
    reader.knows(rf"\frac{{\partial J}}{{\partial a{index(0)}}}", da[:, :, t])
    equations = backwards(kind.graph(weights), kind.signals(given), weights, given)
    assert {equation.split(" &= ")[0] for equation in equations} == {left for left, at in expected if at == t}
    for equation in equations:
        left, right = equation.split(" &= ", 1)
        np.testing.assert_allclose(reader.evaluate(right), expected[left, t], rtol=1e-9, atol=1e-14, err_msg=equation)


def test_a_link_from_unit_to_unit() -> None:
    lstm, gru = CELLS["lstm"], CELLS["gru"]
    assert link(lstm.graph(()), lstm.signals("tanh"), {}, "a", "c") == r"o \odot (1 - \tanh^2 c^{\langle t\rangle})"
    assert link(lstm.graph(()), lstm.signals("tanh"), {}, "c", "c_prev") == "f"
    assert link(gru.graph(()), gru.signals("tanh"), {}, "a", "a_prev") == "z"
    assert link(gru.graph(()), gru.signals("tanh"), {}, "a", "z") == r"a^{\langle t-1\rangle} - \tilde a"
    assert link(gru.graph(()), gru.signals("tanh"), {}, "a", "c_prev") == ""
