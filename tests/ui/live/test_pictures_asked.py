"""What is asked of a server's processes: once by all who ask for the same, and in nobody else's words."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import RnnvizError
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.pictures.answers import answer, can_follow, ready
from rnnviz.pictures.picture import Look, Picture
from rnnviz.processes.answers import Busy
from rnnviz.processes.workers import WorkerEnded
from rnnviz.ui.live import pictures
from rnnviz.ui.live.pictures import Kept, ask, computed, is_serving, picture_of, serve
from tests.pictures.settings import brought
from tests.ui.live.asked import Inline, served_inline

SMALL = Scenario(T_x=3, m=1, n_a=2)


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> Inline:
    """A server that computes at once, and counts."""
    return served_inline(monkeypatch)


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_server", None)


# ------------------------------------------------------------------------------------------- what is kept


def sized(words: int, parts: int = 0) -> Picture:
    return Picture({"a": "w" * words}, {"b": bytes(parts)})


@given(
    st.integers(0, 20), st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(1, 12), st.integers(0, 12)))
)
def test_it_keeps_what_was_asked_for_last_and_never_more_than_there_is_room(
    room: int, done: list[tuple[bool, int, int, int]]
) -> None:
    kept, model = Kept(room), OrderedDict[int, Picture]()
    for putting, key, words, parts in done:
        if putting:
            picture = sized(words, parts)
            kept.put(key, picture)
            if key not in model and words + parts <= room:
                model[key] = picture
                while sum(pictures._size(one) for one in model.values()) > room:
                    model.popitem(last=False)
        else:
            assert kept.get(key) is model.get(key)
            if key in model:
                model.move_to_end(key)
        assert kept._pictures == model
        assert kept._size == sum(map(pictures._size, kept._pictures.values())) <= room


def test_many_may_put_and_get_at_once() -> None:
    kept, failures = Kept(50), []
    together = threading.Barrier(4)

    def work(start: int) -> None:
        together.wait()
        try:
            for k in range(1_500):
                key = (start * 7 + k * 13) % 40
                kept.put(key, sized(1 + key % 9))
                found = kept.get((key * 3) % 40)
                assert found is None or found == sized(1 + (key * 3) % 40 % 9)
        except BaseException as error:
            failures.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=[start]) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert failures == []
    assert 0 < kept._size == sum(map(pictures._size, kept._pictures.values())) <= 50


# ------------------------------------------------------------------------------------------- what is asked


def test_the_same_is_computed_once_and_anything_else_anew(inline: Inline) -> None:
    edits = (Edit("rnn", "Waa", (0, 0), 2.0),)
    different: list[tuple[str, Setting, tuple[Edit, ...], Look]] = [
        ("gates", SMALL, (), Look()),
        ("gates", SMALL, (), Look(view="lines")),
        ("gates", SMALL, edits, Look()),
        ("gates", Scenario(T_x=3, m=1, n_a=3), (), Look()),
        ("why", SMALL, (), Look()),
    ]
    for asked in different * 2:
        assert ask(*asked).result(0) == answer(*asked)
    assert inline.asked == [(answer, *asked) for asked in different]


def test_looks_that_come_to_the_same_are_the_same(inline: Inline) -> None:
    first, second = (ask("gates", SMALL, (), look).result(0) for look in (Look(1), Look(9, order="colour")))
    assert first is second
    assert len(inline.asked) == 1


@pytest.mark.usefixtures("inline")
def test_of_equal_networks_each_is_told_of_its_own_file_and_never_of_anybody_elses() -> None:
    mine, yours = (ask("step", brought(name, f"{name}.npz"), (), Look()).result(0) for name in ("mine", "yours"))
    assert b"mine.npz" in mine.parts["one_step"]
    assert b"yours.npz" in yours.parts["one_step"]
    assert b"mine" not in yours.parts["one_step"]


@pytest.mark.usefixtures("inline")
def test_equal_results_are_told_in_the_words_in_which_they_were_asked_for() -> None:
    last, third = Scenario(T_x=3, n_a=2), Scenario(T_x=3, n_a=2, loss="step", loss_step=3)
    assert last.key == third.key
    for setting in (last, third):
        assert ask("step", setting, (), Look()).result(0) == answer("step", setting, (), Look())
    twice = (Edit("rnn", "Waa", (0, 0), 3.0), Edit("rnn", "Waa", (0, 0), 2.0))
    for edits in (twice, twice[1:]):
        assert ask("step", last, edits, Look()).result(0) == answer("step", last, edits, Look())


def test_what_was_raised_or_left_is_not_kept(inline: Inline, caplog: pytest.LogCaptureFixture) -> None:
    for raised in (WorkerEnded(), Busy(), ValueError("odd")):
        inline.instead = raised
        with pytest.raises(type(raised)):
            ask("gates", SMALL, (), Look()).result(0)
    inline.instead, inline.waits = None, True
    left = ask("gates", SMALL, (), Look())
    assert left.cancel()
    with pytest.raises(CancelledError):
        left.result(0)
    inline.waits = False
    assert ask("gates", SMALL, (), Look()).result(0) == answer("gates", SMALL, (), Look())
    assert len(inline.asked) == 5
    assert caplog.records == []


def test_large_settings_stand_in_another_line(monkeypatch: pytest.MonkeyPatch) -> None:
    quick, slow = Inline(), Inline()
    monkeypatch.setattr(pictures, "_server", SimpleNamespace(quick=quick, slow=slow))
    monkeypatch.setattr(pictures, "_kept", Kept())
    quick.waits = slow.waits = True
    large = Scenario(n_a=97)
    assert can_follow(SMALL)
    assert not can_follow(large)
    ask("gates", SMALL, (), Look())
    ask("gates", large, (), Look())
    assert ([one[2] for one in quick.asked], [one[2] for one in slow.asked]) == ([SMALL], [large])


def units(setting: Setting, times: int) -> int:
    return setting.n_a * times


def test_with_a_server_it_is_asked(inline: Inline) -> None:
    assert is_serving()
    assert picture_of("gates", SMALL, (), Look()) == answer("gates", SMALL, (), Look())
    assert computed(units, SMALL, 3) == 6
    assert inline.asked == [(answer, "gates", SMALL, (), Look()), (units, SMALL, 3)]


@pytest.mark.parametrize("trouble", [WorkerEnded(), Busy()], ids=["ended", "busy"])
def test_a_page_is_there_though_no_process_answers(inline: Inline, trouble: RnnvizError) -> None:
    inline.instead = trouble
    assert picture_of("gates", SMALL, (), Look()) == answer("gates", SMALL, (), Look())
    assert computed(units, SMALL, 3) == 6


def test_what_is_wrong_there_is_wrong_here(inline: Inline) -> None:
    inline.instead = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        picture_of("gates", SMALL, (), Look())
    with pytest.raises(ZeroDivisionError):
        computed(units, SMALL, 3)


@pytest.mark.usefixtures("no_server")
def test_to_serve_is_to_begin_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class Watched(Inline):
        def __init__(self, size: int, first: Callable[[], object], niceness: int) -> None:
            super().__init__()
            made.append((size, first, niceness))

    monkeypatch.setattr(pictures, "Answers", Watched)
    serve()
    serve()
    assert is_serving()
    (quick, quick_first, quick_niceness), (slow, slow_first, slow_niceness) = made
    assert 2 <= quick <= 4
    assert slow == 1
    assert quick_first is slow_first is ready
    assert quick_niceness < slow_niceness
    assert pictures._server is not None
    assert isinstance(pictures._server.quick, Inline)
    assert pictures._server.quick.started == 1
    assert isinstance(pictures._server.slow, Inline)
    assert pictures._server.slow.started == 0
