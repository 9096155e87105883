"""All rooms: whatever is done in whichever order, bounds hold, and nobody steers without the secret."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rnnviz.errors import RnnvizError
from rnnviz.lessons.library import LESSONS
from rnnviz.rooms import room as one_room
from rnnviz.rooms.room import PEOPLE, Said, Shown
from rnnviz.rooms.rooms import CODE_LENGTH, HOURS, IDLE_HOURS, MAX_QUERY, ROOMS, Rooms, code_in

CARD = Shown("", lesson=LESSONS["gates"], card="keeps")
PLACES = [CARD, Shown("gates", {"n_a": "8"}), Shown("learn"), Shown("", lesson=LESSONS["forgetting"], card="factor")]
ANSWER = Said("lstm", "LSTM")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class AnyOrder(RuleBasedStateMachine):
    """Teachers, students and strangers who do anything, beside a plain list of what each room should show."""

    @initialize()
    def begin(self) -> None:
        self.clock = Clock()
        self.rooms = Rooms(self.clock)
        self.opened: list[tuple[str, str]] = []
        self.tokens: list[tuple[str, str]] = []
        self.shown: dict[str, tuple[Shown | None, int]] = {}

    def pick(self, number: int, of: list[tuple[str, str]]) -> tuple[str, str]:
        return of[number % len(of)] if of else ("BBBBB", "nothing")

    @rule()
    def open(self) -> None:
        try:
            code, secret = self.rooms.open()
        except RnnvizError:
            assert len(self.rooms) == ROOMS
            return
        self.opened.append((code, secret))
        self.shown[code] = (None, 0)

    @rule(number=st.integers(0, 60), times=st.integers(1, PEOPLE))
    def join(self, number: int, times: int) -> None:
        code, _ = self.pick(number, self.opened)
        for _ in range(times):
            try:
                token = self.rooms.join(code)
            except RnnvizError:
                return
            if token is not None:
                self.tokens.append((code, token))

    @rule(number=st.integers(0, 60), who=st.integers(0, 500), told=st.text(max_size=20))
    def come_back(self, number: int, who: int, told: str) -> None:
        code, now_as = self.pick(who, self.tokens)
        self.rooms.come_back(code, now_as, told)
        self.rooms.come_back(code, now_as, self.pick(number, self.tokens)[1])
        with suppress(RnnvizError):
            assert self.rooms.join(code, told) != told  # nobody chooses their token

    @rule(who=st.integers(0, 500), value=st.sampled_from(["rnn", "lstm", "gru", "", "-3"]) | st.text(max_size=30))
    def guess(self, who: int, value: str) -> None:
        code, token = self.pick(who, self.tokens)
        for place in PLACES:
            self.rooms.guess(code, token, place.key, value)

    @rule(who=st.integers(0, 500))
    def leave(self, who: int) -> None:
        self.rooms.leave(*self.pick(who, self.tokens))

    @rule(number=st.integers(0, 60), place=st.sampled_from(PLACES))
    def show(self, number: int, place: Shown) -> None:
        code, secret = self.pick(number, self.opened)
        if self.rooms.show(code, secret, place):
            self.shown[code] = (place, self.shown[code][1] + 1)

    @rule(number=st.integers(0, 60))
    def reveal(self, number: int) -> None:
        self.rooms.reveal(*self.pick(number, self.opened), ANSWER)

    @rule(number=st.integers(0, 60), other=st.integers(0, 60), who=st.integers(0, 500), guessed=st.text(max_size=60))
    def steer_without_the_secret(self, number: int, other: int, who: int, guessed: str) -> None:
        code, secret = self.pick(number, self.opened)
        of_another, theirs = self.pick(other, self.opened)
        tried = [guessed, "", self.pick(who, self.tokens)[1], secret[:-1], *([theirs] if of_another != code else [])]
        for wrong in tried:
            assert not self.rooms.show(code, wrong, PLACES[1])
            assert not self.rooms.reveal(code, wrong, ANSWER)
            assert not self.rooms.close(code, wrong)
            assert not self.rooms.is_teacher(code, wrong)
            assert self.rooms.teachers_view(code, wrong) is None

    @rule(number=st.integers(0, 60))
    def close(self, number: int) -> None:
        self.rooms.close(*self.pick(number, self.opened))

    @rule(seconds=st.sampled_from([1.0, 100.0, 1000.0, 3600.0 * IDLE_HOURS]))
    def time_goes_by(self, seconds: float) -> None:
        self.clock.now += seconds

    @invariant()
    def bounds_hold(self) -> None:
        if not hasattr(self, "rooms"):
            return
        assert len(self.rooms) <= ROOMS
        for kept in self.rooms._rooms.values():
            assert len(kept.room.seen) <= PEOPLE
            assert len(kept.room.guesses) <= one_room.CARDS
            assert set(kept.room.answers) <= set(kept.room.guesses)
            assert all(set(of_card) <= set(kept.room.seen) for of_card in kept.room.guesses.values())

    @invariant()
    def only_the_teacher_has_moved_it(self) -> None:
        for code, secret in getattr(self, "opened", []):
            view = self.rooms._steered(code, secret)
            if view is not None:
                assert (view.room.shown, view.room.turn) == self.shown[code]


AnyOrder.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase


def test_two_rooms_know_nothing_of_each_other() -> None:
    rooms = Rooms(Clock())
    (one, secret), (two, other) = rooms.open(), rooms.open()
    token = rooms.join(one)
    assert token is not None
    assert rooms.view(two, token) is None
    rooms.show(one, secret, CARD)
    assert rooms.guess(one, token, CARD.key, "rnn")
    assert not rooms.guess(two, token, CARD.key, "rnn")
    seen = rooms.teachers_view(two, other)
    assert seen is not None
    assert seen.shown is None


def test_who_comes_back_is_who_they_were() -> None:
    rooms = Rooms(Clock())
    code, secret = rooms.open()
    before = rooms.join(code)
    assert before is not None
    rooms.show(code, secret, CARD)
    rooms.guess(code, before, CARD.key, "lstm")
    now = rooms.join(code)
    assert now is not None
    assert rooms.come_back(code, now, before) == before
    view = rooms.view(code, before)
    assert view is not None
    assert (view.people, view.mine) == (1, "lstm")
    assert rooms.view(code, now) is None


def test_a_room_is_gone_in_time_and_when_nobody_comes() -> None:
    clock = Clock()
    rooms = Rooms(clock)
    code, secret = rooms.open()
    for _ in range(HOURS):
        assert rooms.is_teacher(code, secret)
        clock.now += 3600
    assert not rooms.is_teacher(code, secret)
    code, _ = rooms.open()
    clock.now += 3600 * IDLE_HOURS
    assert rooms.join(code) is None


def test_when_all_are_taken_an_empty_one_gives_way() -> None:
    clock = Clock()
    rooms = Rooms(clock)
    first, _ = rooms.open()
    for _ in range(ROOMS - 1):
        rooms.open()
    with pytest.raises(RnnvizError, match="no more fit"):
        rooms.open()
    clock.now += 1000
    rooms.open()
    assert len(rooms) == ROOMS
    assert rooms.join(first) is None


def test_a_setting_is_bounded() -> None:
    rooms = Rooms(Clock())
    code, secret = rooms.open()
    with pytest.raises(RnnvizError, match="too long"):
        rooms.show(code, secret, Shown("gates", {"numbers": "1" * MAX_QUERY}))


def test_codes_differ_and_read_as_they_are_typed() -> None:
    letters = iter("BBBBBBBBBBBBBBC")
    rooms = Rooms(Clock(), choose=lambda _: next(letters))
    assert [rooms.open().code, rooms.open().code] == ["BBBBB", "BBBBC"]
    assert code_in("bb-bbc") == "BBBBC"
    assert [code_in(text) for text in ("", "BBBB", "BBBBA", "\uff22" * 5, "B" * 99, 5, ["BBBBB"])] == [""] * 7
    assert len(code_in("BBBBB")) == CODE_LENGTH


def test_many_threads_lose_no_guess() -> None:
    rooms = Rooms(Clock())
    code, secret = rooms.open()
    rooms.show(code, secret, CARD)

    def take_part(number: int) -> None:
        token = rooms.join(code)
        assert token is not None
        for _ in range(20):
            assert rooms.guess(code, token, CARD.key, ("rnn", "lstm")[number % 2])
            assert rooms.view(code, token) is not None

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take_part, range(60)))
    view = rooms.teachers_view(code, secret)
    assert view is not None
    assert [bar.people for bar in view.bars] == [30, 30]
