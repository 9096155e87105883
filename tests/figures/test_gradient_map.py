"""The maps: one colour range for all, every extreme visible, no false numbers."""

import numpy as np
import pytest

from rnnviz.figures.gradient_map import DECADES, gradient_map, map_numbers
from tests.figures.awkward import SCENARIOS, result_of

MAPS = [(name, cell) for name, fields in SCENARIOS.items() for cell in fields.get("cells", ("rnn", "lstm"))]


def sizes(name: str, cell: str) -> np.ndarray:
    """log10 of each unit's size over the batch relative to the whole gradient at the loss, (n_a, T), the plain way."""
    result = result_of(name)
    gradient = result.cells[cell].by_step["a"]
    shift = gradient.exponent.max(axis=0)
    scaled = gradient.mantissa * 2.0 ** (gradient.exponent - shift)
    largest = np.abs(scaled).max(axis=1, keepdims=True)
    largest[largest == 0] = 1
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.log10(np.sqrt(((scaled / largest) ** 2).sum(axis=1))) + np.log10(largest[:, 0])
        own = own + shift * np.log10(2)
        last = result.scenario.last_loss_step
        whole = np.log10(np.sqrt((10 ** (2 * (own[:, last - 1] - own[:, last - 1].max()))).sum()))
        whole += own[:, last - 1].max()
    return own - (whole if np.isfinite(whole) or np.isnan(own).any() else 0)


@pytest.mark.parametrize(("name", "cell"), MAPS)
def test_the_colours_mean_the_same_in_every_map(name: str, cell: str) -> None:
    (trace,) = gradient_map(result_of(name), cell).data
    assert (trace.zmin, trace.zmax) == DECADES == (-16, 2)
    # After the loss there is nothing, and the reading says so: it is not that NaN were there.
    last = result_of(name).cells[cell].fades["a"].reference
    assert trace.meta == {"log10": True, "last": last, "beyond": "after the loss"}
    assert trace.colorscale == gradient_map(result_of("plain"), "rnn").data[0].colorscale


@pytest.mark.parametrize(("name", "cell"), MAPS)
def test_the_values_are_those_of_the_result(name: str, cell: str) -> None:
    result = result_of(name)
    log10, width = map_numbers(result, cell)
    expected = sizes(name, cell)
    expected[:, result.scenario.last_loss_step :] = np.nan
    if width == 1:
        np.testing.assert_allclose(log10, expected, atol=1e-9)
    (trace,) = gradient_map(result, cell).data
    finite = np.isfinite(log10)
    np.testing.assert_allclose(trace.z[finite], log10[finite], rtol=1e-6, atol=1e-6)
    assert (trace.z[log10 == -np.inf] < DECADES[0]).all()  # exact zeros have the darkest colour
    assert np.isnan(trace.z[np.isnan(log10)]).all()


@pytest.mark.parametrize(("name", "cell"), MAPS)
def test_every_unit_and_every_step_has_its_place(name: str, cell: str) -> None:
    result = result_of(name)
    figure = gradient_map(result, cell)
    (trace,) = figure.data
    n_a, T = result.scenario.n_a, result.scenario.steps
    assert len(trace.z) == n_a
    left, right = trace.x0 - trace.dx / 2, trace.x0 + (trace.z.shape[1] - 0.5) * trace.dx
    assert left == 0.5
    assert T + 0.5 <= right < T + 0.5 + trace.dx
    assert tuple(figure.layout.xaxis.range) == (0.5, T + 0.5)
    assert tuple(figure.layout.yaxis.range) == (n_a + 0.5, 0.5)  # the first unit on top
    assert trace.y0 == trace.dy == 1
    assert figure.layout.meta == {"time_axis": True}


@pytest.mark.parametrize("name", ["501 steps", "1000 steps"])
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_thinning_hides_no_extreme(name: str, cell: str) -> None:
    log10, width = map_numbers(result_of(name), cell)
    every = sizes(name, cell)
    assert width == 2
    assert log10.shape[1] <= 500
    for column in range(log10.shape[1]):
        steps = every[:, column * width : (column + 1) * width]
        np.testing.assert_allclose(log10[:, column], steps.max(axis=1), atol=1e-9)
    np.testing.assert_allclose(log10.max(axis=1), every.max(axis=1), atol=1e-9)
    hover = gradient_map(result_of(name), cell).data[0].hovertemplate
    assert "largest of 2 steps" in hover


def test_up_to_500_steps_every_step_is_its_own() -> None:
    assert "largest" not in gradient_map(result_of("plain"), "rnn").data[0].hovertemplate
    assert map_numbers(result_of("plain"), "rnn").width == 1


def test_after_the_loss_the_map_is_blank() -> None:
    z = gradient_map(result_of("loss at a step"), "lstm").data[0].z
    assert np.isfinite(z[:, :40]).all()
    assert np.isnan(z[:, 40:]).all()


def test_nothing_but_nan_says_so_and_nothing_but_zero_does_not() -> None:
    assert [a.text for a in gradient_map(result_of("NaN"), "rnn").layout.annotations] == [
        "no numbers: NaN or Inf at every step"
    ]
    zero = gradient_map(result_of("exact zero everywhere"), "rnn")
    assert not zero.layout.annotations
    assert (zero.data[0].z < DECADES[0]).all()


def test_the_cell_state_has_a_map_too() -> None:
    fade = result_of("plain").cells["lstm"].fades["c"]
    log10, _ = map_numbers(result_of("plain"), "lstm", "c")
    np.testing.assert_allclose(np.log10(np.sqrt((10.0 ** (2 * log10)).sum(axis=0))), fade.relative, atol=1e-9)


def test_the_units_together_are_the_curve() -> None:
    # ‖g‖² is the sum over units: map and curve tell one story.
    for cell in ("rnn", "lstm"):
        log10, _ = map_numbers(result_of("plain"), cell)
        together = np.log10(np.sqrt((10.0 ** (2 * log10)).sum(axis=0)))
        np.testing.assert_allclose(together, result_of("plain").cells[cell].fades["a"].relative, atol=1e-9)


@pytest.mark.parametrize("name", ["one unit", "dead ReLU", "501 steps", "plain"])
def test_units_are_counted_in_whole_numbers(name: str) -> None:
    axis = gradient_map(result_of(name), "rnn").layout.yaxis
    assert axis.tick0 == 0
    assert axis.dtick == int(axis.dtick) >= 1
    assert 0.5 <= result_of(name).scenario.n_a / axis.dtick <= 6
