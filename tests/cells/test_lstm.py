"""The LSTM: its equations by hand, and what papers prove about it."""

import math

import numpy as np
import pytest

from rnnviz import initialize_parameters, lstm_backward, lstm_cell_backward, lstm_cell_forward, lstm_forward
from rnnviz.cells.lstm import lstm_bptt
from tests.oracles.kinds import draw

FIELDS = ("a_next", "c_next", "a_prev", "c_prev", "ft", "it", "cct", "ot", "xt", "parameters")


def logistic(z):
    return 1 / (1 + math.exp(-z))


def closed(n_a, forget, gate=0.0, candidate=0.0):
    """Parameters of an LSTM whose gates read neither hidden state nor input, with these biases."""
    parameters = {"W" + name: np.zeros((n_a, n_a + 1)) for name in "fico"}
    biases = {"f": forget, "i": gate, "c": candidate, "o": gate}
    parameters |= {"b" + name: np.full((n_a, 1), float(bias)) for name, bias in biases.items()}
    return parameters | {"Wy": np.ones((1, n_a)), "by": np.zeros((1, 1))}


class TestEquations:
    # One unit, one feature, one sample; a different number everywhere, so that no two gates can be mistaken.
    a_prev, c_prev, xt = 0.3, -0.7, 2.0

    def weights(self, gate):
        """On a_prev and on xt."""
        return {"f": (0.5, 0.1), "i": (-0.4, 0.2), "c": (0.9, -0.3), "o": (0.6, 0.7)}[gate]

    def bias(self, gate):
        return {"f": 1.0, "i": 0.1, "c": -0.2, "o": 0.3}[gate]

    def parameters(self):
        p = {"W" + gate: np.array([self.weights(gate)]) for gate in "fico"}
        p |= {"b" + gate: np.array([[self.bias(gate)]]) for gate in "fico"}
        return p | {"Wy": np.array([[1.0], [2.0]]), "by": np.array([[0.5], [0.0]])}

    def gates(self):
        z = {g: self.weights(g)[0] * self.a_prev + self.weights(g)[1] * self.xt + self.bias(g) for g in "fico"}
        return logistic(z["f"]), logistic(z["i"]), math.tanh(z["c"]), logistic(z["o"])

    def step(self):
        return lstm_cell_forward([[self.xt]], [[self.a_prev]], [[self.c_prev]], self.parameters())

    def test_the_states(self):
        f, i, cc, o = self.gates()
        c = f * self.c_prev + i * cc
        a_next, c_next, _, _ = self.step()
        assert c_next.item() == pytest.approx(c, rel=1e-15)
        assert a_next.item() == pytest.approx(o * math.tanh(c), rel=1e-15)

    def test_the_prediction(self):
        a_next, _, yt_pred, _ = self.step()
        scores = math.exp(a_next.item() + 0.5), math.exp(2 * a_next.item())
        np.testing.assert_allclose(yt_pred[:, 0], np.array(scores) / sum(scores), rtol=1e-15)

    def test_the_cache(self):
        step = self.step()
        f, i, cc, o = self.gates()
        expected = (step.a_next.item(), step.c_next.item(), self.a_prev, self.c_prev, f, i, cc, o, self.xt)
        assert [part.item() for part in step.cache[:-1]] == pytest.approx(expected, rel=1e-15)
        assert step.cache._fields == FIELDS

    def test_the_gradients(self):
        # da_next is the whole gradient at a<t>; dc_next only what arrives at c<t> from step t+1.
        f, i, cc, o = self.gates()
        tanh_c = math.tanh(f * self.c_prev + i * cc)
        da, dc_next = 1.5, -0.4
        dc = dc_next + da * o * (1 - tanh_c**2)
        dz = {
            "f": dc * self.c_prev * f * (1 - f),
            "i": dc * cc * i * (1 - i),
            "c": dc * i * (1 - cc**2),
            "o": da * tanh_c * o * (1 - o),
        }
        expected = {"dc_prev": dc * f}
        expected["da_prev"] = sum(self.weights(g)[0] * dz[g] for g in dz)
        expected["dxt"] = sum(self.weights(g)[1] * dz[g] for g in dz)
        gradients = lstm_cell_backward([[da]], [[dc_next]], self.step().cache)
        for name, value in expected.items():
            assert gradients[name].item() == pytest.approx(value, rel=1e-14), name
        for g, value in dz.items():
            np.testing.assert_allclose(gradients["dW" + g], [[value * self.a_prev, value * self.xt]], rtol=1e-14)
            assert gradients["db" + g].item() == pytest.approx(value, rel=1e-14)


def test_results_unpack_in_the_order_of_the_contract():
    parameters = initialize_parameters(cell="lstm", rng=np.random.default_rng(0))
    x, a0 = np.ones((3, 10, 4)), np.zeros((5, 10))
    a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, 0], a0, a0, parameters)
    a, c, y, caches = result = lstm_forward(x, a0, parameters)
    assert (result.a is a, result.c is c, result.y is y, result.caches is caches) == (True,) * 4
    shapes = [v.shape for v in (a_next, c_next, yt_pred, a, c, y)]
    assert shapes == [(5, 10), (5, 10), (2, 10), (5, 10, 4), (5, 10, 4), (2, 10, 4)]
    np.testing.assert_allclose(c[:, :, 0], c_next, rtol=1e-13)
    np.testing.assert_allclose(y[:, :, 0], yt_pred, rtol=1e-13)
    weights = ["dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo"]
    assert list(lstm_cell_backward(a_next, c_next, cache)) == ["dxt", "da_prev", "dc_prev", *weights]
    gradients = lstm_backward(a, caches)
    assert list(gradients) == ["dx", "da0", "dc0", *weights]
    assert gradients["dx"].shape == (3, 10, 4)
    assert [gradients[name].shape for name in weights] == [(5, 8), (5, 1)] * 4


def test_the_cell_state_starts_from_zero_unless_given():
    net = draw("lstm")
    zero = np.zeros_like(net.states0["c"])
    plain = lstm_forward(net.x, net.states0["a"], net.parameters)
    given = lstm_forward(net.x, net.states0["a"], net.parameters, zero)
    np.testing.assert_array_equal(plain.a, given.a)
    np.testing.assert_array_equal(plain.caches[0][0].c_prev, zero)


def test_what_arrives_at_the_last_cell_state_counts():
    net = draw("lstm", T=1)
    caches = lstm_forward(net.x, net.states0["a"], net.parameters, net.states0["c"]).caches
    dc_next = np.random.default_rng(0).normal(size=(5, 4))
    found = lstm_bptt(net.da, caches, dc_next)
    expected = lstm_cell_backward(net.da[:, :, 0], dc_next, caches[0][0])
    np.testing.assert_allclose(found.dc0, expected["dc_prev"], rtol=1e-13)
    np.testing.assert_allclose(found.gradients["dWf"], expected["dWf"], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("z", [-1e4, -800.0, -40.0, 40.0, 800.0, 1e4])
def test_saturated_gates_neither_warn_nor_leave_the_unit_interval(z):
    parameters = closed(2, forget=z, gate=z, candidate=z)
    a, c, _, caches = lstm_forward(np.zeros((1, 1, 3)), np.zeros((2, 1)), parameters)
    gates = np.array([caches[0][2].ft, caches[0][2].it, caches[0][2].ot])
    expected = 1.0 if z > 0 else math.exp(z) if z > -745 else 0.0
    np.testing.assert_allclose(gates, expected, rtol=1e-12, atol=1e-300)
    assert np.isfinite(a).all()
    assert np.isfinite(c).all()
    assert all(np.isfinite(g).all() for g in lstm_backward(np.ones((2, 1, 3)), caches).values())


class TestPublished:
    @pytest.mark.parametrize(
        ("bias", "expected", "half_life"),
        [(0, 7.89e-31, 1), (1, 2.48e-14, 2.21), (2, 3.07e-6, 5.46), (3, 7.76e-3, 14.3), (5, 0.511, 103)],
    )
    def test_the_cell_s_path_is_the_product_of_forget_gates(self, bias, expected, half_life):
        caches = lstm_forward(np.zeros((1, 1, 100)), np.zeros((3, 1)), closed(3, bias)).caches
        found = lstm_bptt(np.zeros((3, 1, 100)), caches, dc_next=np.ones((3, 1)))
        np.testing.assert_allclose(found.dc0, logistic(bias) ** 100, rtol=1e-13)
        np.testing.assert_allclose(found.dc0, expected, rtol=2e-3)
        slope = np.diff(found.dc.log10_norm())
        np.testing.assert_allclose(math.log10(2) / slope, half_life, rtol=5e-3)

    def test_gates_that_read_only_the_input_multiply_step_by_step(self):
        rng = np.random.default_rng(0)
        parameters = {**closed(3, 1), "Wf": np.concatenate([np.zeros((3, 3)), rng.normal(size=(3, 1))], axis=1)}
        caches = lstm_forward(rng.normal(size=(1, 2, 30)), rng.normal(size=(3, 2)), parameters).caches
        found = lstm_bptt(np.zeros((3, 2, 30)), caches, dc_next=np.ones((3, 2)))
        np.testing.assert_allclose(found.dc0, np.prod([cell.ft for cell in caches[0]], axis=0), rtol=1e-13)

    def test_without_forgetting_the_gradient_is_exactly_1_and_the_state_drifts(self):
        # The 1997 cell's constant error carousel, and why Gers, Schmidhuber & Cummins 2000 added forgetting.
        parameters = closed(2, forget=1000, candidate=0.5)
        a, c, _, caches = lstm_forward(np.zeros((1, 1, 400)), np.zeros((2, 1)), parameters)
        found = lstm_bptt(np.zeros((2, 1, 400)), caches, dc_next=np.ones((2, 1)))
        np.testing.assert_array_equal(found.dc.to_float(), 1)
        np.testing.assert_array_equal(found.dc0, 1)
        np.testing.assert_allclose(c[0, 0], 0.5 * math.tanh(0.5) * np.arange(1, 401), rtol=1e-12)
        assert a.max() <= 0.5
