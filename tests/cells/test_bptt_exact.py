"""Whole networks whose gradients leave the range of floats, against exact arithmetic with unbounded exponents."""

import decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.oracles import exact
from tests.oracles.kinds import KINDS, assert_close, backward, draw, forward, last_step_only

TINY = np.finfo(np.float64).tiny


def compare(net, da, relative=1e-12):
    """Check norms, values and plain gradients of a backward pass; give its log10 norms."""
    close = decimal.Decimal("1e-10")
    run = forward(net)
    found = backward(net.kind, da, run.caches)
    expected = exact.by_step(net.kind, da, run.caches)
    for name, scaled in found.by_step.items():
        truth = [step["d" + name] for step in expected]
        log10_norm = scaled.log10_norm()
        np.testing.assert_allclose(log10_norm, [exact.log10_norm(v) for v in truth], rtol=1e-14, atol=1e-10)
        by_sample = [[exact.log10_norm(v[:, k]) for v in truth] for k in range(da.shape[1])]
        np.testing.assert_allclose(scaled.log10_norm(axis=(0,)), by_sample, rtol=1e-14, atol=1e-10)
        for t, value in enumerate(truth):  # each sample against its own size
            got = exact.of_scaled(scaled.mantissa[:, :, t], scaled.exponent[:, t])
            with decimal.localcontext(exact.CONTEXT):
                assert (np.abs(got - value).max(axis=0) <= close * np.abs(value).max(axis=0)).all(), t
    compare_plain(found.gradients, expected, relative)
    return found.by_step["a"].log10_norm()


def compare_plain(gradients, expected, relative):
    """Plain gradients are right, or exactly 0 if they are below the range; never subnormal noise."""
    if max(exact.log10_norm(step["da"]) for step in expected) > 290:
        if exact.log10_norm(expected[0]["da0"]) > 310:
            assert not np.isfinite(gradients["da0"]).all()  # too large for floats
        return
    with decimal.localcontext(exact.CONTEXT):
        weights = next(name for name in expected[0] if name.startswith("dW"))
        truth = {weights: sum(step[weights] for step in expected)}
        truth |= {name: expected[0][name] for name in expected[0] if name in ("da0", "dc0")}
    for name, value in truth.items():
        plain = value.astype(np.float64)
        got = gradients[name] if gradients[name].shape == plain.shape else gradients[name][:, : plain.shape[1]]
        assert not ((got != 0) & (np.abs(got) < TINY)).any(), f"{name}: subnormal"
        near_floor = np.abs(plain) < 1e3 * TINY
        assert (np.abs(got[near_floor]) <= 1e4 * TINY).all(), name
        if not near_floor.all():
            assert_close(got[~near_floor], plain[~near_floor], relative, name)


def sparse(net, **at):
    """Give a da that is 0 but at these steps: ``sparse(net, t5=1e-3)``."""
    da = np.zeros_like(net.da)
    for step, size in at.items():
        da[:, :, int(step[1:])] = size * net.da[:, :, int(step[1:])]
    return da


def small(kind, seed=0, T=120, gain=1e-9):
    """A network whose gradient is lost below 1e-308 long before its first step."""
    net = draw(kind, T=T, m=2, n_x=2, n_a=2, seed=seed)
    recurrent = ("Waa", "Wf", "Wi", "Wc", "Wo", "Wr", "Wz", "Wh")
    weights = {k: gain * v if k in recurrent else v for k, v in net.parameters.items()}
    biases = {k: v - 22 if k in ("bf", "bz") else v * 0.1 for k, v in weights.items() if k.startswith("b")}
    if kind == "relu":
        biases["ba"] = np.full((2, 1), 5.0)  # alive
    return net._replace(parameters=weights | biases, x=0.5 * net.x)


@pytest.mark.parametrize("kind", KINDS)
class TestVanishing:
    def test_a_loss_at_the_last_step(self, kind):
        net = small(kind)
        log10_norm = compare(net, last_step_only(net))
        assert log10_norm[0] < -900

    def test_a_loss_at_every_step(self, kind):
        net = small(kind)
        compare(net, net.da)

    def test_a_loss_at_every_step_that_grows_tiny(self, kind):
        net = small(kind)
        compare(net, net.da * 10.0 ** np.linspace(-300, 300, 120))
        compare(net, net.da * 10.0 ** np.linspace(300, -300, 120))

    @pytest.mark.parametrize("first", [2, 90])
    def test_losses_at_two_steps_far_apart(self, kind, first):
        net = small(kind)
        compare(net, sparse(net, **{f"t{first}": 1.0, "t119": 1.0}))
        compare(net, sparse(net, **{f"t{first}": 1e-250, "t119": 1e200}))

    def test_one_sample_tiny_beside_an_ordinary_one(self, kind):
        net = small(kind)
        da = last_step_only(net) * np.array([1e-200, 1.0])[:, None]
        compare(net, da)
        compare(net, net.da * np.array([1.0, 1e-290])[:, None])

    @pytest.mark.parametrize("T", [1, 2])
    def test_short_sequences(self, kind, T):
        net = small(kind, T=T)
        compare(net, net.da * 1e-300)

    def test_a_contraction_of_1e_minus_30_a_step(self, kind):
        net = small(kind, T=60, gain=1e-30)
        compare(net, last_step_only(net))


@pytest.mark.parametrize("kind", KINDS)
def test_a_loss_at_one_middle_step(kind):
    net = small(kind)
    da = sparse(net, t100=1.0)[:, :, :101]
    compare(net, da)
    # Steps after the loss feel nothing of it, whether they are passed or not.
    caches = forward(net).caches
    for scaled in backward(kind, sparse(net, t100=1.0), caches).by_step.values():
        norms = scaled.log10_norm()
        assert np.isneginf(norms[101:]).all()
        assert np.isfinite(norms[:101]).all()


def at_rest(kind, gain, **sizes):
    """A network whose states stay 0, where no unit saturates, so that the gradient grows with the weights."""
    net = draw(kind, m=2, n_x=2, n_a=3, seed=3, **sizes)
    parameters = {name: 0 * value if name[0] == "b" else gain * value for name, value in net.parameters.items()}
    states0 = {name: 0 * value for name, value in net.states0.items()}
    return net._replace(parameters=parameters, x=0 * net.x, states0=states0)


@pytest.mark.parametrize("kind", ["linear", "tanh", "lstm"])
class TestExploding:
    def test_a_loss_at_the_last_step(self, kind):
        net = at_rest(kind, gain=1e9, T=130)
        assert compare(net, last_step_only(net))[0] > 1000

    def test_a_loss_at_every_step(self, kind):
        net = at_rest(kind, gain=1e9, T=130)
        assert compare(net, net.da)[0] > 1000
        compare(net, net.da * 10.0 ** np.linspace(290, -290, 130))

    def test_one_sample_huge_beside_one_without_a_loss(self, kind):
        net = at_rest(kind, gain=1e9, T=130)
        da = sparse(net, t129=1e200, t20=1e-200)
        compare(net, da * np.array([1e100, 1.0])[:, None])
        alone = backward(kind, da * np.array([1.0, 0.0])[:, None], forward(net).caches).by_step["a"]
        assert np.isneginf(alone.log10_norm(axis=(0,))[1]).all()

    def test_from_far_below_to_far_above(self, kind):
        net = at_rest(kind, gain=1e30, T=50)
        compare(net, last_step_only(net) * 1e-300)


@given(
    st.sampled_from(["linear", "relu"]),
    st.integers(1, 90),
    st.floats(-12, 12),
    st.dictionaries(st.integers(0, 89), st.floats(-250, 250), max_size=4),
    st.integers(0, 2**32 - 1),
)
@example("relu", 2, 0.0, {0: -219.0, 1: 105.0}, 49)  # what is large dies, and the small one counts
@settings(max_examples=60)
def test_any_gain_and_any_loss(kind, T, log10_gain, losses, seed):
    # Forward states stay 0 (linear) or active at a constant (ReLU); only the backward pass grows or decays.
    net = draw("linear", T=T, m=2, n_a=2, seed=seed % 1000)
    gain = min(log10_gain, 0.0) if kind == "relu" else log10_gain
    parameters = {
        **net.parameters,
        "Waa": 10**gain * net.parameters["Waa"],
        "ba": np.full((2, 1), 9.0 * (kind == "relu")),
    }
    net = net._replace(kind=kind, parameters=parameters, x=0 * net.x, states0={"a": 0 * net.states0["a"]})
    da = np.zeros_like(net.da)
    for t, log10_size in losses.items():
        if t < T:
            da[:, :, t] = 10**log10_size * (net.da[:, :, t] + np.sign(net.da[:, :, t]))
    run = forward(net)
    found = backward(kind, da, run.caches).by_step["a"].log10_norm()
    truth = [step["da"] for step in exact.by_step(kind, da, run.caches)]
    for t, value in enumerate(truth):
        if (value == 0).all():
            assert found[t] == -np.inf
        else:
            assert found[t] == pytest.approx(exact.log10_norm(value), rel=1e-12, abs=1e-8)
