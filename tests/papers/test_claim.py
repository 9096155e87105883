"""What counts as agreeing."""

import math

import pytest

from rnnviz.papers.claim import exactly, ordered, within


@pytest.mark.parametrize(("measured", "agrees"), [(100.0, True), (101.0, True), (98.9, False), (math.nan, False)])
def test_within(measured, agrees):
    check = within("x", 100.0, measured, 0.01)
    assert check.agrees is agrees
    assert check.tolerance == "within 1\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("measured", "agrees"), [(2.0, True), (2.0 * (1 + 1e-8), False), (math.nan, False), (math.inf, False)]
)
def test_exactly(measured, agrees):
    assert exactly("x", 2.0, measured).agrees is agrees


@pytest.mark.parametrize(("measured", "agrees"), [(1.0, True), (9.9, True), (10.1, False), (0.0, False), (-1.0, False)])
def test_ordered(measured, agrees):
    assert ordered("x", 1.0, measured).agrees is agrees
