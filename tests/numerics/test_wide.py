"""Values that have exponents of their own: against whole numbers of any size, and mpmath."""

import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.numerics.wide import NOTHING, Wide, log10_of, norm_of, stacked, total_of

numbers = st.tuples(st.integers(-(2**40), 2**40), st.integers(-30_000, 30_000))
columns = st.lists(numbers, min_size=1, max_size=5)


def exact(wide: Wide) -> list[Fraction]:
    pairs = zip(wide.mantissa.ravel(), wide.exponent.ravel(), strict=True)
    return [Fraction(float(m)) * Fraction(2) ** int(e) if m else Fraction(0) for m, e in pairs]


def made(values: list[tuple[int, int]]) -> tuple[Wide, list[Fraction]]:
    wide = Wide(np.array([m for m, _ in values], dtype=float), np.array([e for _, e in values]))
    return wide, [Fraction(m) * Fraction(2) ** e for m, e in values]


def close(found: list[Fraction], true: list[Fraction], scale: list[Fraction] | None = None) -> bool:
    return all(
        abs(f - t) <= Fraction(1, 2**49) * s
        for f, t, s in zip(found, true, scale or [abs(t) for t in true], strict=True)
    )


@given(columns)
def test_products_are_right_and_exact_in_their_exponents(values):
    wide, true = made(values)
    assert exact(wide) == true
    assert close(exact(wide * wide), [t * t for t in true])
    assert close(exact(wide * 3.0), [3 * t for t in true])
    assert close(exact(np.full(len(true), 3.0) * wide), [3 * t for t in true])


@given(columns, st.data())
def test_sums_are_right_beside_what_was_added(values, data):
    wide, true = made(values)
    others, more = made(data.draw(st.lists(numbers, min_size=len(values), max_size=len(values))))
    scale = [max(abs(t), abs(m)) for t, m in zip(true, more, strict=True)]
    assert close(exact(wide + others), [t + m for t, m in zip(true, more, strict=True)], scale)
    assert close(exact(wide.sum(0)), [sum(true)], [max(map(abs, true))])
    assert close(exact(wide.mean(0)), [sum(true) / len(true)], [max(map(abs, true))])


@given(
    st.lists(st.lists(st.sampled_from([0.0, 1.0, -2.0, 1e-200, 3e150]), min_size=3, max_size=3), min_size=1), st.data()
)
def test_a_matrix_product_has_what_matters_in_every_place(rows, data):
    # Zeros let a small value stand alone, tiny weights let it matter beside a large one.
    matrix = np.array(rows)
    wide, true = made(data.draw(st.lists(numbers, min_size=3, max_size=3)))
    terms = [[Fraction(w) * t for w, t in zip(row, true, strict=True)] for row in matrix.tolist()]
    found = matrix @ wide.reshape(3, 1)
    assert found.shape == (len(matrix), 1)
    assert close(exact(found), [sum(row) for row in terms], [max(map(abs, row)) for row in terms])


def test_inf_and_nan_stay_in_their_column():
    values = Wide(np.array([[1.0, np.nan, np.inf], [1.0, 1.0, 1.0]]), np.array([[-5000], [5000]]))
    with np.errstate(invalid="ignore"):
        found = np.array([[1.0, 0.0], [0.0, 1.0]]) @ values
    assert found.log10()[:, 0] == pytest.approx(np.array([-5000, 5000]) * math.log10(2))
    assert np.isnan(found.to_float()[0, 1])
    assert np.isinf(found.to_float()[0, 2])


def test_logarithms_and_norms_against_mpmath():
    values = Wide(np.array([3.0, -4.0, 0.0]), np.array([-40_000, -40_001, 0]))
    with mp.workdps(30):
        size = [mp.mpf(3) * mp.mpf(2) ** -40_000, mp.mpf(4) * mp.mpf(2) ** -40_001]
        expected = [float(mp.log10(s)) for s in size]
        norm = float(mp.log10(mp.norm(mp.matrix(size), 2)))
    np.testing.assert_allclose(values.log10(), [*expected, -np.inf], rtol=1e-15)
    assert float(values.log10_norm(0)) == pytest.approx(norm, rel=1e-15)
    assert float(norm_of(values, 0)) == pytest.approx(norm, rel=1e-15)
    assert float(norm_of(np.array([3.0, 4.0]), 0)) == pytest.approx(math.log10(5))
    assert log10_of(np.array([0.0, -100.0])).tolist() == [-np.inf, 2.0]
    assert log10_of(values)[2] == -np.inf


def test_the_largest_is_brought_near_1():
    values = Wide(np.array([[3.0, 1.0], [0.0, 0.0]]), np.array([[9000, 8998], [1, 2]]))
    near, exponent = values.near_one(1)
    np.testing.assert_array_equal(near, [[0.75, 0.0625], [0, 0]])
    assert exponent.tolist() == [[9002], [0]]
    assert values.spread(1).tolist() == [3, 0]
    assert Wide(np.array([-1.0, 2.0, -64.0])).spread(0) == 6
    assert Wide(np.array([32.0, 0.0])).spread(0) == 0


def test_places_and_axes():
    values = Wide(np.arange(24.0).reshape(2, 3, 4), 5)
    plain = 32 * np.arange(24.0).reshape(2, 3, 4)
    for wide, expected in (
        (values[1], plain[1]),
        (values[:, 1:, None], plain[:, 1:, None]),
        (values.transpose(2, 0, 1), plain.transpose(2, 0, 1)),
        (values[0].T, plain[0].T),
        (values.reshape(6, 4), plain.reshape(6, 4)),
        (abs(values * -1.0), plain),
        (values.sum((0, 2)), plain.sum((0, 2))),
        (values.replaced(np.array([0, 3]), Wide(np.ones((2, 3, 2)))), np.where(np.isin(range(4), [0, 3]), 1.0, plain)),
        (values.where(plain > 100, Wide(np.full((2, 3, 4), 7.0))), np.where(plain > 100, plain, 7.0)),
        (Wide.along_last([values[0], values[1]]), np.stack([plain[0], plain[1]], -1)),
        (stacked([values[0], plain[1]]), plain),
        (total_of([values, plain]), 2 * plain),
    ):
        np.testing.assert_array_equal(wide.to_float(), expected)
        assert (wide.shape, wide.ndim, len(wide)) == (expected.shape, expected.ndim, len(expected))


def test_arrays_stay_arrays():
    assert isinstance(stacked([np.ones(2), np.zeros(2)]), np.ndarray)
    assert isinstance(total_of([np.ones(2), np.ones(2)]), np.ndarray)


def test_zero_has_no_exponent():
    zero = Wide(np.zeros(2), np.array([5, -5]))
    assert (zero.exponent == NOTHING).all()
    assert ((zero * zero).exponent == NOTHING).all()
    assert (zero + Wide(np.ones(2), -(10**6))).log10() == pytest.approx(-(10**6) * math.log10(2))


def test_out_of_the_range_of_floats():
    assert Wide(np.array([1.0, 1.0, -1.0]), np.array([-5000, 5000, 5000])).to_float().tolist() == [0, np.inf, -np.inf]
