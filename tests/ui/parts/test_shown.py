"""What a page shows of its picture, and the component that follows the controls, as the script sees it."""

from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import BOUNDS, Scenario
from rnnviz.pictures.answers import PICTURES
from rnnviz.ui.live import pictures
from tests.opened_page import OpenedPage, Opener
from tests.pictures.decoding import decode

PAGES = {"gradient": "", "gates": "gates", "step": "step", "why": "why"}


class AtOnce:
    """Processes that answer at once, in this one."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        self.asked.append(arguments)
        done: Future[Any] = Future()
        done.set_result(function(*arguments))
        return done


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    """A server that computes pictures, as far as a script can tell."""
    processes = AtOnce()
    monkeypatch.setattr(pictures, "_server", SimpleNamespace(quick=processes, slow=processes))
    monkeypatch.setattr(pictures, "_kept", pictures.Kept())
    return processes


def follower(page: OpenedPage) -> dict[str, Any] | None:
    """What the component that follows was sent."""
    found = [one for one in map(decode, page.drawn) if "settled" in one]
    assert len(found) <= 1
    return found[0] if found else None


def test_without_a_server_nothing_follows(opened: Opener) -> None:
    assert follower(opened()) is None


@pytest.mark.parametrize(("name", "url"), PAGES.items())
def test_the_follower_knows_what_is_shown(server: AtOnce, opened: Opener, name: str, url: str) -> None:
    assert PAGES.keys() == PICTURES.keys()
    page = opened(page=url, gain="1.5", m="3")
    told = follower(page)
    assert told is not None
    assert told["address"] == f"live/{name}"
    assert told["query"] == {"gain": "1.5", "m": "3"}
    assert set(told["fields"]) == set(told["values"]) == BOUNDS.keys()
    assert (told["values"]["gain"], told["values"]["m"], told["asks"], told["problem"]) == (1.5, 3, True, False)
    assert told["look"]["sequence"] == 1


def test_pictures_are_computed_by_the_server_s_processes(server: AtOnce, opened: Opener) -> None:
    page = opened(gain="1.5")
    assert page.shows(Scenario(gain=1.5))
    # Each once: the picture, and last what lies behind its curves.
    assert [asked[0] for asked in server.asked] == ["gradient", Scenario(gain=1.5)]
    page.run()
    assert len(server.asked) == 2


def test_what_was_edited_by_hand_is_no_part_of_a_question(server: AtOnce, opened: Opener) -> None:
    page = opened(page="step", n_a="4", T_x="5")
    page.at.session_state["session"].edits = {Scenario(n_a=4, T_x=5).key: ()}
    assert (follower(page.run()) or {})["asks"] is True
    page.at.session_state["session"].edits = {Scenario(n_a=4, T_x=5).key: (Edit("rnn", "Waa", (0, 0), 2.0),)}
    assert (follower(page.run()) or {})["asks"] is False


def test_what_cannot_be_shown_is_told(server: AtOnce, opened: Opener) -> None:
    page = opened(input="text", text="hello").set("text", "")
    told = follower(page)
    assert told is not None
    assert told["problem"] is True
    assert told["query"] == {"input": "text", "text": "hello"}


def test_where_the_follower_is_lost_the_controls_run_the_script(server: AtOnce, opened: Opener) -> None:
    page = opened()
    page.at.session_state["session"].lost = True
    page.run()
    assert follower(page) is None
    assert page.set("gain", 2.0).shows(Scenario(gain=2.0))
    assert server.asked  # the pictures are still computed elsewhere
