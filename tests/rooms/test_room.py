"""One room: who is in it, what is before all, and who may see what."""

from rnnviz.lessons.library import LESSONS
from rnnviz.rooms.room import AWAY_SECONDS, CARDS, LONGEST_ANSWER, PEOPLE, PRESENT_SECONDS, Room, Said, Shown

LESSON = LESSONS["gates"]
CARD = Shown("", lesson=LESSON, card="keeps")
ANSWER = Said("lstm", "LSTM")


def test_guesses_are_seen_by_all_only_once_they_are_revealed() -> None:
    room = Room()
    room.join("a", 0)
    room.join("b", 0)
    room.show(CARD)
    assert room.guess("a", CARD.key, "lstm")
    seen = room.view("b", 1)
    assert (seen.bars, seen.answer, seen.guessed, seen.mine) == ((), None, 1, None)
    assert [bar.people for bar in room.view(None, 1, sees_bars=True).bars] == [0, 1]
    room.reveal(ANSWER)
    assert [bar.people for bar in room.view("b", 1).bars] == [0, 1]
    assert room.view("b", 1).answer == ANSWER
    assert not room.guess("b", CARD.key, "rnn")  # too late


def test_the_last_guess_counts_and_each_person_has_one() -> None:
    room = Room()
    room.join("a", 0)
    room.show(CARD)
    for value in ("rnn", "lstm", "rnn", "gru", None):
        room.guess("a", CARD.key, value)
    assert room.view("a", 0).mine == "rnn"
    assert room.view("a", 0).guessed == 1


def test_who_is_not_in_the_room_and_who_means_another_card_guesses_nothing() -> None:
    room = Room()
    room.join("a", 0)
    assert not room.guess("a", CARD.key, "rnn")
    room.show(CARD)
    assert not room.guess("b", CARD.key, "rnn")
    assert not room.guess("a", ("gates", "another"), "rnn")


def test_what_was_guessed_of_a_card_is_there_when_it_comes_again_and_the_oldest_goes() -> None:
    room = Room()
    room.join("a", 0)
    room.show(CARD)
    room.guess("a", CARD.key, "rnn")
    room.show(Shown("gates"))
    assert room.view("a", 0).guessed == 0
    room.show(CARD)
    assert room.view("a", 0).mine == "rnn"
    for number in range(CARDS):
        room.show(Shown("", lesson=LESSON._replace(id=f"other-{number}"), card="keeps"))
    assert len(room.guesses) == CARDS
    room.show(CARD)
    assert room.view("a", 0).mine is None


def test_a_room_is_full_until_somebody_was_away_for_long() -> None:
    room = Room()
    room.show(CARD)
    for number in range(PEOPLE):
        assert room.join(str(number), number * 1e-3)
    assert not room.join("late", 1)
    assert room.join("0", 1)  # who is in it comes in again
    room.guess("1", CARD.key, "rnn")
    assert room.join("late", AWAY_SECONDS + 1)
    assert len(room.seen) == PEOPLE
    assert "1" not in room.seen
    assert room.view(None, 1).guessed == 0


def test_who_looks_is_here_and_who_left_is_not() -> None:
    room = Room()
    room.join("a", 0)
    room.join("b", 0)
    late = PRESENT_SECONDS + 1
    assert room.view("a", late).people == 1
    room.leave("a")
    room.leave("nobody")
    assert room.view(None, late).people == 0


def test_an_answer_is_bounded_and_a_page_has_none() -> None:
    room = Room()
    room.show(Shown("gates"))
    room.reveal(ANSWER)
    assert room.answers == {}
    room.show(CARD)
    room.reveal(Said("r" * 999, "w" * 999))
    assert len(room.answers[CARD.key].words) == LONGEST_ANSWER


TASK = Shown("", lesson=LESSON, card="weaker")


def test_who_has_done_the_task_that_is_before_all_is_counted_once() -> None:
    room = Room()
    for token in "abc":
        room.join(token, 0)
    assert not room.finish("a", TASK.key)  # nothing is before all
    room.show(CARD)
    assert not room.finish("a", CARD.key)  # which has none
    room.show(TASK)
    assert not room.finish("d", TASK.key)
    assert not room.finish("a", CARD.key)
    assert room.finish("a", TASK.key)
    assert room.finish("a", TASK.key)
    assert room.finish("b", TASK.key)
    assert room.view("c", 1).done == room.view(None, 1).done == 2
    room.leave("b")
    assert room.view("c", 1).done == 1
    room.show(CARD)
    assert room.view("c", 1).done == 0
    room.show(TASK)
    assert room.view("c", 1).done == 1


def test_what_came_of_the_cards_is_held_in_their_order_and_the_oldest_goes() -> None:
    room = Room()
    room.join("a", 0)
    room.show(CARD)
    room.guess("a", CARD.key, "rnn")
    room.reveal(ANSWER)
    room.show(TASK)
    room.finish("a", TASK.key)
    room.show(Shown("gates"))
    first, second = room.held()
    assert (first.shown, first.answer, first.done) == (CARD, ANSWER, 0)
    assert [bar.people for bar in first.bars] == [1, 0]
    assert (second.shown, second.bars, second.answer, second.done) == (TASK, (), None, 1)
    for card in [card.id for one in LESSONS.values() for card in one.cards][: CARDS + 2]:
        lesson = next(one for one in LESSONS.values() if one.card(card))
        room.show(Shown("", lesson=lesson, card=card))
    assert len(room.held()) == len(room.guesses) == len(room.done) == CARDS
