"""Lessons and cards as data."""

from rnnviz.lessons.lesson import Card, Lesson


def test_the_answer_is_about_what_comes_then() -> None:
    card = Card("a", "", "Text.", {"gain": "1", "n_a": "8"})
    assert card.answered == {"gain": "1", "n_a": "8"}
    assert card._replace(then={"gain": "2"}).answered == {"gain": "2", "n_a": "8"}


def test_a_card_is_found_by_its_id() -> None:
    card = Card("a", "", "Text.")
    lesson = Lesson("l", "Why?", 5, "say why", (card,))
    assert (lesson.card("a"), lesson.card("b")) == (card, None)
