"""A teacher and students in the whole app: come, follow, guess, see, stray, come back, leave; and who is nobody."""

import re
from collections.abc import Iterator

import pytest

from rnnviz.lessons.library import LESSONS
from rnnviz.rooms.room import Said, Shown
from rnnviz.rooms.rooms import Opened
from rnnviz.ui.lessons.course import Course, Guess
from rnnviz.ui.rooms import joined
from rnnviz.ui.rooms.joined import ALL_ROOMS, Joined
from tests.opened_page import OpenedPage
from tests.pictures.decoding import decode

CARD = Shown("", lesson=LESSONS["gates"], card="keeps")


@pytest.fixture
def room() -> Iterator[Opened]:
    opened = ALL_ROOMS.open()
    yield opened
    ALL_ROOMS.close(*opened)


def joined_of(page: OpenedPage) -> Joined:
    found: Joined = page.at.session_state["session"].room
    return found


def course_of(page: OpenedPage) -> Course:
    found: Course = page.at.session_state["session"].course
    return found


def labels(page: OpenedPage) -> list[str]:
    return [button.label for button in page.at.button]


def seen(page: OpenedPage) -> str:
    """What is written, and what the room tells."""
    rooms = [element.proto for element in page.at.get("bidi_component")]
    said = [decode(one.bytes) for one in rooms if one.component_name.endswith("rnnviz_room")]
    told = [one["told"]["words"] + one["told"]["bars"] * one["bars"] for one in said if one["told"]]
    return re.sub("<style>.*?</style>", "", page.words, flags=re.DOTALL) + "".join(told)


def visit(monkeypatch: pytest.MonkeyPatch, **address: str) -> OpenedPage:
    return OpenedPage(monkeypatch, folds=(), **address)


def teach(monkeypatch: pytest.MonkeyPatch) -> OpenedPage:
    page = visit(monkeypatch, lesson="gates", card="keeps")
    page.change_page("learn")
    page.at.button(key="room_open").click()
    page.run()
    page.at.button(key="begin_gates").click()
    return page.run()


def guess(page: OpenedPage, value: str) -> None:
    page.at.radio("guess_gates_keeps").set_value(value)
    page.run()
    page.at.button(key="lesson_commit").click()
    page.run()


def test_a_lesson_of_a_class_from_opening_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    teacher = teach(monkeypatch)
    code = joined_of(teacher).code
    assert joined_of(teacher).teaches
    one, two = visit(monkeypatch, room=code), visit(monkeypatch, room=code)
    assert "Nothing is before all yet" in seen(one)
    teacher.at.button(key="room_show").click()
    teacher.run()
    for student in (one, two):
        student.run()
        assert student.address["card"] == "keeps"
        assert "2 here, 0 guessed" in seen(student)
    guess(one, "rnn")
    guess(two, "lstm")
    assert "Your guess is in: LSTM" in seen(two)
    assert "rnnviz-judged" not in seen(two)  # what is right is not told before it is revealed
    assert "rnnviz-guessed" not in seen(two)
    teacher.run()
    assert seen(teacher).count("<td>1</td>") == 2
    teacher.at.button(key="room_reveal").click()
    teacher.run()
    one.run()
    two.run()
    assert "Not here: LSTM" in seen(one)
    assert "Right: LSTM" in seen(two)
    assert "LSTM <strong>✓ right</strong>" in seen(two)
    teacher.at.button(key="room_end").click()
    teacher.run()
    one.run()
    assert any("The room is over" in warning for warning in one.warnings)
    assert "room" not in one.address
    one.run()
    assert not one.warnings


def test_a_task_that_somebody_does_is_counted_and_what_was_guessed_can_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    teacher = teach(monkeypatch)
    code = joined_of(teacher).code
    student = visit(monkeypatch, room=code)
    teacher.go_to(lesson="gates", card="weaker", room=code)
    teacher.at.button(key="room_show").click()
    teacher.run()
    student.run()
    assert "1 here. 0 have done the task." in seen(student)
    student.set("gain", 1.65)
    assert "✓ Done." in seen(student)
    teacher.run()
    assert "1 have done the task." in seen(teacher)
    assert "Keep what was guessed (CSV)" in [one.label for one in teacher.at.get("download_button")]
    teacher.at.button(key="room_end").click()
    teacher.run()


def test_a_page_with_its_setting_is_put_before_all(monkeypatch: pytest.MonkeyPatch, room: Opened) -> None:
    student = visit(monkeypatch, room=room.code)
    ALL_ROOMS.show(*room, Shown("", {"n_a": "5", "gain": "2.0"}))
    student.run()
    assert student.control("n_a").value == 5
    assert student.address["n_a"] == "5"


def test_who_strays_stays_there_until_they_want_back_or_the_room_goes_on(
    monkeypatch: pytest.MonkeyPatch, room: Opened
) -> None:
    ALL_ROOMS.show(*room, CARD)
    student = visit(monkeypatch, room=room.code)
    student.at.button(key="lesson_next").click()
    student.run().run()
    assert course_of(student).card != "keeps"
    student.at.button(key="room_back").click()
    student.run()
    assert course_of(student).card == "keeps"
    student.at.button(key="lesson_leave").click()
    student.run()
    assert course_of(student).lesson is None
    ALL_ROOMS.show(*room, CARD)
    student.run()
    assert course_of(student).card == "keeps"


def test_who_reloads_stays_where_they_were_and_is_who_they_were(monkeypatch: pytest.MonkeyPatch, room: Opened) -> None:
    ALL_ROOMS.show(*room, CARD)
    first = visit(monkeypatch, room=room.code)
    guess(first, "lstm")
    token = joined_of(first).token
    again = visit(monkeypatch, room=room.code, turn="1", n_a="7")
    assert again.control("n_a").value == 7
    assert course_of(again).lesson is None
    again.at.session_state["session"].room = joined_of(again)
    assert ALL_ROOMS.come_back(room.code, joined_of(again).token, token) == token
    view = ALL_ROOMS.view(room.code, token)
    assert view is not None
    assert (view.people, view.mine) == (1, "lstm")


def test_who_comes_late_sees_what_was_revealed(monkeypatch: pytest.MonkeyPatch, room: Opened) -> None:
    ALL_ROOMS.show(*room, CARD)
    ALL_ROOMS.reveal(*room, Said("lstm", "LSTM"))
    late = visit(monkeypatch, room=room.code)
    assert "The answer: LSTM" in seen(late)
    assert course_of(late).is_open is False


def test_show_me_waits_for_the_teacher(monkeypatch: pytest.MonkeyPatch, room: Opened) -> None:
    ALL_ROOMS.show(*room, CARD)
    student = visit(monkeypatch, room=room.code)
    student.at.button(key="lesson_show").click()
    student.run()
    assert course_of(student).is_open
    student.at.button(key="room_end").click()  # alone again, it is told
    student.run()
    student.at.button(key="lesson_show").click()
    student.run()
    assert not course_of(student).is_open


@pytest.mark.parametrize("code", ["BBBBB", "", "<b>", "x" * 5000, "ÄÄÄÄÄ"])
def test_a_room_that_is_not_there_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    page = visit(monkeypatch, room=code)
    assert any("The room is over" in warning for warning in page.warnings)
    assert "room" not in page.address


@pytest.mark.parametrize(
    "told", [None, 3, [], {}, {"token": 5}, {"secret": "x" * 9999}, {"token": "x", "secret": {}}, {"secret": "guess"}]
)
def test_whatever_a_browser_tells_nobody_becomes_a_teacher(
    monkeypatch: pytest.MonkeyPatch, room: Opened, told: object
) -> None:
    here = Joined(code=room.code, token=ALL_ROOMS.join(room.code) or "")
    monkeypatch.setattr(joined, "joined", lambda: here)
    joined.come_back(told)
    assert not here.teaches
    assert ALL_ROOMS.view(room.code, here.token) is not None


def test_a_teacher_who_reloads_teaches_on(monkeypatch: pytest.MonkeyPatch, room: Opened) -> None:
    here = Joined(code=room.code, token=ALL_ROOMS.join(room.code) or "")
    monkeypatch.setattr(joined, "joined", lambda: here)
    joined.come_back({"token": "", "secret": room.secret})
    assert here.teaches
    view = ALL_ROOMS.teachers_view(*room)
    assert view is not None
    assert view.people == 0  # a teacher is none of the people


def test_what_was_guessed_before_does_not_open_a_card_that_is_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    teacher = teach(monkeypatch)
    code = joined_of(teacher).code
    student = visit(monkeypatch, room=code)
    for page in (teacher, student):
        course_of(page).guesses["gates", "keeps"] = Guess("rnn")
    assert not course_of(teacher).is_open
    teacher.at.button(key="room_show").click()
    teacher.run()
    student.run()
    for page in (teacher, student):
        assert course_of(page).is_open
        assert "Not here" not in seen(page)
    guess(student, "lstm")
    assert "✓ Your guess is in." in seen(student)


def test_who_comes_before_anything_is_before_all_waits_where_no_answer_is(monkeypatch: pytest.MonkeyPatch) -> None:
    teacher = teach(monkeypatch)
    student = visit(monkeypatch, room=joined_of(teacher).code)
    assert student.title == "Where do you want to begin?"
