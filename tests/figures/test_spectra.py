"""Eigenvalues and singular values, against NumPy on the parameters themselves."""

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import step_jacobians
from rnnviz.figures import spectra
from rnnviz.figures.spectra import (
    describe_eigenvalues,
    describe_step_spectra,
    eigenvalues,
    recurrent_eigenvalues,
    step_singular_values,
    step_spectra,
)
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_result_is_drawn(name: str) -> None:
    result = result_of(name)
    assert len(eigenvalues(result).data) == sum({"rnn": 1, "lstm": 4}[cell] for cell in result.cells)
    figure = step_singular_values(result, result.scenario.batch)
    assert len(figure.data) == 3 * len(result.cells)
    low, high = figure.layout.yaxis.range
    assert low < 0 < high
    assert describe_eigenvalues(result).endswith(".")
    assert describe_step_spectra({cell: step_spectra(result, cell) for cell in result.cells}).endswith(".")


def test_eigenvalues_are_those_of_the_weights() -> None:
    result = result_of("plain")
    found = recurrent_eigenvalues(result)
    expected = np.linalg.eigvals(result.cells["rnn"].parameters["Waa"])
    np.testing.assert_allclose(np.sort(np.abs(found["RNN"])), np.sort(np.abs(expected)))
    candidate = np.linalg.eigvals(result.cells["lstm"].parameters["Wc"][:, :32])
    np.testing.assert_array_equal(found["LSTM c̃"], candidate)
    (circle,) = eigenvalues(result).layout.shapes
    assert (circle.x0, circle.x1, circle.y0, circle.y1) == (-1, 1, -1, 1)


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_singular_values_are_those_of_the_jacobians(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    result = result_of("plain")
    steps, log10 = step_spectra(result, cell, 3)
    assert steps.tolist() == list(range(1, 101))
    matrix = step_jacobians(result, cell).matrix(41, 2)
    np.testing.assert_allclose(10 ** log10[40], np.linalg.svd(matrix, compute_uv=False), rtol=1e-12)
    monkeypatch.setattr(spectra, "MOST_WORK", 0)
    steps, log10 = step_spectra(result, cell, 3)
    assert (len(steps), steps[0], steps[-1]) == (12, 1, 100)
    assert log10.shape == (12, 32 if cell == "rnn" else 64)


def test_gates_that_differ_are_named_one_by_one() -> None:
    result = result_of("RNN only")
    assert "Spectral radius ρ" in describe_eigenvalues(result)
    assert describe_eigenvalues(result).endswith(": RNN 1.00, 1.00.")
