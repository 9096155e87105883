"""The orders of units."""

import numpy as np
import pytest

from rnnviz.figures.unit_maps import unit_map
from rnnviz.figures.unit_orders import ORDERS, unit_order
from tests.figures.awkward import result_of


def test_units_keep_their_numbers_in_every_order() -> None:
    result = result_of("plain")
    figure = unit_map(result, "rnn", "a", order="memory")
    np.testing.assert_array_equal(figure.layout.yaxis.ticktext, (unit_order(result, "rnn", "memory") + 1)[::2])


@pytest.mark.parametrize("name", ["plain", "one unit", "NaN"])
def test_every_order_has_every_unit_once(name: str) -> None:
    result = result_of(name)
    for cell in result.cells:
        for order in ORDERS:
            assert sorted(unit_order(result, cell, order)) == list(range(result.scenario.n_a))


def test_the_longest_memory_comes_first() -> None:
    result = result_of("plain")
    forget = result.cells["lstm"].gates["f"].mean(axis=(1, 2))
    first, *_, last = unit_order(result, "lstm", "memory")
    assert forget[first] > forget[last]
