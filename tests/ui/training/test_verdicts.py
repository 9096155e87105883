"""The cards of the networks: what was guessed, what the gradient says, what came of it."""

from dataclasses import replace

import pytest

from rnnviz.figures.training_words import guess_in_words, outcome_in_words
from rnnviz.tasks import TASKS
from rnnviz.training.network import Network
from rnnviz.training.prediction import Prediction
from rnnviz.training.runs import History
from rnnviz.training.training import Training
from rnnviz.ui.training import verdicts as module
from rnnviz.ui.training.verdicts import verdicts
from tests.figures.trained import run_of
from tests.ui.training.opened import open_train

LEARNS = Prediction(6, -0.5, "learns", 91, 94)


def drawn(monkeypatch: pytest.MonkeyPatch, run: History, *, told: bool, guess: str | None = None) -> str:
    found: list[str] = []
    monkeypatch.setattr(module.st, "html", found.append)
    verdicts([run], [LEARNS], {run.training.network.label: guess} if guess else {}, told=told)
    return found[0].replace("\N{NO-BREAK SPACE}", " ")


def test_before_it_is_told_a_card_keeps_it_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    run = History(Training(TASKS["latch"], 6, Network("rnn")))
    hidden, told = (drawn(monkeypatch, run, told=told) for told in (False, True))
    assert "91 of 94" not in hidden
    assert "91 of 94" in told
    assert hidden.count("<dt>") == told.count("<dt>") == 3
    assert "Not begun." in hidden


def test_what_came_of_it_is_said_beside_the_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of("plain")
    said = drawn(monkeypatch, run, told=True, guess="learns")
    assert guess_in_words(run, LEARNS, "learns") in said
    assert outcome_in_words(run) in said
    assert said.count("Right.") + said.count("Wrong") == 2  # the guess, and the gradient


def test_where_nothing_was_asked_there_is_no_row_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, task="sine", T_sine=8)
    assert [list(card) for card in page.verdicts.values()] == [["Gradient", "Training"]] * 2


def test_a_name_is_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    run = History(replace(run_of("plain").training, network=Network("rnn", gain=1.5)))
    assert 'aria-label="RNN, gain 1.5"' in drawn(monkeypatch, run, told=False)
