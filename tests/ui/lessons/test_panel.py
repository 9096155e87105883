"""A card on its page: asked, hidden, committed, noticed, left; with everything that can be entered and come back."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.answers import answer_of
from rnnviz.lessons.library import LESSONS
from rnnviz.ui.lessons.course import Course, Guess
from rnnviz.ui.training.plan import plan_of
from tests.opened_page import OpenedPage

LESSON = LESSONS["forgetting"]
NUMBER = next(
    card.id for card in LESSONS["by-hand"].cards if card.question is not None and card.question.kind == "number"
)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> OpenedPage:
    return OpenedPage(monkeypatch, folds=())


def course_of(page: OpenedPage) -> Course:
    found: Course = page.at.session_state["session"].course
    return found


def html_of(page: OpenedPage) -> str:
    """All that is written in HTML, but for the style sheet."""
    return re.sub("<style>.*?</style>", "", page.words, flags=re.DOTALL)


def enter(page: OpenedPage, card: str) -> OpenedPage:
    page.at.query_params.clear()
    return page.go_to(lesson="forgetting", card=card)


def labels(page: OpenedPage) -> list[str]:
    return [button.label for button in page.at.button]


def choose(page: OpenedPage, card: str, key: str) -> OpenedPage:
    page.at.radio(f"guess_forgetting_{card}").set_value(key)
    return page.run()


def test_a_lesson_is_offered_to_those_who_are_new_and_never_forced(page: OpenedPage) -> None:
    (offer,) = (label for label in labels(page) if label.startswith("New here?"))
    page.click(offer)
    assert page.address["lesson"] == "forgetting"
    assert page.address["card"] == "letters"
    assert page.address["input"] == "text"
    page.click("Leave the lesson")
    assert "lesson" not in page.address
    assert page.address == {}  # as it was before
    assert "rnnviz-lesson" not in html_of(page)


def test_what_would_tell_is_hidden_until_somebody_has_guessed(page: OpenedPage) -> None:
    enter(page, "factor")
    assert "rnnviz-hides" in html_of(page)
    choose(page, "factor", "0")
    assert "rnnviz-hides" in html_of(page)
    page.click("That is my guess")
    assert "rnnviz-hides" not in html_of(page)
    assert "Not here: About 10⁻⁸ (7.3·10⁻⁹). You chose “About 1/100”." in html_of(page)
    assert course_of(page).guesses["forgetting", "factor"] == Guess("0")


def test_a_question_about_a_change_shows_what_is_before_it_until_something_moves(page: OpenedPage) -> None:
    enter(page, "small")
    assert "rnnviz-hides" not in html_of(page)
    page.set("gain", 0.6)
    assert "rnnviz-hides" in html_of(page)
    choose(page, "small", "1")
    page.click("That is my guess")
    assert page.address["gain"] == "0.5"  # the answer is what is shown now
    assert "Right: After 8 steps." in html_of(page)


def test_who_is_shown_has_not_guessed(page: OpenedPage) -> None:
    enter(page, "factor")
    page.click("Show the answer")
    assert "The answer: About 10⁻⁸ (7.3·10⁻⁹)." in html_of(page)
    assert not course_of(page).guesses["forgetting", "factor"].counts


def test_a_reason_of_ones_own_is_kept_and_shown_as_it_is(page: OpenedPage) -> None:
    enter(page, "factor")
    page.at.text_input("why_forgetting_factor").set_value("<b>because</b>")
    page.run()
    choose(page, "factor", "2")
    page.click("That is my guess")
    assert "You said why: &lt;b&gt;because&lt;/b&gt;" in html_of(page)


def test_a_task_is_noticed_when_it_is_done(page: OpenedPage) -> None:
    enter(page, "right")
    assert "○ not yet</span> RNN, what is left at step 1: 1.8·10⁻¹⁴, at least 0.10, at most 10" in html_of(page)
    page.set("gain", 2.0)
    page.run()
    assert "RNN, what is left at step 1: 3.7·10⁴, at least" in html_of(page)
    page.set("gain", 1.65)
    page.run()
    assert "✓ Done." in html_of(page)
    assert ("forgetting", "right") in course_of(page).done


def test_from_card_to_card_and_back(page: OpenedPage) -> None:
    enter(page, "factor")
    page.click("Next card")
    assert page.address["card"] == "small"
    page.click("Back")
    assert page.address["card"] == "factor"
    enter(page, "right")
    assert "Next card" not in labels(page)
    page.click("End the lesson")
    assert "lesson" not in page.address


def test_a_card_on_another_page_leads_there(page: OpenedPage) -> None:
    enter(page, "large")
    page.click("Next card")
    assert course_of(page).card == "slopes"
    assert page.at.session_state["session"].page != ""


def test_an_address_that_names_no_lesson_opens_none(monkeypatch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(monkeypatch, folds=(), lesson="no such", card="x")
    assert "rnnviz-lesson" not in html_of(page)
    assert "lesson" not in page.address
    page = OpenedPage(monkeypatch, folds=(), lesson="forgetting", card="no such")
    assert page.address["card"] == "letters"


def test_the_curve_is_not_sent_before_the_guess(page: OpenedPage) -> None:
    from rnnviz.ui.lessons import panel  # noqa: PLC0415

    enter(page, "letters")
    kept = course_of(page)
    sent: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(panel, "card_component", lambda **message: sent.append(message))
        page.run()
        *_, drawing = (one["drawing"] for one in sent if one.get("drawing"))
        assert drawing["curve"] is None
        sent.clear()
        kept.drafts["forgetting", "letters"] = "-3.0"
        page.run()
        page.click("That is my guess")
        *_, drawing = (one["drawing"] for one in sent if one.get("drawing"))
    (card,) = (card for card in LESSON.cards if card.id == "letters")
    assert drawing["guess"] == -3.0
    assert drawing["curve"][0] == pytest.approx(answer_of(card).value)


def test_what_was_typed_last_counts_though_the_button_did_not_know_it(page: OpenedPage) -> None:
    enter(page, "factor")
    choose(page, "factor", "0")
    # At once: the field is left by pressing the button.
    page.at.radio("guess_forgetting_factor").set_value("2")
    page.at.text_input("why_forgetting_factor").set_value("21 decades in 100 steps")
    page.click("That is my guess")
    assert course_of(page).guesses["forgetting", "factor"] == Guess("2", "21 decades in 100 steps")


def test_an_end_that_was_dragged_last_comes_with_the_press_of_the_button(
    page: OpenedPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rnnviz.ui.lessons import panel  # noqa: PLC0415

    enter(page, "letters")
    course_of(page).drafts["forgetting", "letters"] = "-1.5"
    page.run()
    # Of what comes in one message Streamlit may call the button's callback first.
    monkeypatch.setattr(panel, "told", lambda key, event: -2.0 if event == "guess" else None)
    page.click("That is my guess")
    assert course_of(page).guesses["forgetting", "letters"].value == "-2.0"


def test_what_is_no_number_is_not_judged_though_the_button_did_not_know_it(page: OpenedPage) -> None:
    page.at.query_params.clear()
    page.go_to(lesson="by-hand", card=NUMBER)
    page.at.text_input(f"guess_by-hand_{NUMBER}").set_value("0.5")
    page.run()
    page.at.text_input(f"guess_by-hand_{NUMBER}").set_value("half")
    page.click("Check")
    assert "half" not in str(course_of(page).tried)


def test_what_is_shown_is_the_scenario_of_the_card(page: OpenedPage) -> None:
    enter(page, "factor")
    scenario = Scenario(cells=("rnn",), T_x=60)
    assert page.address == scenario.to_query() | {"lesson": "forgetting", "card": "factor"}
    assert run(scenario).cells.keys() == {"rnn"}


def trained(page: OpenedPage, solved: list[bool], **more: Any) -> SimpleNamespace:
    """Trainings of what the page asks for, as if they had been done."""
    plan = plan_of(page.at.session_state["session"].plan_values)
    of_all = plan.trainings if len(solved) == len(plan.trainings) else plan.trainings[:1] * len(solved)
    runs = [
        SimpleNamespace(
            training=training,
            solved_at=50 if yes else None,
            ended=True,
            stopped=False,
            records=[
                SimpleNamespace(update=0, loss=1.0, accuracy=0.5, fade=SimpleNamespace(left=left)) for left in ends
            ],
        )
        for training, yes, ends in zip(of_all, solved, [(-3.0, -4.0), (-2.5, 0.5)] * len(solved), strict=False)
    ]
    return SimpleNamespace(runs=runs, own=more.pop("own", {}), **more)


def test_guesses_beside_networks_count_once_all_are_trained(page: OpenedPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.at.query_params.clear()
    page.change_page("train")
    page.go_to(lesson="learning", card="task")
    kept = course_of(page)
    assert kept.is_open
    labels_ = [one.network.label for one in plan_of(page.at.session_state["session"].plan_values).trainings]
    asked = trained(page, [False, True], own=dict(zip(labels_, ("learns", "learns"), strict=True)))
    monkeypatch.setattr("rnnviz.ui.lessons.trained._asked", lambda name: asked if name == "training" else None)
    page.run()
    assert "1 of your 2 guesses came true." in html_of(page)
    assert kept.guesses["learning", "task"] == Guess("1/2")


def test_a_guess_about_a_training_waits_for_it(page: OpenedPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.at.query_params.clear()
    page.change_page("train")
    page.go_to(lesson="learning", card="seeds")
    kept = course_of(page)
    there: dict[str, Any] = {}
    monkeypatch.setattr("rnnviz.ui.lessons.trained._asked", there.get)
    there["lottery"] = trained(page, [True] * 6 + [False] * 4)
    page.at.radio("guess_learning_seeds").set_value("0")
    page.run()
    assert not kept.came  # what nobody has guessed yet is not told
    there.clear()
    page.click("That is my guess")
    assert "You said: “All, or nearly all”." in html_of(page)
    assert "Now press “Train 10 networks” under" in html_of(page)
    assert "it is a lottery" not in html_of(page)  # what to notice comes with the answer
    there["lottery"] = trained(page, [True] * 6 + [False] * 4)
    page.run()
    assert kept.came == {("learning", "seeds"): 0.6}
    assert "Not here: Some do, some do not (60 %). You chose “All, or nearly all”." in html_of(page)
    assert "it is a lottery" in html_of(page)


def test_who_does_not_want_to_train_is_shown_and_has_not_guessed(page: OpenedPage) -> None:
    page.at.query_params.clear()
    page.change_page("train")
    page.go_to(lesson="learning", card="seeds")
    page.at.radio("guess_learning_seeds").set_value("1")
    page.run()
    page.click("That is my guess")
    page.click("Show the answer")
    assert "it is a lottery" in html_of(page)
    assert not course_of(page).guesses["learning", "seeds"].counts
