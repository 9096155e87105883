"""One unit over time and the table of units: their numbers are those of the result."""

import numpy as np
import pytest

from rnnviz.analysis.sequence import view_sequence
from rnnviz.analysis.units import ENDS, retention
from rnnviz.cells import CELLS
from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.gradient_map import unit_sizes
from rnnviz.figures.unit_orders import unit_order
from rnnviz.figures.unit_overview import first_unit, half_lives, unit_overview, unit_table
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_curves_are_the_sequence_s_values_and_the_sizes_of_its_gradients(name: str) -> None:
    result = result_of(name)
    sequence = result.scenario.batch
    columns = unit_overview(result, sequence)
    assert [column["cell"] for column in columns] == list(result.cells)
    for column in columns:
        view = view_sequence(result, column["cell"], sequence)
        kinds = {one.key: one.kind for one in CELLS[column["cell"]].signals(result.scenario.activation)}
        signals = [*column["gates"], *column["states"]]
        assert [one["key"] for one in signals] == list(view.signals)
        assert [one["key"] for one in column["states"]] == [key for key, kind in kinds.items() if kind == "state"]
        for one in signals:
            np.testing.assert_allclose(one["values"], view.signals[one["key"]], rtol=1e-6)
            assert (one["kind"] == "gate") == (kinds[one["key"]] == "gate")
        assert bool(column["slopes"]) == (not column["gates"])
        for one in column["slopes"]:
            of_output = ACTIVATIONS[result.scenario.activation].derivative(view.signals["a"])
            np.testing.assert_allclose(one["values"], of_output, rtol=1e-6, atol=1e-7)
            with np.errstate(invalid="ignore"):  # of what is no number
                assert not (one["values"] > 1).any()  # the scale of gates holds it
                assert not (one["values"] < 0).any()
        gradients = {one["key"].removeprefix("d"): one for one in column["gradients"]}
        assert gradients.keys() == view.gradients.keys() - {"x"}
        for key, one in gradients.items():
            np.testing.assert_allclose(one["values"], view.gradients[key].log10, rtol=2e-6, atol=1e-5)
            assert one["of"] == ("gates" if key.startswith("z_") else "states")
        assert column["last"] == view.reference


def test_gates_come_in_the_order_in_which_people_name_them() -> None:
    columns = unit_overview(run(Scenario(cells=("rnn", "lstm", "gru"), T_x=4, n_a=3)))
    symbols = [[one["symbol"] for one in column["gates"]] for column in columns]
    assert symbols == [[], ["f", "i", "c̃", "o"], ["r", "z", "ã"]]


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_table_has_what_every_unit_does_over_all_sequences(name: str) -> None:
    result = result_of(name)
    for cell, one in result.cells.items():
        table, kind = unit_table(result, cell), CELLS[cell]
        signals = kind.signals(result.scenario.activation)
        gates = [signal for signal in signals if signal.kind == "gate"]
        assert table["gates"] == [gate.symbol for gate in gates]
        for gate, mean in zip(gates, table["means"], strict=True):
            np.testing.assert_allclose(mean, one.gates[gate.key].mean(axis=(1, 2)), rtol=1e-6)
        ended = [signal for signal in signals if signal.activation in ENDS]
        assert (table["limits"] is None) == (not ended)
        if ended:
            both = {**one.states, **one.gates}
            low_high = {signal.key: ENDS[signal.activation] for signal in ended}
            there = [(both[k] < low) | (both[k] > high) for k, (low, high) in low_high.items()]
            np.testing.assert_allclose(table["limits"], np.mean(there, axis=(0, 2, 3)), rtol=1e-6, atol=1e-7)
        sizes = unit_sizes(result, cell, kind.carrier)[:, 0]
        np.testing.assert_allclose(table["gradient"], sizes, rtol=1e-9, atol=1e-9)
        if np.isfinite(sizes.max()):
            assert table["share"].sum() == pytest.approx(1, rel=1e-5)
            assert first_unit(result, cell) == sizes.argmax() == table["share"].argmax()
        else:
            assert np.isnan(table["share"]).all()


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_memory_is_what_the_order_memory_goes_by(cell: str) -> None:
    result = run(Scenario(cells=(cell,), n_a=12, T_x=50))
    one, memory = result.cells[cell], unit_table(result, cell)["memory"]
    kept = retention(one.states, one.gates, CELLS[cell].keeps)
    positive = kept > 0
    np.testing.assert_allclose(kept[positive] ** memory[positive], 0.5)
    assert (memory[~positive] == 0).all()
    ranked = memory[unit_order(result, cell, "memory")]
    assert (np.diff(ranked) <= 0).all()


def test_a_unit_that_keeps_all_or_nothing() -> None:
    np.testing.assert_array_equal(half_lives(np.array([1.0, 1.5, 0.0, -0.9, np.nan])), [np.inf, np.inf, 0, 0, np.nan])
