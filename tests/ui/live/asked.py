"""A server's processes as tests have them: they compute at once, here, and write down what they are asked."""

from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest

from rnnviz.ui.live import pictures


class Inline:
    """What `rnnviz.processes.answers.Answers` does, without processes.

    Attributes
    ----------
    asked : list
        Functions with their arguments.
    instead : BaseException or None
        What every question brings instead of an answer.
    waits : bool
        Whether no question is answered.
    started : int
        How often it was started.
    """

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.instead: BaseException | None = None
        self.waits = False
        self.started = 0

    def start(self) -> None:
        self.started += 1

    def ask(self, function: Any, *arguments: Any) -> Future[Any]:
        self.asked.append((function, *arguments))
        future: Future[Any] = Future()
        if self.waits:
            return future
        if self.instead is not None:
            future.set_exception(self.instead)
        else:
            future.set_result(function(*arguments))
        return future


def served_inline(monkeypatch: pytest.MonkeyPatch) -> Inline:
    """Let a test have such a server, and keep nothing of before."""
    inline = Inline()
    monkeypatch.setattr(pictures, "_server", SimpleNamespace(quick=inline, slow=inline))
    monkeypatch.setattr(pictures, "_kept", pictures.Kept())
    return inline
