"""The page on training, opened, with its work done in this process."""

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
    def said(self) -> list[str]:
        """The sentences in bold: before training, and below it."""
        return [m.value.strip("*") for m in self.at.markdown if m.value.startswith("**")]


def open_train(monkeypatch: pytest.MonkeyPatch, folds: tuple[str, ...] = (), **plan: Any) -> TrainPage:
    """Open the page with a small plan: the latch over 3 steps, an RNN and an LSTM of 4 units, 20 updates."""
    for module in (live, many):
        monkeypatch.setattr(module, "gentle_workers", Here)
    page = TrainPage(monkeypatch, page="train", folds=folds)
    small = {"T_latch": 3, "n_a": 4, "updates_latch": 50, "batch": 8}
    return page.set_plan(**(small | plan))
