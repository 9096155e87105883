"""The interval of a share: against its definition, and where the usual one fails."""

import math

import pytest

from rnnviz.errors import RnnvizError
from rnnviz.training.statistics import success_rate

Z = 1.959963984540054


@pytest.mark.parametrize(("solved", "runs"), [(0, 1), (1, 1), (3, 5), (0, 20), (20, 20), (7, 20)])
def test_the_ends_are_1_96_standard_errors_away(solved: int, runs: int) -> None:
    rate = success_rate(solved, runs)
    assert 0 <= rate.low <= rate.share <= rate.high <= 1
    for end in (rate.low, rate.high):
        if 0 < end < 1:
            assert abs(rate.share - end) == pytest.approx(Z * math.sqrt(end * (1 - end) / runs))


def test_nothing_and_all_are_not_certain() -> None:
    assert success_rate(0, 10).low == 0
    assert 0.2 < success_rate(0, 10).high < 0.3
    assert success_rate(10, 10).high == pytest.approx(1)
    assert 0.7 < success_rate(10, 10).low < 0.8


@pytest.mark.parametrize(("solved", "runs"), [(0, 0), (2, 1), (-1, 3)])
def test_impossible_counts(solved: int, runs: int) -> None:
    with pytest.raises(RnnvizError, match="cannot have succeeded"):
        success_rate(solved, runs)
