"""A trained network in a link: trained again where the link is opened, it is the same to the bit."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import urlencode

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.processes.parallel import Here
from rnnviz.tasks import TASKS
from rnnviz.training.files import weights_text, write_checkpoint
from rnnviz.training.inside import Recipe, brought
from rnnviz.training.network import Network
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.training.trainer import Training, start
from rnnviz.ui.session.background import background
from rnnviz.ui.session.packed import MAX_PACKED, packed
from rnnviz.ui.sharing import again as module
from rnnviz.ui.sharing.again import MOST_WEIGHTS, TRAINED, from_names, recipe_from, recipe_text
from rnnviz.ui.sharing.sharing import of_page
from rnnviz.ui.training.carry import _run_of
from tests.opened_page import OpenedPage
from tests.ui.training.opened import open_train

SMALL = Training(TASKS["latch"], 3, Network("rnn", n_a=4, gain=1.2), batch=8, updates=50)
NUMBERS = "task=latch&T_latch=3&gain_1=1.2&second=no&n_a=4&batch=8&updates_latch=50&after=30"


def test_a_recipe_goes_into_an_address_and_back() -> None:
    for recipe in (
        Recipe(SMALL, 30),
        Recipe(replace(SMALL, seed=7, dtype="float32", network=Network("lstm", forget_bias=3.0)), 50),
        Recipe(replace(SMALL, task=TASKS["adding"], network=Network("gru")), 0),
        Recipe(SMALL, 30, weights_text(start(SMALL))),
    ):
        assert recipe_from(recipe_text(recipe)) == recipe
        assert from_names({TRAINED: recipe_text(recipe)}) == (recipe, "")


def test_what_the_controls_cannot_ask_for_is_in_no_link() -> None:
    assert recipe_text(Recipe(replace(SMALL, clip=0.25), 30)) == ""
    assert from_names({"n_a": "8"}) == (None, "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "after=30",  # of the task that is first: it has 400 updates, and is fine
        NUMBERS.replace("after=30", "after=51"),
        NUMBERS.replace("after=30", "after=many"),
        NUMBERS.replace("after=30", "after=\uff11"),
        NUMBERS.replace("&after=30", ""),
        NUMBERS.replace("gain_1=1.2", "gain_1=1e9"),
        NUMBERS + "&n_a=4&gone=1",
        "&".join(f"a{k}=1" for k in range(100)),
        "%ff%fe",
        "task=latch&T_latch=300&n_a=256&batch=999999&after=3",
        NUMBERS + "&weights=" + "A" * (MOST_WEIGHTS + 1),
    ],
)
def test_what_is_no_recipe_is_one_sentence(text: str) -> None:
    if text == "after=30":
        assert recipe_from(text).update == 30
        return
    with pytest.raises(InputError, match=r"^In the address: trained [^\n]{1,300}\.$"):
        recipe_from(text)
    recipe, problem = from_names({TRAINED: text})
    assert recipe is None
    assert problem


def test_a_link_to_a_trained_network_opens_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, folds=())
    page.click("Train").wait()
    page.click("Look into the RNN")
    visit = page.at.session_state["session"]
    run, given, recipe = visit.jobs["training"].runs[0], visit.inside, visit.inside_by
    assert recipe == Recipe(run.training, max(run.kept))

    monkeypatch.setattr(module, "gentle_workers", Here)
    opened = OpenedPage(monkeypatch, page="gates", folds=(), **{TRAINED: recipe_text(recipe)})
    assert any("The link is about a trained network: RNN" in one.value for one in opened.at.markdown)
    assert opened.at.session_state["session"].inside is None  # not without being asked
    opened.click("Train it again")
    background().wait(opened.at.session_state["session"].jobs["again"].job)
    opened.run()
    opened.run()
    again = opened.at.session_state["session"]
    assert again.inside.key == given.key
    for name, value in given.parameters["rnn"].items():
        np.testing.assert_array_equal(again.inside.parameters["rnn"][name], value)
    assert any(given.name in one.value for one in opened.at.markdown)
    assert not any("The link is about" in one.value for one in opened.at.markdown)
    assert again.inside_by == recipe  # and can be copied on


def test_who_copies_it_has_no_word_of_what_is_missing_but_for_a_network_from_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_train(monkeypatch, folds=())
    page.click("Train").wait()
    page.click("Look into the RNN")
    visit = page.at.session_state["session"]
    with monkeypatch.context() as patch:
        patch.setattr("rnnviz.ui.sharing.sharing.st", SimpleNamespace(session_state={}))
        patch.setattr("rnnviz.ui.sharing.sharing.session", lambda: visit)
        patch.setattr("rnnviz.ui.sharing.sharing.address.read", dict)
        patch.setattr("rnnviz.ui.sharing.sharing.course", lambda: SimpleNamespace(lesson=None, now=None))
        query, lacks = of_page("gates", visit.inside)
        assert query[TRAINED] == recipe_text(visit.inside_by)
        assert "network" not in lacks
        visit.inside_by = None
        query, lacks = of_page("gates", visit.inside)
        assert TRAINED not in query
        assert "network" in lacks


def opened_file(training: Training) -> History:
    """A run that was begun, kept in a file, and opened from it."""
    run = History(replace(training, updates=20), until_solved=False)
    for _ in in_slices((run,), Pace(10)):
        pass
    assert run.last is not None
    return _run_of(write_checkpoint(run.training, run.last))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_link_holds_the_weights_of_a_small_network_from_a_file(monkeypatch: pytest.MonkeyPatch, dtype: str) -> None:
    run = opened_file(replace(SMALL, updates=50, dtype=dtype))
    assert run.last is not None
    recipe = Recipe(replace(run.training, updates=50), 20, weights_text(run.last))
    given = brought(recipe.training, run.last)
    link = packed({"page": "gates", TRAINED: recipe_text(recipe)})
    assert len(link) < MAX_PACKED
    opened = OpenedPage(monkeypatch, page="gates", folds=(), link=link)
    kept = opened.at.session_state["session"]
    assert kept.inside is not None
    assert kept.inside.key == given.key  # at once: nothing is trained
    assert kept.inside_by == recipe  # and can be copied on
    assert any(given.name in one.value for one in opened.at.markdown)


def test_of_a_large_network_from_a_file_it_says_that_it_does_not() -> None:
    large = replace(SMALL, network=Network("lstm", n_a=16))
    text = weights_text(start(large))
    assert len(text) > MOST_WEIGHTS
    assert recipe_text(Recipe(large, 0, text)) == ""


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "AAAA", lambda t: "é" + t[1:], lambda t: "\\" + t[1:]]
)
def test_weights_that_do_not_fit_are_one_sentence(change: Callable[[str], str]) -> None:
    text = change(weights_text(start(SMALL)))
    _, problem = from_names({TRAINED: NUMBERS + "&" + urlencode({"weights": text})})
    assert problem == "The weights of the link do not fit to its network. Ask for a new link."


def test_weights_that_are_no_numbers_are_not_taken() -> None:
    none = start(SMALL)
    none.parameters["Waa"][0, 0] = np.nan
    with pytest.raises(InputError, match="do not fit"):
        recipe_from(NUMBERS + "&weights=" + weights_text(none))


def test_a_network_from_a_file_is_not_said_to_be_trained_here() -> None:
    assert opened_file(SMALL).records[0].update == 20


def test_the_updates_of_a_recipe_are_those_it_is_named_after() -> None:
    assert "after 0 updates" in brought(SMALL, start(SMALL)).name
    assert urlencode({TRAINED: recipe_text(Recipe(SMALL, 0))}).endswith("after%3D0")
