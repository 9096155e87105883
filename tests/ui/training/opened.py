"""The page on training, opened, with its work done in this process."""

import html
import re
from typing import Any

import pytest

from rnnviz.processes.parallel import Here
from rnnviz.ui.session.background import background
from rnnviz.ui.training import live, many
from tests.opened_page import OpenedPage

__all__ = ["TrainPage", "open_train"]


class TrainPage(OpenedPage):
    """With what a person does on it."""

    def set_plan(self, **values: Any) -> "TrainPage":
        for name, value in values.items():
            self.at.session_state[f"plan_{name}"] = value
        self.run()
        return self

    def wait(self, name: str = "training") -> "TrainPage":
        """Wait until a job has come to its end, and look."""
        background().wait(self.at.session_state["session"].jobs[name].job)
        self.run()
        self.run()
        return self

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.at.button]

    @property
    def verdicts(self) -> dict[str, dict[str, str]]:
        """What the first cards say: by network, and then by what it is about."""
        block = next(
            one.proto.body for one in self.at.get("html") if one.proto.body.startswith('<div class="rnnviz-verdicts">')
        )
        cards = re.findall(r'<section aria-label="(.*?)">(.*?)</section>', block)
        return {name: dict(re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", card)) for name, card in cards}

    def said(self, about: str) -> list[str]:
        """What each card says about something."""
        return [html.unescape(card[about]).replace("\N{NO-BREAK SPACE}", " ") for card in self.verdicts.values()]

    def guess(self, *guesses: str) -> "TrainPage":
        """Guess of each network, in order."""
        for place, guess in enumerate(guesses):
            self.guesses[place].set_value(guess)
            self.run()
        return self

    @property
    def guesses(self) -> list[Any]:
        """The buttons of the guesses."""
        return [group for group in self.at.button_group if "your guess" in group.label]

    @property
    def bold(self) -> list[str]:
        """The sentences in bold."""
        return [m.value.strip("*") for m in self.at.markdown if m.value.startswith("**")]


def open_train(monkeypatch: pytest.MonkeyPatch, folds: tuple[str, ...] = (), **plan: Any) -> TrainPage:
    """Open the page with a small plan: the latch over 3 steps, an RNN and an LSTM of 4 units, 20 updates."""
    for module in (live, many):
        monkeypatch.setattr(module, "gentle_workers", Here)
    page = TrainPage(monkeypatch, page="train", folds=folds)
    small = {"T_latch": 3, "n_a": 4, "updates_latch": 50, "batch": 8}
    return page.set_plan(**(small | plan))
