"""The chain of causes: it adds up to the curve of the first page, and is drawn on one axis for all cells."""

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import diagnose
from rnnviz.figures.cause_chain import MAX_COLUMNS, cause_chain, chain_numbers
from rnnviz.figures.theme import cause_colour
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_adds_up_to_the_curve_of_the_first_page(name: str) -> None:
    result = result_of(name)
    diagnoses = diagnose(result)
    for cell, diagnosis in diagnoses.items():
        numbers = chain_numbers(diagnosis)
        assert len(numbers.steps) <= MAX_COLUMNS + 1
        assert numbers.steps[-1] == diagnosis.reference
        if numbers.causes:
            np.testing.assert_allclose(sum(numbers.causes.values()), numbers.total, atol=1e-7)
            expected = result.cells[cell].fades[numbers.state].relative[numbers.steps - 1]
            np.testing.assert_allclose(numbers.total, expected, atol=1e-7)


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_drawn_is_inside_the_axis_which_is_the_same_for_all(name: str) -> None:
    diagnoses = diagnose(result_of(name))
    figures = {cell: cause_chain(diagnoses, cell) for cell in diagnoses}
    assert len({figure.layout.yaxis.range for figure in figures.values()}) == 1
    for cell, figure in figures.items():
        *bars, line = figure.data
        low, high = figure.layout.yaxis.range
        for sign in (-1, 1):
            stack = sum((np.maximum(sign * bar.y, 0) for bar in bars), np.zeros(len(line.x)))
            assert (stack <= (high if sign > 0 else -low) + 1e-9).all()
        assert all(bar.marker.color == cause_colour(cell, bar.name) for bar in bars)
        np.testing.assert_array_equal(line.y, chain_numbers(diagnoses[cell]).total)


def test_a_part_of_it_begins_at_its_first_step() -> None:
    diagnoses = diagnose(result_of("plain"))
    figure = cause_chain(diagnoses, "rnn", first=60)
    assert figure.data[0].x[0] == 60
    assert tuple(figure.layout.xaxis.range) == (59.5, 100.5)
    whole = cause_chain(diagnoses, "rnn")
    np.testing.assert_allclose(figure.data[0].y, whole.data[0].y[59:])
    assert figure.layout.yaxis.range[0] > whole.layout.yaxis.range[0]


def test_a_loss_at_every_step_has_its_own_colour() -> None:
    names = [trace.name for trace in cause_chain(diagnose(result_of("loss at every step")), "lstm").data]
    assert names == ["forget gates", "alignment", "gate paths", "new loss", "together"]
