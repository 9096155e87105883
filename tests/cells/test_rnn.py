"""The simple RNN: its equations by hand, and what papers prove about it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import initialize_parameters, rnn_backward, rnn_cell_backward, rnn_cell_forward, rnn_forward
from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.cells.initialization import INITIALIZATIONS, largest_singular_value, spectral_radius
from rnnviz.cells.rnn import rnn_bptt


def chain(weights, n_x=1, ba=0.0):
    """Parameters of an RNN with these recurrent weights and nothing else."""
    n_a = len(weights)
    return {
        "Wax": np.zeros((n_a, n_x)),
        "Waa": np.asarray(weights, dtype=float),
        "Wya": np.ones((1, n_a)),
        "ba": np.full((n_a, 1), ba),
        "by": np.zeros((1, 1)),
    }


def log10_norms(weights, T, activation="linear", a0=0.0, ba=0.0, seed=0):
    """Norms of the gradient at every step, from a loss on the last one."""
    n_a = len(weights)
    caches = rnn_forward(np.zeros((1, 1, T)), np.full((n_a, 1), a0), chain(weights, ba=ba), activation).caches
    da = np.zeros((n_a, 1, T))
    da[:, :, -1] = np.random.default_rng(seed).normal(size=(n_a, 1))
    return rnn_bptt(da, caches).da.log10_norm()


PARAMETERS = {
    "Wax": np.array([[0.5], [-1.0]]),
    "Waa": np.array([[0.1, 0.2], [0.3, 0.4]]),
    "Wya": np.array([[1.0, 0.0], [0.0, 1.0]]),
    "ba": np.array([[0.01], [0.02]]),
    "by": np.array([[0.0], [math.log(2)]]),
}


class TestEquations:
    # Two units, one feature, one sample; all numbers below are worked out by hand.
    z = (0.1 * 1 + 0.2 * 2 + 0.5 * 3 + 0.01, 0.3 * 1 + 0.4 * 2 - 1.0 * 3 + 0.02)  # 2.01, -1.88

    def step(self):
        return rnn_cell_forward([[3.0]], [[1.0], [2.0]], PARAMETERS)

    def test_the_hidden_state(self):
        a_next, _, _ = self.step()
        np.testing.assert_allclose(a_next[:, 0], [math.tanh(self.z[0]), math.tanh(self.z[1])], rtol=1e-15)

    def test_the_prediction(self):
        _, yt_pred, _ = self.step()
        scores = math.exp(math.tanh(self.z[0])), 2 * math.exp(math.tanh(self.z[1]))
        np.testing.assert_allclose(yt_pred[:, 0], np.array(scores) / sum(scores), rtol=1e-15)

    def test_the_cache(self):
        a_next, _, cache = self.step()
        assert cache[0] is a_next
        assert cache[1].tolist() == [[1.0], [2.0]]
        assert cache[2].tolist() == [[3.0]]
        assert cache[3] is PARAMETERS
        assert len(cache) == 4

    def test_the_gradients(self):
        gradients = rnn_cell_backward([[1.0], [10.0]], self.step().cache)
        dz = 1 - math.tanh(self.z[0]) ** 2, 10 * (1 - math.tanh(self.z[1]) ** 2)
        expected = {
            "dxt": [[0.5 * dz[0] - 1.0 * dz[1]]],
            "da_prev": [[0.1 * dz[0] + 0.3 * dz[1]], [0.2 * dz[0] + 0.4 * dz[1]]],
            "dWax": [[3 * dz[0]], [3 * dz[1]]],
            "dWaa": [[dz[0], 2 * dz[0]], [dz[1], 2 * dz[1]]],
            "dba": [[dz[0]], [dz[1]]],
        }
        assert gradients.keys() == expected.keys()
        for name, value in expected.items():
            np.testing.assert_allclose(gradients[name], value, rtol=1e-14, err_msg=name)


def test_results_unpack_in_the_order_of_the_contract():
    parameters = initialize_parameters(rng=np.random.default_rng(0))
    x, a0 = np.ones((3, 10, 4)), np.zeros((5, 10))
    a_next, yt_pred, cache = rnn_cell_forward(x[:, :, 0], a0, parameters)
    a, y_pred, caches = rnn_forward(x, a0, parameters)
    assert [v.shape for v in (a_next, yt_pred, a, y_pred)] == [(5, 10), (2, 10), (5, 10, 4), (2, 10, 4)]
    np.testing.assert_allclose(y_pred.sum(axis=0), 1, rtol=1e-14)
    assert list(rnn_cell_backward(a_next, cache)) == ["dxt", "da_prev", "dWax", "dWaa", "dba"]
    gradients = rnn_backward(a, caches)
    assert list(gradients) == ["dx", "da0", "dWax", "dWaa", "dba"]
    assert [g.shape for g in gradients.values()] == [(3, 10, 4), (5, 10), (5, 3), (5, 5), (5, 1)]


def test_bias_gradients_are_summed_over_batch_and_time():
    # Linear units without recurrence: dba is the plain sum of da, of 10 samples and 4 steps.
    caches = rnn_forward(np.zeros((1, 10, 4)), np.zeros((2, 10)), chain(np.zeros((2, 2))), "linear").caches
    np.testing.assert_allclose(rnn_backward(np.ones((2, 10, 4)), caches)["dba"], [[40.0], [40.0]], rtol=1e-15)


class TestPublished:
    @pytest.mark.parametrize(
        ("rho", "expected"), [(0.9, 2.6561e-5), (0.95, 5.9205e-3), (1.0, 1.0), (1.05, 131.501), (1.1, 13780.61)]
    )
    def test_scaled_orthogonal_weights_give_rho_to_the_lag(self, rho, expected):
        # Bengio 1994; Saxe 2014; Arjovsky 2016
        q = INITIALIZATIONS["orthogonal"](16, np.random.default_rng(0))
        norms = log10_norms(rho * q, T=101)
        assert 10 ** (norms[0] - norms[-1]) == pytest.approx(rho**100, rel=1e-12)
        assert rho**100 == pytest.approx(expected, rel=1e-4)

    @pytest.mark.parametrize("rho", [0.5, 0.9, 1.1])
    def test_in_the_long_run_the_spectral_radius_decides(self, rho):
        weights = INITIALIZATIONS["gaussian"](32, np.random.default_rng(1))
        weights *= rho / spectral_radius(weights)
        assert largest_singular_value(weights) > 1.2 * rho  # non-normal: it may grow at first
        norms = log10_norms(weights, T=3000)
        assert 10 ** ((norms[200] - norms[-200]) / 2600) == pytest.approx(rho, rel=0.01)

    @given(
        st.sampled_from([("tanh", 1.0), ("sigmoid", 0.25), ("relu", 1.0), ("linear", 1.0)]),
        st.integers(1, 6),
        st.integers(1, 40),
        st.floats(0.01, 10),
        st.integers(0, 2**32 - 1),
    )
    def test_no_gradient_passes_the_bound_of_pascanu(self, activation, n_a, T, gain, seed):
        # Pascanu, Mikolov & Bengio 2013: ‖∂a<T>/∂a<t>‖ ≤ (γ σ₁)^(T - t)
        (name, gamma), rng = activation, np.random.default_rng(seed)
        assert ACTIVATIONS[name].bound == gamma
        parameters = chain(gain * rng.normal(size=(n_a, n_a)), n_x=2) | {"Wax": rng.normal(size=(n_a, 2))}
        caches = rnn_forward(rng.normal(size=(2, 3, T)), rng.normal(size=(n_a, 3)), parameters, name).caches
        da = np.zeros((n_a, 3, T))
        da[:, :, -1] = rng.normal(size=(n_a, 3))
        norms = rnn_bptt(da, caches).da.log10_norm(axis=(0,))  # (m, T)
        allowed = np.log10(gamma * largest_singular_value(parameters["Waa"])) * np.arange(T)[::-1]
        assert (norms - norms[:, -1:] <= allowed + 1e-9).all()

    def test_the_bound_is_reached_at_rest(self):
        q = INITIALIZATIONS["orthogonal"](16, np.random.default_rng(2))
        norms = log10_norms(0.99 * q, T=101, activation="tanh")
        assert 10 ** (norms[0] - norms[-1]) == pytest.approx(0.3660, abs=5e-5)

    @pytest.mark.parametrize("T", [1, 2, 500])
    def test_an_irnn_carries_the_gradient_unchanged(self, T):
        # Le, Jaitly & Hinton 2015: Waa = I, ReLU, no bias, all units active
        caches = rnn_forward(np.zeros((1, 2, T)), np.ones((4, 2)), chain(np.eye(4)), "relu").caches
        da = np.zeros((4, 2, T))
        da[:, :, -1] = np.random.default_rng(0).normal(size=(4, 2))
        found = rnn_bptt(da, caches)
        np.testing.assert_array_equal(found.gradients["da0"], da[:, :, -1])
        np.testing.assert_array_equal(found.da.to_float(), np.repeat(da[:, :, -1:], T, axis=2))

    @pytest.mark.parametrize("bias", [20.0, 100.0, 1e4, 1e8])
    def test_saturated_tanh_units_pass_what_they_pass(self, bias):
        # From step 2 on z = 1 + bias, where sech² z = 4 e^(-2z) to the last digit.
        norms = log10_norms(np.eye(3), T=5, activation="tanh", ba=bias)
        np.testing.assert_allclose(np.diff(norms)[1:], (2 * (1 + bias) - np.log(4)) / np.log(10), rtol=1e-14)


def test_a_changed_copy_of_a_cache_remembers_its_activation():
    cache = rnn_cell_forward(np.ones((1, 1)), np.ones((1, 1)), initialize_parameters(1, 1, 1), "relu").cache
    changed = cache._replace(xt=np.zeros((1, 1)))
    assert (changed.activation, changed.xt[0, 0]) == ("relu", 0)
