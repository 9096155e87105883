"""Every gradient of every cell: against central differences, and against an independent automatic differentiation."""

import numpy as np
import pytest

from rnnviz.gradient_flow.check import check_cell, check_gradients
from tests.oracles import autograd_cells
from tests.oracles.kinds import (
    KINDS,
    Network,
    assert_close,
    backward,
    cell_backward,
    cell_forward,
    draw,
    forward,
    last_step_only,
    state_names,
)

LENGTHS = (1, 2, 7)


def variables_of(net: Network) -> dict[str, np.ndarray]:
    return {**net.parameters, "x": net.x, **{name + "0": value for name, value in net.states0.items()}}


def network_of(kind: str, variables: dict[str, np.ndarray], da: np.ndarray) -> Network:
    states0 = {name: variables[name + "0"] for name in state_names(kind)}
    return Network(kind, {k: v for k, v in variables.items() if k[0] in "Wb"}, variables["x"], states0, da)


def verdict_on(net: Network, da: np.ndarray):
    def loss(variables):
        return float((da * forward(network_of(net.kind, variables, da)).states["a"]).sum())

    gradients = backward(net.kind, da, forward(net).caches).gradients
    return check_gradients(loss, variables_of(net), gradients, over_time=("x",))


@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
class TestAgainstCentralDifferences:
    def test_a_sequence_with_a_loss_at_every_step(self, kind, T):
        net = draw(kind, T)
        verdict = verdict_on(net, net.da)
        assert verdict.passed, verdict.worst
        # All of them: the input step by step, the states before the first step, and all but the output's parameters.
        parameters = {"d" + name for name in net.parameters if "y" not in name}
        expected = parameters | {f"dx[..., {t}]" for t in range(T)} | {f"d{name}0" for name in state_names(kind)}
        assert {c.name for c in verdict.comparisons} == expected

    def test_a_sequence_with_a_loss_at_the_last_step(self, kind, T):
        net = draw(kind, T, seed=1)
        verdict = verdict_on(net, last_step_only(net))
        assert verdict.passed, verdict.worst

    def test_the_gradient_at_every_step(self, kind, T):
        # What dJ/da<t> is by definition: how the rest of the sequence, started from that state, changes with it.
        net = draw(kind, T, seed=2)
        run = forward(net)
        by_step = backward(kind, net.da, run.caches).by_step
        for t in range(T - 1):
            rest = net._replace(x=net.x[:, :, t + 1 :], states0={k: v[:, :, t] for k, v in run.states.items()})
            expected = {"d" + name: by_step[name].to_float()[:, :, t] for name in run.states}
            expected["da"] = expected["da"] - net.da[:, :, t]
            if kind == "lstm":  # dJ/dc<t> counts what c<t> does through a<t> as well
                a, c, o = run.states["a"][:, :, t], run.states["c"][:, :, t], run.caches[0][t].ot
                assert_close(o * np.tanh(c), a, 1e-14)
                whole = expected["da"] + net.da[:, :, t]
                expected["dc"] = expected["dc"] - whole * o * (1 - np.tanh(c) ** 2)

            def loss(states, rest=rest, da=net.da[:, :, t + 1 :]):
                return float((da * forward(rest._replace(states0=states)).states["a"]).sum())

            verdict = check_gradients(loss, rest.states0, expected)
            assert verdict.passed, (t, verdict.worst)


@pytest.mark.parametrize("kind", KINDS)
def test_one_step_against_central_differences(kind):
    net = draw(kind, T=1)
    names = state_names(kind)
    d_states = {f"d{name}_next": np.random.default_rng(3).normal(size=net.states0["a"].shape) for name in names}

    def step(xt, *rest):
        *states, parameters = rest
        run = cell_forward(kind, xt, dict(zip(names, states, strict=True)), parameters)
        return (*run.states.values(), run.y, run.caches)

    def back(*rest):
        *d_next, cache = rest
        return cell_backward(kind, dict(zip(names, d_next, strict=True)), cache)

    states = {f"{name}_prev": value for name, value in net.states0.items()}
    verdict = check_cell(step, back, net.x[:, :, 0], states, net.parameters, d_states)
    assert verdict.passed, verdict.worst
    parameters = {"d" + name for name in net.parameters if "y" not in name}
    assert {c.name for c in verdict.comparisons} == parameters | {"dxt"} | {"d" + name for name in states}


@pytest.mark.parametrize("dense", [True, False], ids=["loss at every step", "loss at the last step"])
@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_everything_against_autograd(kind, T, dense):
    net = draw(kind, T, seed=4)
    da = net.da if dense else last_step_only(net)
    found = backward(kind, da, forward(net).caches)
    expected = autograd_cells.gradients(kind, net.parameters, net.x, net.states0, da)
    for name, gradient in found.gradients.items():
        if name == "dx":
            continue
        assert_close(gradient, expected[name], 1e-12, name)
    for t in range(T):  # each step against its own size
        assert_close(found.gradients["dx"][:, :, t], expected["dx"][:, :, t], 1e-12, f"dx, step {t}")
        for name, scaled in found.by_step.items():
            assert_close(scaled.to_float()[:, :, t], expected["d" + name][:, :, t], 1e-12, f"d{name}, step {t}")


@pytest.mark.parametrize("kind", KINDS)
def test_the_states_against_autograd(kind):
    net = draw(kind, seed=5)
    nudges = {f"nudge_{name}": np.zeros((7, 5, 4)) for name in net.states0}
    expected = autograd_cells.states(kind, {**variables_of(net), **nudges})
    assert_close(forward(net).states["a"], np.stack(expected, axis=2), 1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_a_shorter_da_uses_only_its_steps(kind):
    net = draw(kind, seed=6)
    found = backward(kind, net.da[:, :, :3], forward(net).caches)
    expected = autograd_cells.gradients(kind, net.parameters, net.x, net.states0, net.da[:, :, :3])
    assert found.gradients["dx"].shape == (3, 4, 3)
    assert found.by_step["a"].log10_norm().shape == (3,)
    for name, gradient in found.gradients.items():
        assert_close(gradient, expected[name], 1e-12, name)


@pytest.mark.parametrize("kind", KINDS)
def test_long_sequences_cross_segments(kind):
    # 80 steps are more than one segment; contraction is mild, so that every step still counts.
    net = draw(kind, T=80, m=2, n_a=4, seed=7, gain=0.9)
    found = backward(kind, net.da, forward(net).caches)
    expected = autograd_cells.gradients(kind, net.parameters, net.x, net.states0, net.da)
    for name, gradient in found.gradients.items():
        assert_close(gradient, expected[name], 1e-11, name)
