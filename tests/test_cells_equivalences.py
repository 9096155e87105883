"""The same thing done in two ways gives the same numbers, forwards and backwards, for every kind of cell."""

import numpy as np
import pytest

from tests.oracles.kinds import (
    KINDS,
    assert_close,
    backward,
    cell_backward,
    cell_forward,
    draw,
    forward,
    last_step_only,
    state_names,
)

pytestmark = pytest.mark.parametrize("kind", KINDS)
EXACT = 1e-13


def looped_forward(net):
    """Call the cell once a step."""
    states, steps = net.states0, []
    for t in range(net.x.shape[2]):
        steps.append(cell_forward(net.kind, net.x[:, :, t], states, net.parameters))
        states = steps[-1].states
    return steps


def looped_backward(net, da, caches):
    """Call the cell's backward once a step and carry what comes back."""
    carry = {name: np.zeros_like(state) for name, state in net.states0.items()}
    total, dx, by_step = {}, [], []
    for t in reversed(range(da.shape[2])):
        d_states = {**carry, "a": carry["a"] + da[:, :, t]}
        gradients = cell_backward(net.kind, d_states, caches[t])
        carry = {name: gradients.pop(f"d{name}_prev") for name in carry}
        dx.insert(0, gradients.pop("dxt"))
        by_step.insert(0, d_states["a"])
        for name, gradient in gradients.items():
            total[name] = total.get(name, 0) + gradient
    total |= {f"d{name}0": value for name, value in carry.items()}
    return {**total, "dx": np.stack(dx, axis=2)}, np.stack(by_step, axis=2)


@pytest.mark.parametrize("T", [1, 2, 7, 60])
def test_a_sequence_is_the_cell_in_a_loop(kind, T):
    net = draw(kind, T)
    run, steps = forward(net), looped_forward(net)
    for t, step in enumerate(steps):
        for name in net.states0:
            assert_close(run.states[name][:, :, t], step.states[name], EXACT, f"{name}, step {t}")
        assert_close(run.y[:, :, t], step.y, EXACT, f"y, step {t}")
    found = backward(kind, net.da, run.caches)
    expected, by_step = looped_backward(net, net.da, [step.caches for step in steps])
    assert found.gradients.keys() == expected.keys()
    for name, gradient in expected.items():
        assert_close(found.gradients[name], gradient, EXACT, name)
    assert_close(found.by_step["a"].to_float(), by_step, EXACT, "da by step")


def test_the_caches_are_those_of_the_cell(kind):
    net = draw(kind, T=4)
    caches = forward(net).caches
    assert caches[1] is net.x
    assert len(caches[0]) == 4
    for t, step in enumerate(looped_forward(net)):
        for name in set(step.caches._fields) - {"parameters", "reset"}:
            assert_close(getattr(caches[0][t], name), getattr(step.caches, name), 1e-15, f"{name}, step {t}")
        assert caches[0][t]._fields == step.caches._fields
        assert caches[0][t].parameters.keys() == net.parameters.keys()
    assert [cache.xt.tolist() for cache in caches[0][1:3]] == [net.x[:, :, t].tolist() for t in (1, 2)]
    np.testing.assert_array_equal(caches[0][-1].a_next, caches[0][3].a_next)
    with pytest.raises(IndexError):
        caches[0][4]


def test_a_plain_list_of_cell_caches_will_do(kind):
    net = draw(kind)
    own = forward(net).caches
    listed = [step.caches for step in looped_forward(net)]
    expected = backward(kind, net.da, own).gradients
    for caches in ((listed, net.x), (list(own[0]), net.x)):
        for name, gradient in backward(kind, net.da, caches).gradients.items():
            assert_close(gradient, expected[name], EXACT, name)
    if kind in ("tanh", "lstm"):  # as course code makes them
        bare = backward(kind, net.da, ([tuple(cache) for cache in listed], net.x)).gradients
        for name, gradient in bare.items():
            assert_close(gradient, expected[name], EXACT, name)


def test_a_batch_is_its_samples_one_by_one(kind):
    net = draw(kind)
    run = forward(net)
    whole = backward(kind, net.da, run.caches)
    summed = dict.fromkeys(whole.gradients, 0.0)
    for k in range(4):
        one = slice(k, k + 1)
        single = net._replace(x=net.x[:, one], states0={n: s[:, one] for n, s in net.states0.items()})
        single_run = forward(single)
        for name, state in single_run.states.items():
            assert_close(run.states[name][:, one], state, EXACT, name)
        assert_close(run.y[:, one], single_run.y, EXACT, "y")
        found = backward(kind, net.da[:, one], single_run.caches)
        for name, gradient in found.gradients.items():
            summed[name] = summed[name] + gradient
            if name in ("dx", "da0", "dc0"):
                assert_close(whole.gradients[name][:, one], gradient, EXACT, name)
        for name, scaled in found.by_step.items():
            log10_norm = whole.by_step[name].log10_norm(axis=(0,))[k]
            np.testing.assert_allclose(log10_norm, scaled.log10_norm(), atol=1e-12)
    for name, gradient in whole.gradients.items():
        if name not in ("dx", "da0", "dc0"):  # summed over the batch, not averaged
            assert_close(gradient, summed[name], EXACT, name)


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_split_in_two_is_the_whole(kind, cut):
    net = draw(kind)
    run = forward(net)
    first = forward(net._replace(x=net.x[:, :, :cut]))
    at_cut = {name: state[:, :, -1] for name, state in first.states.items()}
    second = forward(net._replace(x=net.x[:, :, cut:], states0=at_cut))
    for name in net.states0:
        both = np.concatenate([first.states[name], second.states[name]], axis=2)
        assert_close(run.states[name], both, EXACT, name)

    whole = backward(kind, net.da, run.caches).gradients
    after = backward(kind, net.da[:, :, cut:], second.caches).gradients
    da = net.da[:, :, :cut].copy()
    da[:, :, -1] += after["da0"]
    before = backward(kind, da, first.caches, after.get("dc0")).gradients
    for name, gradient in whole.items():
        if name == "dx":
            joined = np.concatenate([before["dx"], after["dx"]], axis=2)
        else:
            joined = before[name] if name in ("da0", "dc0") else before[name] + after[name]
        assert_close(gradient, joined, EXACT, name)


def jacobian(kind, states, xt, parameters):
    """Give d(states after) / d(states before) of one step and one sample, row by row from the cell's backward."""
    names, n_a = state_names(kind), len(states["a"])
    cache = cell_forward(kind, xt, states, parameters).caches
    rows = []
    for after in np.eye(len(names) * n_a):
        d_states = dict(zip(names, after.reshape(len(names), n_a, 1), strict=True))
        gradients = cell_backward(kind, d_states, cache)
        rows.append(np.concatenate([gradients[f"d{name}_prev"][:, 0] for name in names]))
    return np.array(rows)


def test_the_product_of_step_jacobians_is_the_numeric_one(kind):
    net = draw(kind, T=5, m=1, n_a=4, gain=2.0)
    names = state_names(kind)
    product, states = np.eye(4 * len(names)), net.states0
    for t in range(5):
        product = jacobian(kind, states, net.x[:, :, t], net.parameters) @ product
        states = cell_forward(kind, net.x[:, :, t], states, net.parameters).states

    def final(start):
        states0 = dict(zip(names, start.reshape(len(names), 4, 1), strict=True))
        return np.concatenate([state[:, 0, -1] for state in forward(net._replace(states0=states0)).states.values()])

    start, h = np.concatenate([net.states0[name][:, 0] for name in names]), 1e-5
    numeric = np.transpose([(final(start + h * e) - final(start - h * e)) / (2 * h) for e in np.eye(start.size)])
    assert_close(product, numeric, 1e-7)
    # And the sequence's backward pass is that product, transposed, times the loss.
    da = last_step_only(net)
    found = backward(kind, da, forward(net).caches).gradients
    arrived = product.T @ np.concatenate([da[:, 0, -1], np.zeros(4 * (len(names) - 1))])
    for k, name in enumerate(names):
        assert_close(found[f"d{name}0"][:, 0], arrived[4 * k : 4 * k + 4], EXACT, name)


def test_backward_is_linear_in_da(kind):
    net, other = draw(kind), draw(kind, seed=50).da
    caches = forward(net).caches
    one, two, both = (backward(kind, da, caches).gradients for da in (net.da, other, 3 * net.da - 0.5 * other))
    for name, gradient in both.items():
        assert_close(gradient, 3 * one[name] - 0.5 * two[name], 1e-12, name)


def test_the_state_before_the_first_step_matters(kind):
    net = draw(kind)
    run = forward(net)
    for name in net.states0:
        moved = {**net.states0, name: net.states0[name] + 0.5}
        assert np.abs(forward(net._replace(states0=moved)).states["a"] - run.states["a"])[:, :, 0].max() > 1e-3
        assert np.abs(backward(kind, net.da, run.caches).gradients[f"d{name}0"]).max() > 1e-3
