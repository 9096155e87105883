"""A setting is what offers all that is asked of one, whatever its class: a third kind is run, kept, named and shown."""

import ast
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.cells.initialization import Initialization
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.export import to_csv, to_npz
from rnnviz.experiment.given import Given
from rnnviz.experiment.key import key_of
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting, first_loss_step, loss_steps
from tests.architecture.project import PACKAGE
from tests.opened_page import OpenedPage


class Lent:
    """A setting of a third kind, which is neither a scenario nor given: it has what the protocol says, and no more."""

    cells = ("rnn", "lstm")
    features, n_a, n_y, batch, steps = 3, 4, 2, 2, 6
    activation, loss, readout = "tanh", "last", "classes"
    letters: tuple[str, ...] = ()
    name, file, adjustable = "lent for an hour", "lent.npz", None
    cost = 6 * 4 * 2

    def __init__(self, seed: int = 0, last_loss_step: int = 6) -> None:
        self.seed, self.last_loss_step = seed, last_loss_step

    @property
    def key(self) -> str:
        return key_of("lent", self.seed, self.last_loss_step)

    def characters(self, sequence: int = 1) -> tuple[str, ...]:
        return ()

    def described(self) -> dict[str, str]:
        return {"lent": "for an hour"}

    def looking_at(self, step: int) -> "Lent":
        return Lent(self.seed, step)

    def make_input(self) -> np.ndarray:
        return np.random.default_rng(self.seed).normal(size=(3, 2, 6))

    def make_labels(self) -> np.ndarray:
        return np.ones((2, 6), dtype=int)

    def make_parameters(self, cell: str) -> Mapping[str, np.ndarray]:
        return CELLS[cell].draw(3, 4, 2, Initialization(), np.random.default_rng(self.seed))


def test_it_is_run_like_a_given_one_with_its_arrays() -> None:
    lent: Any = Lent()
    parameters = {cell: lent.make_parameters(cell) for cell in lent.cells}
    same = run(Given("the same", lent.make_input(), lent.make_labels(), parameters, n_y=2))
    for cell, one in run(lent).cells.items():
        assert one.loss == same.cells[cell].loss
        np.testing.assert_array_equal(one.by_step["a"].mantissa, same.cells[cell].by_step["a"].mantissa)


def test_edits_keys_and_files_ask_for_nothing_else() -> None:
    lent: Any = Lent()
    edited = run(lent, [Edit("rnn", "ba", (0, 0), 0.5)])
    assert edited.cells["rnn"].parameters["ba"][0, 0] == 0.5
    assert len({edited.key, run(lent).key, run(lent.looking_at(3)).key}) == 3
    assert '"lent": "for an hour"' in to_csv(edited)
    with np.load(io.BytesIO(to_npz(edited))) as arrays:
        assert str(arrays["scenario"]) == '{"lent": "for an hour"}'


@pytest.mark.parametrize("page", ["", "gates", "step", "why"])
def test_every_page_shows_it(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = OpenedPage(monkeypatch, page=page)
    opened.at.session_state["session"].inside = Lent()
    opened.run()
    assert any("lent for an hour" in one.value for one in opened.at.markdown)
    assert not any(slider.key == "set_gain" for slider in opened.at.slider)  # there is nothing to adjust


@pytest.mark.parametrize(
    ("loss", "first", "steps"), [("last", 9, slice(8, 9)), ("every", 1, slice(0, 9)), ("step", 4, slice(3, 4))]
)
def test_the_steps_at_which_a_loss_looks(loss: str, first: int, steps: slice) -> None:
    setting = Scenario(T_x=9, loss=loss, loss_step=4)
    assert first_loss_step(setting) == first
    assert loss_steps(setting) == steps


def test_neither_kind_is_an_heir_of_the_other() -> None:
    assert Given.__mro__ == (Given, object)
    assert Scenario.__mro__ == (Scenario, object)


@pytest.mark.parametrize("kind", [Given, Scenario, Lent])
def test_each_has_all_that_is_asked_of_a_setting(kind: type) -> None:
    asked = {name for name in vars(Setting) if not name.startswith("_")}
    assert {"key", "adjustable", "make_input"} <= asked
    has = {*dir(kind), *getattr(kind, "__dataclass_fields__", ()), *(vars(Lent()) if kind is Lent else ())}
    assert asked <= has


def asked_of_class(source: str) -> list[str]:
    """Every question whether something is of one of the two classes."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    of_class = [call for call in calls if getattr(call.func, "id", "") in ("isinstance", "issubclass")]
    return [text for text in map(ast.unparse, of_class) if any(kind in text for kind in ("Scenario", "Given"))]


def test_nobody_asks_of_which_class_it_is() -> None:
    found = {file.name: asked_of_class(file.read_text(encoding="utf-8")) for file in PACKAGE.rglob("*.py")}
    assert {name: texts for name, texts in found.items() if texts} == {}
    assert asked_of_class("if isinstance(x, (Scenario, int)): ...") == ["isinstance(x, (Scenario, int))"]
