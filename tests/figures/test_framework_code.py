"""What a remedy is in frameworks: Python that can be read, with the numbers of the remedy."""

import ast
import math

import pytest

from rnnviz.analysis.criticality import Critical
from rnnviz.analysis.remedies import Remedy, remedies
from rnnviz.cells import CELLS
from rnnviz.experiment.inputs import number_text
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.framework_code import _CODE, CLIPPING, in_frameworks

SCENARIOS = [
    Scenario(n_a=8, T_x=30, cells=("rnn", "lstm"), init="glorot", forget_bias=0.0),
    Scenario(n_a=8, T_x=30, cells=("gru",), init="glorot", gain=0.5),
    Scenario(n_a=8, T_x=30, start="pytorch", input_scale=4.0, cells=("rnn", "lstm", "gru")),
]
FOUND = [remedy for scenario in SCENARIOS for remedy in remedies(scenario)]
FOUND += remedies(Scenario(n_a=8, T_x=30, cells=("gru",)), Critical(gain=None, forget_bias=None, update_bias=2.5))


def test_every_remedy_has_its_lines() -> None:
    assert {remedy.name for remedy in FOUND} == set(_CODE)


@pytest.mark.parametrize("remedy", FOUND, ids=lambda remedy: f"{remedy.cell} {remedy.name}")
def test_they_are_python_and_say_the_value(remedy) -> None:
    for code in in_frameworks(remedy):
        ast.parse(code)
        assert max(map(len, code.splitlines())) <= 100
    if remedy.name == "Gain tuned to ×1":
        assert all(number_text(remedy.scenario.gain) in code for code in in_frameworks(remedy))
    if remedy.name == "Forget bias tuned to ×1":
        assert all(number_text(remedy.scenario.forget_bias) in code for code in in_frameworks(remedy))


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_orthogonal_weights_are_drawn_for_each_gate(cell: str) -> None:
    code = in_frameworks(Remedy("Orthogonal weights", cell, "", Scenario(), ""))
    assert all(("range(" in part or "chunk(" in part) == (cell != "rnn") for part in code)


#: What of the frameworks may be used: their documented names.
PUBLIC = {
    "torch": {
        *("nn", "init", "utils", "no_grad", "empty", "orthogonal_", "eye_", "zeros_", "RNN", "clip_grad_norm_"),
        *("weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "hidden_size"),
        *("chunk", "mul_", "fill_", "zero_", "uniform_", "log", "parameters"),
    },
    "keras": {
        *("layers", "initializers", "ops", "optimizers", "SimpleRNN", "LSTM", "Orthogonal", "concatenate", "Adam"),
        *("cell", "recurrent_kernel", "bias", "assign", "numpy", "log", "random", "uniform"),
    },
}
GIVEN = {"layer", "model", "n_x", "n_a", "x", "mean", "std", "range"}


@pytest.mark.parametrize("code", [in_frameworks(remedy) for remedy in FOUND] + [CLIPPING])
def test_only_names_are_used_that_there_are(code) -> None:
    for module, text in zip(PUBLIC, code, strict=True):
        nodes = list(ast.walk(ast.parse(text)))
        names = [node for node in nodes if isinstance(node, ast.Name)]
        made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        assert {node.id for node in names} <= made | GIVEN | {module, "np"}
        assert {node.attr for node in nodes if isinstance(node, ast.Attribute)} <= PUBLIC[module]


@pytest.mark.slow
@pytest.mark.parametrize("remedy", FOUND, ids=lambda remedy: f"{remedy.cell} {remedy.name}")
def test_in_pytorch_they_do_what_they_say(remedy) -> None:
    torch = pytest.importorskip("torch", reason="optional: to run what is offered for PyTorch")
    n = 8
    layer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[remedy.cell](3, n)
    drawn = layer.weight_hh_l0.detach().clone()
    x = 5 + 3 * torch.randn(50, 2, 3)
    given = {"torch": torch, "layer": layer, "n_x": 3, "n_a": n, "x": x, "mean": x.mean((0, 1)), "std": x.std((0, 1))}
    exec(in_frameworks(remedy).pytorch, given)
    layer, x = given["layer"], given["x"]
    layer(x)
    weights, bias = layer.weight_hh_l0.detach(), (layer.bias_ih_l0 + layer.bias_hh_l0).detach()
    eye = torch.eye(n)
    if remedy.name == "Orthogonal weights":
        assert all(torch.allclose(gate @ gate.T, eye, atol=1e-5) for gate in weights.split(n))
    elif "IRNN" in remedy.name:
        assert layer.nonlinearity == "relu"
        assert torch.equal(weights, eye)
        assert not bias.any()
    elif "Gain" in remedy.name:
        assert torch.allclose(weights, remedy.scenario.gain * drawn, rtol=1e-3)
    elif "bias" in remedy.name:
        value = getattr(remedy.scenario, CELLS[remedy.cell].keeping_bias)
        assert torch.allclose(bias[n : 2 * n], torch.tensor(value, dtype=bias.dtype), rtol=1e-3)  # the second gate
    elif remedy.name == "Chrono":
        assert torch.allclose(bias[:n], -bias[n : 2 * n])
        assert (bias[n : 2 * n] >= 0).all()
        assert (bias[n : 2 * n] <= math.log(remedy.scenario.t_max - 1)).all()
    else:
        assert remedy.name == "Input scaled"
        assert torch.allclose(x.mean((0, 1)), torch.zeros(3), atol=1e-4)


def test_clipping_is_python() -> None:
    for code in CLIPPING:
        ast.parse(code)
