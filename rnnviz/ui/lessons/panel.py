"""The card of a lesson, above the page that it is about."""

import html
import math
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, Final

import numpy as np
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from rnnviz.cells import CELLS
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.lessons.answers import choices_of, scenario_of
from rnnviz.lessons.challenge import stands
from rnnviz.lessons.conditions import missing
from rnnviz.lessons.lesson import Card, Question
from rnnviz.lessons.outcomes import OUTCOMES
from rnnviz.lessons.wording import as_html, with_numbers
from rnnviz.ui.components.card import card as card_component
from rnnviz.ui.lessons import challenge_card, contest, course
from rnnviz.ui.lessons.trained import outcome_now, tally_now, trained
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.private_api import to_the_top, went_back_or_forward
from rnnviz.ui.session import address, state
from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.decide import FIELDS
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.session.told import number, told

__all__ = ["page_of_card", "panel", "watch"]

_KEY: Final = "card"
_NAMES: Final = ("lesson", "card", "challenge")
#: Pages whose findings are looked at when they are drawn.
_SHOWS: Final = ("", "gates", "step", "why")
#: Ends of the axis on which the end of a curve is guessed: wide enough to give nothing away.
_LOW: Final = -24
_HIGH: Final = 8
#: Until somebody has guessed, what would tell is not seen: neither what a run has drawn, nor what follows a hand. The
#: rule is there only while it holds: one that looked for a mark (`body:has`) took half of the time of a drag.
_TELLS: Final = files("rnnviz.ui.lessons").joinpath("hidden.css").read_text()
#: A sentence of one's own has so many characters at most.
_REASON: Final = 200
#: Said where a training ends: the card may be out of sight.
_CAME: Final = "What came of your guess stands in the card, at the top."


def page_of_card(pages: Iterable[StreamlitPage]) -> StreamlitPage | None:
    """The page to go to: of the card just entered, or of all lessons after a last card; None if there is none."""
    _read_address()
    kept, challenged = course.course(), contest.contest()
    if kept.now is not None and challenged.now is not None:
        contest.give_way()
    if challenged.now is not None and challenged.moves:
        challenged.moves = False
        wanted = challenged.now.page
    elif kept.moves:
        kept.moves = False
        wanted = "learn" if kept.now is None else kept.now.page
    else:
        return None
    return next((page for page in pages if page.url_path == wanted), None)


def _read_address() -> None:
    """Open the card that the address names: at a visit, and when somebody goes back or forward."""
    named, kept = address.read(), course.course()
    if "challenge" in named and (session().scenario is None or went_back_or_forward()):
        now = contest.contest().now
        if now is None or now.id != named["challenge"]:
            sets = not any(name in FIELDS or name.startswith("plan_") for name in named)
            contest.enter(named["challenge"], sets=sets)
            contest.contest().moves = sets
        return
    if "lesson" not in named or not (session().scenario is None or went_back_or_forward()):
        return
    if (named["lesson"], named.get("card", "")) == kept.key:
        return
    sets = not any(name in named for name in FIELDS)
    course.enter(named["lesson"], named.get("card", ""), sets=sets)
    kept.moves = kept.moves and "stays" not in named  # a link that was copied on another page than the card's
    shown = session().scenario
    if sets and kept.now is not None and shown is not None:
        address.write(shown.to_query(), FIELDS.__contains__)  # from where the page takes it


def panel(page: str) -> None:
    """Draw the card that is open, whatever page is shown; without one, only what keeps progress.

    Parameters
    ----------
    page : str
        That is shown, as in its address.
    """
    kept = course.course()
    card = kept.now
    _write_address()
    challenged = contest.contest()
    with st.container(key="lesson_card", border=card is not None or challenged.now is not None):
        _keep()
        _begin_at_the_top(challenged.now.id if challenged.now is not None else "/".join(kept.key) if card else "")
        if challenged.now is not None:
            shown = session().scenario
            if page not in _SHOWS or (shown is not None and not challenged.stands):
                contest.look(shown or Scenario())  # where no findings are drawn, nobody else looks
            challenge_card.draw(page)
            return
        if card is None:
            if not (page or hides("pages") or hides("controls")):
                _offer()
            return
        if page not in _SHOWS:
            # Where no findings are drawn, nobody else looks.
            _notice_done(session().scenario or Scenario())
            _notice_trained()
        _head(card)
        if card.page != page:
            st.button("Back to the card's page", key="lesson_page", on_click=course.enter, args=kept.key)
            return
        _body(card)
        _foot(card)


def _begin_at_the_top(now: str) -> None:
    """A card that is new begins in sight: the page before it was perhaps scrolled far down."""
    kept = course.course()
    is_new, kept.seen = bool(now) and now != kept.seen, now
    st.html(to_the_top() if is_new else "<span></span>", unsafe_allow_javascript=is_new)


def _offer() -> None:
    """The first lesson to who is new, the next one to who has begun."""
    found = course.next_lesson()
    if found is None:
        return
    is_new = not course.course().guesses
    st.button(
        f"New here? A lesson of {found.minutes} minutes" if is_new else f"Lesson: {found.title}",
        key="lesson_offer",
        type="tertiary",
        on_click=course.begin,
        args=[found.id],
    )


def _write_address() -> None:
    kept = course.course()
    own = {} if kept.lesson is None else {"lesson": kept.lesson.id, "card": kept.card}
    now = contest.contest().now
    if now is not None:
        own["challenge"] = now.id
    address.write(own, _NAMES.__contains__)


def _head(card: Card) -> None:
    lesson = course.course().lesson
    assert lesson is not None
    place = [one.id for one in lesson.cards].index(card.id) + 1
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(
            f'<p class="rnnviz-lesson">{html.escape(lesson.title)} <span>{place} of {len(lesson.cards)}</span></p>',
            width="content",
        )
        st.button("Leave the lesson", key="lesson_leave", on_click=course.leave)


def _body(card: Card) -> None:
    kept = course.course()
    scenario = scenario_of(card.setting) if card.page not in ("train", "papers") else None
    words = with_numbers(card.text, result_of(scenario)) if scenario is not None else card.text
    asks = "" if card.question is None else f'<p class="rnnviz-asks">{html.escape(card.question.ask)}</p>'
    st.html(f'<p class="rnnviz-card">{as_html(words)}</p>{asks}')
    if card.question is not None and kept.is_open:
        if course.can_hide():
            hidden = (
                "Below, the answer is hidden until you have guessed."
                if card.then is None
                else ("Below, all is still as it was before that change.")
            )
            moves = f':root:is([data-rv="moves"], [data-rv="waits"]) {_TELLS}'
            st.html(f'<p class="rnnviz-caption rnnviz-open">{hidden}</p><style>{moves}</style>')
        _ask(card, card.question)
        return
    drawn = card.question is not None and card.question.kind == "end"
    left, right = st.columns(2, gap="medium") if drawn else (st.container(), st.container())
    if drawn:
        with left:
            _end(card)
    with right:
        _say(card, scenario)


def _say(card: Card, scenario: Scenario | None) -> None:
    """What came of the guess, what to notice, and the task."""
    kept, found = course.course(), course.judged()
    said = [] if found is None or found[1] is None else [found[1].words]
    if found is not None and not said:
        said = [f"The answer: {_answer_words(card, found[0])}."]
    if kept.is_pending:
        _say_pending(card)
        return
    parts = [f'<p class="rnnviz-judged" role="status">{html.escape(one)}</p>' for one in said]
    if kept.guess is not None and kept.guess.reason:
        parts.append(f'<p class="rnnviz-caption">You said why: {html.escape(kept.guess.reason)}</p>')
    is_done = kept.key in kept.done
    if card.task is not None:
        parts.append(f'<p class="rnnviz-card"><strong>Task:</strong> {as_html(card.task.text)}</p>')
        if is_done:
            parts.append('<p class="rnnviz-judged" role="status">✓ Done. Try what you like: it stays done.</p>')
        else:
            parts.append(challenge_card.as_list(kept.stands))
    if card.notice and (card.task is None or is_done or card.question is not None):
        notice = card.notice
        if scenario is not None:
            answer = found[0].words if found is not None else ""
            notice = with_numbers(notice, result_of(scenario_of(card.answered)), answer, result_of(scenario))
        parts.append(f'<p class="rnnviz-card">{as_html(notice)}</p>')
    if parts:
        st.html("".join(parts))


def _say_pending(card: Card) -> None:
    """What was guessed of a training that is still to come."""
    kept = course.course()
    assert card.question is not None
    assert kept.guess is not None
    guess = html.escape(choices_of(card.question)[kept.guess.value])
    st.html(
        f'<p class="rnnviz-judged" role="status">You said: “{guess}”.</p>'
        f'<p class="rnnviz-card">{as_html(OUTCOMES[card.question.outcome].how)}</p>'
    )
    st.button(
        "Show the answer",
        key="lesson_show",
        on_click=course.show,
        help="Without a training; your guess then counts for nothing.",
    )


def _answer_words(card: Card, answer: Any) -> str:
    assert card.question is not None
    choices = choices_of(card.question)
    return f"{choices[answer.right]} ({answer.words})" if answer.right else str(answer.words)


def _ask(card: Card, question: Question) -> None:
    """The controls for a guess; what is chosen here counts only once it is committed."""
    kept = course.course()
    if question.kind == "train" and not question.choices:
        st.caption("Guess beside the networks on the page below, and train them. What comes of it is noticed here.")
        st.button("Show the answer", key="lesson_show", on_click=course.show, help="Without a guess or a training.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        value = _value(question)
    with right:
        if question.reason:
            st.text_input(f"{question.reason} (one line, for yourself)", key=_reason_key(), max_chars=_REASON)
        if value and not _counts(question, value):
            st.error(f"“{verbatim(value[:40])}” is no number. Write it as 0.014 or 1.4e-2.")
            value = ""
        with st.container(horizontal=True):
            label = "Check" if question.kind == "number" else "That is my guess"
            st.button(label, key="lesson_commit", type="primary", disabled=not value, on_click=_commit)
            st.button(
                "Show the answer",
                key="lesson_show",
                on_click=course.show,
                help="Without a guess, which then counts for nothing.",
            )
        if kept.waits == kept.key:
            st.html('<p class="rnnviz-asks" role="status">✓ Your guess is in. It can be changed until the reveal.</p>')


def _value(question: Question) -> str:
    """The controls for what is chosen, typed or dragged, and what that is now."""
    choices = choices_of(question)
    if choices:
        st.radio(
            "Your guess",
            list(choices),
            format_func=choices.__getitem__,
            index=None,
            key=_value_key(),
            label_visibility="collapsed",
        )
    elif question.kind == "number":
        st.text_input("Your number", key=_value_key())
        if course.said_of_tried():
            st.html(f'<p class="rnnviz-judged" role="status">{html.escape(course.said_of_tried())}</p>')
    else:
        card = course.course().now
        assert card is not None
        _end(card)
    return _given(question)


def _given(question: Question) -> str:
    """What is chosen, typed or dragged now; empty if nothing is."""
    kept = course.course()
    if question.kind == "end":
        return kept.drafts.get(kept.key, "")
    given = st.session_state.get(_value_key()) or ""
    return given if choices_of(question) else given.strip().replace(",", ".").replace("−", "-")


def _counts(question: Question, value: str) -> bool:
    """Whether a value can be judged."""
    return bool(choices_of(question)) or _is_number(value)


def _commit() -> None:
    """Take the guess as it is now, not as the button knew it: what was dragged or typed last comes with the click."""
    card = course.course().now
    if card is None or card.question is None:
        return
    _note_guess()  # Streamlit may call the button's callback first
    value = _given(card.question)
    if value and _counts(card.question, value):
        course.commit(value, st.session_state.get(_reason_key()) or "")


def _value_key() -> str:
    return f"guess_{'_'.join(course.course().key)}"


def _reason_key() -> str:
    return f"why_{'_'.join(course.course().key)}"


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _foot(card: Card) -> None:
    lesson = course.course().lesson
    assert lesson is not None
    ids = [one.id for one in lesson.cards]
    place = ids.index(card.id)
    with st.container(horizontal=True):
        if place:
            st.button("Back", key="lesson_back", on_click=course.step, args=[-1])
        if place + 1 < len(ids):
            st.button("Next card", key="lesson_next", on_click=course.step, args=[1])
        else:
            st.button("End the lesson", key="lesson_end", on_click=course.finish)


def watch(setting: Setting) -> None:
    """Look at what the page shows now: whether it tells an answer, whether a task is done, how a challenge stands."""
    if contest.look(setting):
        st.rerun()  # the card says so
    if course.hides(setting):
        st.html(f'<span class="rnnviz-hides"></span><style>{_TELLS}</style>')
    if _notice_done(setting):
        st.rerun()  # the card says so


def _notice_done(setting: Setting) -> bool:
    """Whether the card's task was done just now, or stands otherwise than before."""
    kept = course.course()
    card = kept.now
    if card is None or card.task is None:
        return False
    if kept.key in kept.done:
        _tell_done()
        return False
    result, runs = result_of(setting), trained()
    if missing(card.task.conditions, result, runs):
        before, kept.stands = kept.stands, stands(card.task.conditions, result, runs)
        return before != kept.stands
    kept.done.add(kept.key)
    _tell_done()
    return True


def _tell_done() -> None:
    for tell in course.DOERS:
        tell(course.course().key)


def _notice_trained() -> None:
    """Take what a card asks of a training, once it has come."""
    kept = course.course()
    question = None if kept.now is None else kept.now.question
    if question is None or question.kind != "train":
        return
    if not question.choices:
        found = tally_now() if kept.is_open else ""
        if found:
            course.settle(found)
            st.toast(_CAME)
        return
    came = outcome_now(question.outcome) if kept.guess is not None and kept.key not in kept.came else None
    if came is not None and math.isfinite(came):
        kept.came[kept.key] = came
        st.toast(_CAME)


def _keep() -> None:
    """Have the browser keep progress: always there and always first, so that it is asked once for what it has kept."""
    kept = course.course()
    forget, kept.forgets = kept.forgets, False
    card_component(progress=course.progress() | contest.progress(), forget=forget, key=_KEY, on_kept=_note_kept)


def _end(card: Card) -> None:
    """The curve whose end is guessed."""
    card_component(drawing=_drawing(card), key=_end_key(), on_guess=_note_guess)


def _end_key() -> str:
    """Of the drawing: each card has its own."""
    return f"card_end_{'_'.join(course.course().key)}"


def _drawing(card: Card) -> dict[str, Any]:
    """What is sent of a curve whose end is asked for: the curve itself only once it was guessed."""
    kept = course.course()
    assert card.question is not None
    measured = card.question.measured
    assert measured is not None
    scenario = scenario_of(card.answered)
    guess = kept.guess
    value = guess.value if guess is not None else kept.drafts.get(kept.key, "")
    curve = None
    if guess is not None:
        one = result_of(scenario).cells[measured.cell]
        state = "a" if measured.measure == "left" else CELLS[measured.cell].carrier
        curve = one.fades[state].relative.astype(np.float32)
    return {
        "steps": scenario.steps,
        "low": _LOW,
        "high": _HIGH,
        "label": CELLS[measured.cell].label,
        "colour": CELLS[measured.cell].colour,
        "guess": float(value) if _is_number(value) else None,
        "curve": curve,
    }


state.WATCHERS.append(watch)


def _note_kept() -> None:
    course.restore(told(_KEY, "kept"))
    contest.restore(told(_KEY, "kept"))


def _note_guess() -> None:
    guess, kept = number(told(_end_key(), "guess")), course.course()
    if guess is not None and kept.is_open:
        kept.drafts[kept.key] = f"{min(max(guess, _LOW), _HIGH):.1f}"
