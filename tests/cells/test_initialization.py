"""How recurrent weights and biases are drawn: the statistics that the papers ask for."""

import math

import numpy as np
import pytest

from rnnviz.cells.initialization import (
    INITIALIZATIONS,
    Initialization,
    glorot,
    largest_singular_value,
    spectral_radius,
)
from rnnviz.errors import RnnvizError


def rng(seed=0):
    return np.random.default_rng(seed)


class TestRecurrentWeights:
    def test_glorot_is_uniform_with_variance_1_over_n(self):
        # Glorot & Bengio 2010, equation 16: ±√(6 / (n + n)); the variance of a uniform is limit² / 3.
        weights, limit = INITIALIZATIONS["glorot"](300, rng()), math.sqrt(6 / 600)
        assert np.abs(weights).max() <= limit
        assert np.abs(weights).max() > 0.999 * limit
        assert weights.mean() == pytest.approx(0, abs=4 * limit / math.sqrt(3 * 90_000))
        assert weights.var() == pytest.approx(1 / 300, rel=0.02)
        quartiles = np.quantile(weights, [0.25, 0.5, 0.75])
        np.testing.assert_allclose(quartiles, [-limit / 2, 0, limit / 2], atol=0.02 * limit)

    def test_glorot_of_a_rectangle(self):
        weights = glorot(20, 4000, rng())
        assert weights.shape == (20, 4000)
        assert np.abs(weights).max() == pytest.approx(math.sqrt(6 / 4020), rel=1e-3)

    def test_gaussian_has_variance_1_over_n_and_spectral_radius_about_1(self):
        weights = INITIALIZATIONS["gaussian"](400, rng())
        assert weights.var() == pytest.approx(1 / 400, rel=0.02)
        assert (weights**4).mean() / weights.var() ** 2 == pytest.approx(3, rel=0.05)  # a normal's kurtosis
        assert spectral_radius(weights) == pytest.approx(1, abs=0.1)  # circular law
        assert largest_singular_value(weights) == pytest.approx(2, rel=0.05)  # Marchenko & Pastur

    @pytest.mark.parametrize("n", [1, 2, 5, 64])
    def test_orthogonal(self, n):
        q = INITIALIZATIONS["orthogonal"](n, rng(n))
        np.testing.assert_allclose(q.T @ q, np.eye(n), atol=1e-13)
        assert spectral_radius(q) == pytest.approx(1)
        assert largest_singular_value(q) == pytest.approx(1)

    def test_orthogonal_matrices_are_uniform(self):
        # Of uniformly random ones, half are reflections, every entry has mean 0 and variance 1/n, the trace variance 1.
        # Without the signs of R's diagonal the first column would point one way.
        draws = np.array([INITIALIZATIONS["orthogonal"](3, rng(seed)) for seed in range(3000)])
        np.testing.assert_allclose(draws.mean(axis=0), 0, atol=0.05)
        np.testing.assert_allclose((draws**2).mean(axis=0), 1 / 3, atol=0.03)
        assert np.linalg.det(draws).mean() == pytest.approx(0, abs=0.08)
        assert np.trace(draws, axis1=1, axis2=2).var() == pytest.approx(1, abs=0.1)

    def test_identity(self):
        np.testing.assert_array_equal(INITIALIZATIONS["identity"](3, rng()), np.eye(3))

    @pytest.mark.parametrize("init", INITIALIZATIONS)
    @pytest.mark.parametrize("gain", [0.0, 0.5, 3.0, -1.0])
    def test_the_gain_multiplies(self, init, gain):
        plain = Initialization(init).recurrent(6, rng(1))
        np.testing.assert_array_equal(Initialization(init, gain).recurrent(6, rng(1)), gain * plain)

    @pytest.mark.parametrize("init", INITIALIZATIONS)
    def test_the_same_generator_draws_the_same(self, init):
        draw = Initialization(init).recurrent
        np.testing.assert_array_equal(draw(4, rng(7)), draw(4, rng(7)))
        if init != "identity":
            assert (draw(4, rng(7)) != draw(4, rng(8))).all()

    @pytest.mark.parametrize("init", ["gaussian", "orthogonal"])
    @pytest.mark.parametrize(("T", "gaussian_median"), [(1, 0.80), (5, 0.17), (10, 0.033)])
    def test_singular_values_of_products(self, init, T, gaussian_median):
        # Saxe, McClelland & Ganguli 2014: products of Gaussian matrices collapse, of orthogonal ones not at all.
        medians = []
        for seed in range(5):
            source = rng(seed)
            product = np.linalg.multi_dot([INITIALIZATIONS[init](100, source) for _ in range(T)] + [np.eye(100)])
            medians.append(np.median(np.linalg.svd(product, compute_uv=False)))
        expected = 1.0 if init == "orthogonal" else gaussian_median
        assert np.mean(medians) == pytest.approx(expected, rel=1e-12 if init == "orthogonal" else 0.15)

    def test_an_initialisation_that_there_is_not(self):
        with pytest.raises(RnnvizError) as caught:
            Initialization("he").recurrent(3, rng())
        assert "init must be one of glorot, gaussian, orthogonal, identity; got 'he'." in str(caught.value)


class TestGateBiases:
    @pytest.mark.parametrize("bias", [0.0, 1.0, 3, -2.5])
    def test_constant(self, bias):
        forget, gate = Initialization(forget_bias=bias).gate_biases(4, rng())
        np.testing.assert_array_equal(forget, np.full((4, 1), bias))
        np.testing.assert_array_equal(gate, np.zeros((4, 1)))

    @pytest.mark.parametrize("t_max", [3, 10, 1000])
    def test_chrono(self, t_max):
        # Tallec & Ollivier 2018: bf = log U(1, T_max - 1), bi = -bf; 1 / (1 - σ(bf)) steps, in [2, T_max].
        forget, gate = Initialization(t_max=t_max).gate_biases(4000, rng())
        np.testing.assert_array_equal(gate, -forget)
        assert forget.shape == (4000, 1)
        steps = 1 / (1 - 1 / (1 + np.exp(-forget)))
        assert steps.min() >= 2 - 1e-12
        assert steps.max() <= t_max * (1 + 1e-12)
        assert steps.mean() == pytest.approx(1 + t_max / 2, rel=0.03)  # 1 + U(1, T_max - 1)
        assert steps.min() < 2 + 0.01 * t_max
        assert steps.max() > 0.99 * t_max

    def test_chrono_takes_the_place_of_the_constant(self):
        forget, _ = Initialization(forget_bias=-50.0, t_max=10).gate_biases(8, rng())
        assert forget.min() >= 0

    @pytest.mark.parametrize("t_max", [2, 0, -5])
    def test_a_chrono_time_that_is_too_short(self, t_max):
        with pytest.raises(RnnvizError) as caught:
            Initialization(t_max=t_max).gate_biases(4, rng())
        assert f"t_max must be at least 3 for chrono initialisation; got {t_max}." in str(caught.value)


def test_spectral_radius_and_largest_singular_value():
    # A non-normal matrix, by hand: eigenvalues 3 and -4, singular values from the trace and determinant of WᵀW.
    weights = np.array([[3.0, 7.0], [0.0, -4.0]])
    trace, determinant = 9 + 49 + 16, 144
    assert spectral_radius(weights) == pytest.approx(4)
    expected = math.sqrt((trace + math.sqrt(trace**2 - 4 * determinant)) / 2)
    assert largest_singular_value(weights) == pytest.approx(expected, rel=1e-14)
    rotation = np.array([[0.0, -2.0], [2.0, 0.0]])  # complex eigenvalues ±2i
    assert spectral_radius(rotation) == pytest.approx(2)
