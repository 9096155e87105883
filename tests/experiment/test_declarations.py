"""The settings of a scenario as they are declared: the asked-for bounds, words that follow from cells and choices."""

from dataclasses import replace
from typing import Any

import pytest

from rnnviz.cells import CELLS
from rnnviz.experiment.declarations import BOUNDS, CHOICES, SETTINGS, choices_of
from rnnviz.experiment.scenario import Scenario
from tests.experiment.test_possible import refused


def test_the_bounds_are_those_of_the_specification() -> None:
    # Written down in the issue, not read from the code.
    asked = {"n_x": (1, 32), "n_a": (1, 256), "m": (1, 64), "T_x": (1, 1000)}
    assert {name: tuple(BOUNDS[name]) for name in asked} == asked
    assert CHOICES["activation"] == ("tanh", "sigmoid", "relu", "linear")
    assert set(CHOICES["init"]) == {"glorot", "gaussian", "orthogonal", "identity"}
    assert set(CHOICES["loss"]) == {"last", "every", "step"}


def test_only_some_starts_have_recurrent_weights_of_their_own() -> None:
    own = {start for start in CHOICES["start"] if "own" in choices_of("init", start)}
    assert own == {"keras", "pytorch", "haiku"}
    refused("init must be one of glorot, gaussian, orthogonal, identity; got 'own'", "init", init="own")
    refused("init must be one of own, glorot", "init", init="magic", start="pytorch")
    refused("start must be one of plain, keras, pytorch, flax, haiku; got 'torch'", "start", start="torch")


@pytest.mark.parametrize("name", SETTINGS)
def test_each_has_its_words(name: str) -> None:
    one = SETTINGS[name]
    assert one.called(name)
    assert "{" not in one.called(name)
    assert one.helped(Scenario()).endswith(".")


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("forget_bias", "LSTM forget bias"),
        ("input_bias", "LSTM input bias"),
        ("output_bias", "LSTM output bias"),
        ("update_bias", "GRU update bias"),
        ("activation", "RNN activation"),
    ],
)
def test_what_only_some_cells_read_is_called_after_them(
    field: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SETTINGS[field].called(field) == label
    third = CELLS["rnn"]._replace(label="Third", settings=(field,))
    monkeypatch.setitem(CELLS, "third", third)
    reader, _, rest = label.partition(" ")
    assert SETTINGS[field].called(field) == f"{reader} and Third {rest}"
    assert SETTINGS[field].counts(field, replace(Scenario(), cells=("third",)))


@pytest.mark.parametrize(
    ("name", "about", "label", "help"),
    [
        ("input_scale", {}, "Size (standard deviation)", "Large inputs drive the units to their limits;"),
        ("input_scale", {"input": "sine"}, "Amplitude", "Large inputs drive the units to their limits;"),
        ("forget_bias", {}, "LSTM forget bias", "Added inside the forget gate: 0 starts it half open, 3 at 95 %."),
        ("forget_bias", {"start": "pytorch"}, "LSTM forget bias", "Added inside the forget gate, to the bias that Py"),
        ("update_bias", {"start": "pytorch"}, "GRU update bias", "Added inside the update gate, to the bias that Py"),
    ],
)
def test_words_that_depend_on_another_setting(name: str, about: dict[str, Any], label: str, help: str) -> None:
    scenario = Scenario(**about)
    assert SETTINGS[name].asked(name, scenario) == label
    assert SETTINGS[name].helped(scenario).startswith(help)


@pytest.mark.parametrize(("name", "one"), SETTINGS.items())
def test_what_it_depends_on_is_a_setting_and_its_choices(name: str, one: Any) -> None:
    for other, *values in filter(None, (one.only, one.without)):
        assert set(values) <= set(CHOICES[other])
        assert other != name


def test_a_slider_reaches_both_ends() -> None:
    for name, one in SETTINGS.items():
        assert (one.step is not None) <= (name in BOUNDS)
        if one.step is not None:
            low, high = BOUNDS[name]
            assert round((high - low) / one.step) == pytest.approx((high - low) / one.step, abs=1e-9)
