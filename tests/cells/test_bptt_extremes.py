"""Backpropagation through time where the numbers end: exact zeros, NaN, Inf; and where plain arithmetic would do."""

import numpy as np
import pytest

from rnnviz.network.output_layer import output_layer
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

BAD = (np.nan, np.inf, -np.inf)


def norms_by_sample(net, da):
    return {k: v.log10_norm(axis=(0,)) for k, v in backward(net.kind, da, forward(net).caches).by_step.items()}


def fading(kind, T=1000, seed=0):
    """Draw a network whose gradient is below 1e-320 at its first step."""
    net = draw("tanh" if kind == "relu" else kind, T=T, m=3, seed=seed)
    shrink = {"Waa": 0.1, "Wf": 0.1, "Wi": 0.1, "Wc": 0.1, "Wo": 0.1, "Wr": 0.1, "Wz": 0.1, "Wh": 0.1}
    parameters = {name: shrink.get(name, 1.0) * value for name, value in net.parameters.items()}
    for bias in ("ba", "bf", "bz"):
        if bias in parameters:
            parameters[bias] = np.full((5, 1), {"relu": 5.0}.get(kind, -1.0 if bias == "bz" else -0.5))
    return net._replace(kind=kind, parameters=parameters)


@pytest.mark.parametrize("kind", KINDS)
class TestPlainArithmeticWouldDo:
    """Scaling is by powers of two, so it changes nothing."""

    @pytest.mark.parametrize("power", [-900, -300, 300, 900])
    def test_a_loss_times_a_power_of_two_shifts_every_bit(self, kind, power):
        # By 2^±900 the sweep takes another way through its segments; what it finds must be the same to the bit.
        net = draw(kind, T=50, gain=0.9)
        caches = forward(net).caches
        plain = backward(kind, net.da, caches).by_step
        shifted = backward(kind, np.ldexp(net.da, power), caches).by_step
        for name, scaled in plain.items():
            mantissa, exponent = np.frexp(scaled.mantissa)
            other, other_exponent = np.frexp(shifted[name].mantissa)
            np.testing.assert_array_equal(other, mantissa)
            moved = other_exponent + shifted[name].exponent - exponent - scaled.exponent
            np.testing.assert_array_equal(moved, np.where(mantissa == 0, moved, power))

    def test_down_to_1e_minus_250_it_equals_the_plain_loop(self, kind):
        net = fading(kind, T=250)
        caches, da = forward(net).caches, last_step_only(net)
        found = backward(kind, da, caches).by_step
        d_states = {name: np.zeros((5, 3)) for name in state_names(kind)}
        for t in reversed(range(250)):
            d_states["a"] = d_states["a"] + da[:, :, t]
            if np.abs(d_states["a"]).min() < 1e-250:
                assert t < 240
                break
            assert_close(found["a"].to_float()[:, :, t], d_states["a"], 1e-12, f"step {t}")
            gradients = cell_backward(kind, d_states, caches[0][t])
            d_states = {name: gradients[f"d{name}_prev"] for name in d_states}


@pytest.mark.parametrize("kind", KINDS)
class TestZeros:
    def test_no_loss_at_all(self, kind):
        net = draw(kind, T=100)
        found = backward(kind, np.zeros_like(net.da), forward(net).caches)
        for scaled in found.by_step.values():
            assert np.isneginf(scaled.log10_norm()).all()
        for gradient in found.gradients.values():
            assert not gradient.any()

    def test_a_sample_without_loss_beside_one_that_fades(self, kind):
        net = fading(kind)
        da = last_step_only(net)
        da[:, 1] = 0
        for name, norms in norms_by_sample(net, da).items():
            assert np.isneginf(norms[1]).all(), name
            assert np.isfinite(norms[[0, 2]]).all(), name
            assert norms[0, 0] < -320

    def test_plain_gradients_have_no_subnormals(self, kind):
        net = fading(kind)
        found = backward(kind, last_step_only(net), forward(net).caches).gradients
        tiny = np.finfo(float).tiny
        for name in ("da0", "dc0"):
            assert not found.get(name, np.zeros(1)).any(), name
        for name, gradient in found.items():
            assert np.isfinite(gradient).all(), name
            assert not ((gradient != 0) & (np.abs(gradient) < 1e-3 * tiny)).any(), name

    def test_float32_has_the_same_norms(self, kind):
        net = fading(kind)
        expected = norms_by_sample(net, last_step_only(net))
        single = net._replace(
            parameters={name: value.astype(np.float32) for name, value in net.parameters.items()},
            x=net.x.astype(np.float32),
            states0={name: value.astype(np.float32) for name, value in net.states0.items()},
        )
        found = norms_by_sample(single, last_step_only(net).astype(np.float32))
        for name, norms in found.items():
            assert norms[0, 0] < -320
            np.testing.assert_allclose(norms, expected[name], rtol=1e-4, atol=1e-4)


def test_dead_relus_pass_exactly_nothing():
    net = draw("relu", T=100)
    x = 0 * net.x
    x[0, :, 60] = 1
    dead = {**net.parameters, "Wax": np.full((5, 3), -1e6), "ba": np.full((5, 1), 1.0)}
    net = net._replace(parameters=dead, x=x)
    norms = norms_by_sample(net, last_step_only(net))["a"]
    assert np.isneginf(norms[:, :60]).all()
    alive = norms_by_sample(net._replace(x=0 * x), last_step_only(net))["a"]
    np.testing.assert_allclose(norms[:, 70:], alive[:, 70:], rtol=1e-13)


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("kind", KINDS)
class TestNanAndInf:
    """They are results: they spread as they should, without warning, and leave the other samples alone."""

    def test_in_da(self, kind, bad):
        net = fading(kind)
        da = last_step_only(net)
        expected = norms_by_sample(net, da)
        da[0, 1, -5] = bad
        for name, norms in norms_by_sample(net, da).items():
            np.testing.assert_allclose(norms[1, -4:], expected[name][1, -4:], rtol=1e-13)
            assert not np.isfinite(norms[1, -5:-4]).any()
            assert not np.isfinite(norms[1, :-6]).any()
            np.testing.assert_allclose(norms[[0, 2]], expected[name][[0, 2]], rtol=1e-13)

    def test_in_x(self, kind, bad):
        net = fading(kind)
        da = last_step_only(net)
        expected = norms_by_sample(net, da)
        x = net.x.copy()
        x[0, 1, -5] = bad
        found = norms_by_sample(net._replace(x=x), da)
        for name, norms in found.items():
            np.testing.assert_allclose(norms[[0, 2]], expected[name][[0, 2]], rtol=1e-13)
        if np.isnan(bad):  # an Inf may saturate a unit, but a NaN gets everywhere
            states = forward(net._replace(x=x)).states["a"]
            assert np.isnan(states[:, 1, -5:]).all()
            assert np.isfinite(states[:, 1, :-5]).all()
            assert np.isfinite(states[:, [0, 2]]).all()

    def test_everywhere(self, kind, bad):
        net = draw(kind, T=300, m=2)
        for full in (net._replace(da=np.full_like(net.da, bad)), net._replace(x=np.full_like(net.x, bad))):
            found = backward(kind, full.da, forward(full).caches)
            assert len(found.by_step["a"].log10_norm()) == 300

    def test_in_the_state_before_the_first_step(self, kind, bad):
        net = draw(kind, T=60, m=2)
        for name in net.states0:
            state = net.states0[name].copy()
            state[0, 0] = bad
            run = forward(net._replace(states0={**net.states0, name: state}))
            assert np.isfinite(run.states["a"][:, 1]).all()
            backward(kind, net.da, run.caches)

    def test_one_step(self, kind, bad):
        net = draw(kind, T=1)
        da = net.da.copy()
        da[0, 0, 0] = bad
        found = backward(kind, da, forward(net).caches)
        assert not np.isfinite(found.gradients["da0"][:, 0]).any()
        np.testing.assert_array_equal(
            found.gradients["da0"][:, 1:], backward(kind, net.da, forward(net).caches).gradients["da0"][:, 1:]
        )


@pytest.mark.parametrize("kind", ["linear", "relu"])
def test_states_that_overflow_are_results(kind):
    net = draw(kind, T=400, m=2)
    net = net._replace(parameters={**net.parameters, "Waa": 100 * np.abs(net.parameters["Waa"]), "ba": np.ones((5, 1))})
    run = forward(net)
    assert np.isfinite(run.states["a"][:, :, :50]).all()
    assert not np.isfinite(run.states["a"][:, :, -1]).any()
    assert np.isfinite(output_layer(net.parameters).predictions(run.states["a"][:, :, :50])).all()
    found = backward(kind, net.da, run.caches)
    assert found.by_step["a"].log10_norm()[0] > 700 or kind == "relu"


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("kind", KINDS)
def test_a_single_step_does_not_warn_either(kind, bad):
    net = draw(kind)
    xt, da = net.x[:, :, 0].copy(), net.da[:, :, 0].copy()
    xt[:, 0] = da[:, 1] = bad
    cache = cell_forward(kind, xt, net.states0, net.parameters).caches
    gradients = cell_backward(kind, dict.fromkeys(net.states0, da), cache)
    for name, gradient in gradients.items():
        if name.endswith("_prev"):
            assert np.isfinite(gradient[:, 2:]).all()
