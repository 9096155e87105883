"""Results are computed once, and shared."""

import pytest

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.session import results
from rnnviz.ui.session.results import SMALL, result_of


@pytest.fixture(autouse=True)
def runs(monkeypatch):
    """Nothing at hand; every run is noted."""
    noted = []
    results._small.clear()
    results._large.clear()
    monkeypatch.setattr(results, "run", lambda scenario, edits: noted.append(scenario) or run(scenario, edits))
    return noted


@pytest.mark.parametrize("scenario", [Scenario(T_x=5), Scenario(T_x=1000, m=2)], ids=["small", "large"])
def test_a_result_is_computed_once(scenario, runs):
    first = result_of(scenario)
    assert first.scenario == scenario
    assert result_of(scenario) is first
    assert runs == [scenario]


@pytest.mark.parametrize("change", [{"seed": 1}, {"gain": 1.05}, {"input": "text"}], ids=str)
def test_any_other_scenario_is_another(change, runs):
    assert result_of(Scenario(T_x=5)).scenario != result_of(Scenario(**{"T_x": 5, **change})).scenario
    assert len(runs) == 2


@pytest.mark.parametrize(
    "words",
    [{"text": "never shown"}, {"period": 5.0}, {"t_max": 7}, {"loss": "step", "loss_step": 5}, {"forget_bias": 1}],
    ids=str,
)
def test_who_asks_for_the_same_in_other_words_gets_it_in_these_words(words, runs):
    first, other = Scenario(T_x=5), Scenario(**{"T_x": 5, **words})
    one, two = result_of(first), result_of(other)
    assert (one.scenario, two.scenario) == (first, other)
    assert repr(two.scenario) == repr(other)
    assert two.cells is one.cells
    assert len(runs) == 1
    edits = (Edit("rnn", "ba", (0, 0), 0.5),)
    twice = (Edit("rnn", "ba", (0, 0), 0.25), *edits)
    assert result_of(first, edits).edits == edits
    assert result_of(other, twice).edits == twice
    assert len(runs) == 2


def test_an_edited_network_is_another(runs):
    edits = (Edit("rnn", "ba", (0, 0), 0.5),)
    assert result_of(Scenario(T_x=5)).edits == ()
    assert result_of(Scenario(T_x=5), edits).edits == edits
    assert len(runs) == 2


def test_large_ones_are_few(runs):
    scenarios = [Scenario(T_x=1000, m=2, seed=seed) for seed in range(4)]
    assert all(scenario.cost > SMALL for scenario in scenarios)
    for scenario in scenarios:
        result_of(scenario)
    result_of(scenarios[-1])
    assert len(runs) == 4
    result_of(scenarios[0])
    assert len(runs) == 5


def test_what_is_shared_cannot_be_changed():
    result = result_of(Scenario(T_x=5))
    for cell in result.cells.values():
        arrays = [*cell.parameters.values(), *cell.states.values(), *cell.gates.values(), cell.y]
        arrays += [*cell.gradients.values(), *(array for scaled in cell.by_step.values() for array in scaled)]
        arrays += [fade.log10_norm for fade in cell.fades.values()]
        assert not any(array.flags.writeable for array in arrays)
    assert not result.x.flags.writeable
    assert not result.labels.flags.writeable
