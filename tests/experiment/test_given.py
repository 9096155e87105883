"""What is brought: of any size within the budget, without an address, read-only for all who look."""

import importlib
import pickle
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.cells.initialization import Initialization
from rnnviz.errors import InputError
from rnnviz.experiment.export import to_csv, to_npz
from rnnviz.experiment.given import Given
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario


def brought(n_x: int = 100, n_y: int = 1, m: int = 3, T: int = 7, n_a: int = 300) -> Given:
    rng = np.random.default_rng(0)
    parameters = CELLS["rnn"].draw(n_x, n_a, n_y, Initialization(), rng)
    values = rng.normal(size=(n_y, m, T))
    return Given("mine", rng.normal(size=(n_x, m, T)), values, {"rnn": parameters}, n_y=n_y, readout="values")


def test_the_bounds_of_what_is_drawn_do_not_hold() -> None:
    result = run(brought())
    assert result.cells["rnn"].y.shape == (1, 3, 7)
    assert (result.scenario.features, result.scenario.batch, result.scenario.steps) == (100, 3, 7)


def test_the_budget_does() -> None:
    with pytest.raises(InputError, match="Bring fewer sequences"):
        brought(n_x=1, m=1000, T=300, n_a=10)


def test_it_travels_to_another_process_and_is_the_same_there() -> None:
    one = replace(brought(n_x=2, n_a=4), file="mine.npz")
    other = pickle.loads(pickle.dumps(one))
    assert other == one
    assert other.key == one.key
    assert not other.parameters["rnn"]["Waa"].flags.writeable
    with pytest.raises(TypeError):
        other.parameters["rnn"]["Waa"] = np.zeros(1)


def test_the_squared_error_and_its_gradient_are_those_of_the_definition() -> None:
    scenario = brought(n_x=2, n_y=3, n_a=4)
    result = run(scenario)
    one = result.cells["rnn"]
    W, b = one.parameters["Wya"], one.parameters["by"]
    y = np.stack([W @ one.states["a"][:, s] + b for s in range(3)], axis=1)
    np.testing.assert_allclose(one.y, y)
    error = y[:, :, -1] - scenario.labels[:, :, -1]
    assert one.loss == pytest.approx((error**2).mean())
    np.testing.assert_allclose(one.by_step["a"].to_float()[:, :, -1], W.T @ (2 * error / error.size))


def test_files_name_it_and_have_everything() -> None:
    result = run(brought(n_x=2, n_a=4))
    assert '"brought": "mine"' in to_csv(result)
    assert len(to_npz(result)) > 1000


def test_letters_are_those_that_were_given() -> None:
    rng = np.random.default_rng(0)
    x = np.eye(3)[:, [[0, 2], [1, 1]]]
    parameters = CELLS["lstm"].draw(3, 2, 2, Initialization(), rng)
    labels = np.zeros((2, 2), dtype=int)
    scenario = Given("text", x, labels, {"lstm": parameters}, n_y=2, alphabet=("a", "b", "c"))
    assert (scenario.characters(1), scenario.characters(2)) == (("a", "c"), ("b", "b"))
    assert scenario.letters == ("a", "b", "c")


# ------------------------------------------------------------------------------------------- everybody's own


def given(kind: str = "rnn", **changes: Any) -> Given:
    """A small network for classes; keywords change what `Given` takes."""
    rng = np.random.default_rng(1)
    parameters = CELLS[kind].draw(3, 4, 2, Initialization(), rng)
    x, labels = rng.normal(size=(3, 5, 6)), rng.integers(2, size=(5, 6))
    about: dict[str, Any] = {"name": "mine", "x": x, "labels": labels, "parameters": {kind: parameters}, "n_y": 2}
    return Given(**about | changes)


def a_little_off(array: np.ndarray) -> np.ndarray:
    """The next float in one place, in the middle, where no `repr` would show it."""
    changed = array.copy()
    middle = tuple(size // 2 for size in array.shape)
    changed[middle] = np.nextafter(changed[middle], np.inf) if array.dtype.kind == "f" else 1 - changed[middle]
    return changed


BASE = given()
WEIGHTS = BASE.parameters["rnn"]
#: For each field, what differs in it alone; None where nothing is computed from it.
OTHERS: dict[str, Given | None] = {
    "cells": given("lstm"),
    "n_x": given(x=np.zeros((3, 5, 6))[:2], parameters={"rnn": {**WEIGHTS, "Wax": np.zeros((4, 2))}}),
    "n_a": given(parameters={"rnn": CELLS["rnn"].draw(3, 5, 2, Initialization(), np.random.default_rng(1))}),
    "n_y": given(n_y=3),
    "m": given(x=BASE.x[:, :4], labels=BASE.labels[:4]),
    "T_x": given(x=BASE.x[..., :5], labels=BASE.labels[:, :5]),
    "activation": given(activation="relu"),
    "loss": given(loss="every"),
    "loss_step": given(loss="step", loss_step=3),
    "readout": given(labels=np.zeros((2, 5, 6)), readout="values"),
    "alphabet": given(alphabet=("a", "b", "c")),
    "x": given(x=a_little_off(BASE.x)),
    "labels": given(labels=a_little_off(BASE.labels)),
    "parameters": given(parameters={"rnn": {**WEIGHTS, "Waa": a_little_off(WEIGHTS["Waa"])}}),
    **dict.fromkeys(["name", "file"]),
}


@pytest.mark.parametrize("field", sorted({*OTHERS, *(field.name for field in fields(Given))}))
def test_two_that_differ_in_one_field_are_two(field: str) -> None:
    assert field in OTHERS, f"{field} is new: say here what differs in it, or that nothing is computed from it"
    other = OTHERS[field]
    if other is not None:
        assert other.key != BASE.key
        assert other != BASE
        assert len({BASE, other, given()}) == 2


@pytest.mark.parametrize("name", CELLS["lstm"].draw(1, 1, 2, Initialization(), np.random.default_rng(0)))
def test_every_weight_is_in_the_key(name: str) -> None:
    one = given("lstm")
    weights = one.parameters["lstm"]
    assert given("lstm", parameters={"lstm": {**weights, name: a_little_off(weights[name])}}).key != one.key


def test_what_it_is_called_does_not_count() -> None:
    called = given(name="yours", file="yours.npz")
    assert called.key == BASE.key
    assert called != BASE
    assert given().key == BASE.key
    assert given() == BASE
    assert hash(given()) == hash(BASE)
    assert Scenario() != BASE
    assert Scenario() != BASE


def test_what_labels_mean_counts() -> None:
    labels = np.zeros((2, 5, 6))
    assert given(labels=labels, readout="values").key != given(labels=labels).key


def test_it_has_no_setting_from_which_others_draw() -> None:
    mine = {field.name for field in fields(Given)}
    assert not mine & {"seed", "start", "init", "gain", "forget", "forget_bias", "t_max", "update_bias"}
    assert not mine & {"input", "input_scale", "input_at", "period", "text", "numbers"}


@pytest.mark.parametrize(
    ("one", "other"), [({"loss_step": 3}, {}), ({"loss": "step", "loss_step": 6}, {}), ({"file": "a"}, {"file": "b"})]
)
def test_what_comes_to_the_same_is_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert given(**one).key == given(**other).key


def test_an_activation_counts_for_cells_that_read_it() -> None:
    assert given("lstm", activation="relu").key == given("lstm").key
    assert given("rnn", activation="relu").key != given("rnn").key


@pytest.mark.parametrize(("loss", "last"), [("last", 6), ("every", 6), ("step", 3)])
def test_the_loss_looks_where_it_is_told_to(loss: str, last: int) -> None:
    setting = given(loss=loss, loss_step=3)
    assert setting.last_loss_step == last
    found = run(setting).cells["rnn"].by_step["a"].to_float()
    assert [bool(step.any()) for step in np.moveaxis(found, 2, 0)] == [True] * last + [False] * (6 - last)
    assert setting.looking_at(2).last_loss_step == 2
    assert setting.looking_at(2).x is setting.x


def test_the_old_name_works_with_a_warning() -> None:
    with pytest.warns(FutureWarning, match="Brought is now Given"):
        from rnnviz.experiment.given import Brought  # noqa: PLC0415
    values = np.zeros((2, 5, 6))
    old = Brought.of("mine", BASE.x, values, BASE.parameters, n_y=2, targets="values", alphabet=("a", "b", "c"))
    assert old == given(labels=values, readout="values", alphabet=("a", "b", "c"))
    with pytest.raises(AttributeError, match="no attribute 'Lent'"):
        importlib.import_module("rnnviz.experiment.given").Lent  # noqa: B018


def test_a_field_that_is_new_counts() -> None:
    @dataclass(frozen=True, eq=False)
    class More(Given):
        weather: str = "fine"

    fine = More("mine", BASE.x, BASE.labels, BASE.parameters, n_y=2)
    assert fine.key != replace(fine, weather="rain").key


@pytest.mark.parametrize("how", [np.float32, ">f8", "columns first"])
def test_the_same_numbers_in_another_form_are_the_same(how: Any) -> None:
    def form(array: np.ndarray) -> np.ndarray:
        return np.asfortranarray(array) if how == "columns first" else array.astype(how)

    whole = given(
        x=np.round(BASE.x), parameters={"rnn": {name: np.round(w * 8) for name, w in BASE.parameters["rnn"].items()}}
    )
    same = given(x=form(whole.x), parameters={"rnn": {name: form(w) for name, w in whole.parameters["rnn"].items()}})
    assert same.key == whole.key
    np.testing.assert_array_equal(run(same).cells["rnn"].states["a"], run(whole).cells["rnn"].states["a"])


def test_who_brings_arrays_keeps_them_and_cannot_change_what_was_brought() -> None:
    rng = np.random.default_rng(0)
    weights = dict(CELLS["rnn"].draw(3, 4, 2, Initialization(), rng))
    x, labels = rng.normal(size=(3, 5, 6)), np.zeros((5, 6), dtype=int)
    mine = Given("mine", x, labels, {"rnn": weights}, n_y=2)
    key, before = mine.key, run(mine).cells["rnn"].y
    x[:], labels[:] = 0, 1
    weights["Waa"][:] = 0
    weights["Wax"] = np.zeros((4, 3))
    assert Given("mine", x, labels, {"rnn": weights}, n_y=2).key != key
    np.testing.assert_array_equal(run(mine).cells["rnn"].y, before)
    for array in (mine.x, mine.labels, *mine.parameters["rnn"].values()):
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


def test_one_made_from_another_shares_its_arrays() -> None:
    assert replace(BASE, loss="every").x is BASE.x
    assert replace(BASE, loss="every").parameters["rnn"]["Waa"] is BASE.parameters["rnn"]["Waa"]


@pytest.mark.parametrize("x", [np.full((3, 5, 6), "a"), np.full((3, 5, 6), 1j)], ids=["text", "complex"])
def test_what_is_no_number_is_refused(x: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"^x must be an array of numbers; got one of .*\. Bring floats\.$"):
        given(x=x)
