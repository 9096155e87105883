"""Pictures of a server: kept within bounds, asked of processes, and without them computed here."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.pictures.answers import PICTURES, answer
from rnnviz.pictures.checked import check
from rnnviz.pictures.picture import Look, Picture
from rnnviz.processes.answers import Answers, Busy
from rnnviz.ui.live import pictures
from rnnviz.ui.live.pictures import Kept, ask, computed, is_serving, picture_of

SMALL = Scenario(T_x=5, n_a=3, m=2)
LARGE = Scenario(T_x=1000, n_a=128, m=2, cells=("rnn",))


def of_size(size: int) -> Picture:
    return Picture({"words": "x" * (size // 2)}, {"part": bytes(size - size // 2)})


def test_the_one_that_was_asked_for_longest_ago_goes() -> None:
    kept = Kept(30)
    for name in "abc":
        kept.put(name, of_size(10))
    assert kept.get("a")
    kept.put("d", of_size(10))
    assert [name for name in "abcd" if kept.get(name)] == ["a", "c", "d"]


def test_one_that_is_too_large_takes_nobody_s_place() -> None:
    kept = Kept(30)
    kept.put("a", of_size(10))
    kept.put("b", of_size(31))
    assert kept.get("a")
    assert kept.get("b") is None


def test_the_same_counts_once() -> None:
    kept = Kept(30)
    for _ in range(5):
        kept.put("a", of_size(20))
    kept.put("b", of_size(10))
    assert kept.get("a")
    assert kept.get("b")


def test_there_is_never_more_than_there_is_room_for_whoever_asks() -> None:
    kept, much = Kept(1000), []

    def work(number: int) -> None:
        for move in range(300):
            kept.put((number, move), of_size(17 * (1 + move % 7)))
            kept.get((number, move - 1))
            with kept._lock:
                much.append(sum(map(pictures._size, kept._pictures.values())) - kept._size)
                much.append(max(0, kept._size - 1000))

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(much) == {0}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Processes as a server has them."""
    server = SimpleNamespace(quick=Answers(1), slow=Answers(1))
    monkeypatch.setattr(pictures, "_server", server)
    monkeypatch.setattr(pictures, "_kept", Kept())
    yield server
    server.quick.close()
    server.slow.close()


def same(one: Picture, other: Picture) -> bool:
    return dict(one.words) == dict(other.words) and dict(one.parts) == dict(other.parts)


@pytest.mark.parametrize("page", PICTURES)
def test_a_process_makes_the_same_picture_as_this_one(served: SimpleNamespace, page: str) -> None:
    assert is_serving()
    assert same(ask(page, SMALL, (), Look()).result(), answer(page, SMALL, (), Look()))


def test_a_picture_is_computed_once(served: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask("gates", SMALL, (), Look()).result()
    served.quick.close()
    assert ask("gates", SMALL, (), Look()).result() is first
    assert ask("gates", SMALL, (), Look(sequence=1)).result() is first
    assert isinstance(ask("gates", SMALL, (), Look(sequence=2)).exception(), Busy)  # another, and nobody to ask


def test_where_nobody_answers_it_is_computed_here(served: SimpleNamespace) -> None:
    served.quick.close()
    assert same(picture_of("gradient", SMALL, (), Look()), answer("gradient", SMALL, (), Look()))
    assert computed(check, SMALL, (), 1) == check(SMALL, (), 1)


def test_without_a_server_it_is_computed_here() -> None:
    assert not is_serving()
    assert same(picture_of("why", SMALL, (), Look()), PICTURES["why"](run(SMALL), Look()))
    with pytest.raises(RnnvizError, match=r"^pictures: no process was started\. Call serve first\.$"):
        ask("why", Scenario(seed=77, T_x=3), (), Look())


def test_a_large_setting_stands_in_nobody_s_way(served: SimpleNamespace) -> None:
    served.quick.close()
    assert pictures._processes(LARGE) is served.slow
    assert pictures._processes(SMALL) is served.quick


def test_an_error_is_raised_here_as_it_was_there(served: SimpleNamespace) -> None:
    with pytest.raises(KeyError):
        ask("no page", SMALL, (), Look()).result()
    assert not pictures._kept._pictures
