"""A lesson in a real browser, by keyboard, wide and on a phone: dragged, hidden while it moves, kept, left."""

import itertools
import json
import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from rnnviz.lessons.library import LESSONS
from tests.browser.visits import PATIENCE_MS, Visitor, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: Whether what the first page tells is seen.
TELLS = "() => getComputedStyle(document.querySelector('.st-key-words_findings')).visibility"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_lesson_is_taken_by_keyboard_and_kept(visit: Visitor, width: int) -> None:
    here = visit(width=width)
    page = here.page
    page.get_by_role("button", name=re.compile("New here")).press("Enter")
    card = page.locator(".st-key-lesson_card")
    end = card.get_by_role("slider", name=re.compile("what is left at step 1"))
    expect(end).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_function(f"({TELLS})() === 'hidden'")
    settled(page)
    for guess in (-0.5, -1, -1.5, -2):
        end.press("ArrowDown")
        expect(end).to_have_attribute("aria-valuenow", str(guess))
    commit = card.get_by_role("button", name="That is my guess")
    expect(commit).to_be_enabled()
    commit.press("Enter")
    expect(card.locator(".rnnviz-judged")).to_contain_text("you 0.010")
    page.wait_for_function(f"({TELLS})() === 'visible'")
    card.get_by_role("button", name="Next card").press("Enter")
    expect(card).to_contain_text("2 of 7")
    card.get_by_role("radio").nth(2).press("Space")
    expect(commit).to_be_enabled()
    commit.press("Enter")
    expect(card.locator(".rnnviz-judged")).to_contain_text("Right")
    page.wait_for_function("() => Object.keys(JSON.parse(localStorage['rnnviz.progress']).forgetting).length === 2")
    assert here.serious_findings() == []
    # What was answered comes back with the address alone, from this browser.
    page.goto(page.url)
    expect(card.locator(".rnnviz-judged")).to_contain_text("Right", timeout=PATIENCE_MS)
    card.get_by_role("button", name="Leave the lesson").press("Enter")
    expect(card.locator(".rnnviz-lesson")).to_have_count(0)
    kept = json.loads(page.evaluate("localStorage['rnnviz.progress']"))
    assert kept["forgetting"]["factor"] == ["2", ""]


def test_a_guess_that_was_lost_on_the_way_is_told_again(visit: Visitor) -> None:
    here = visit(lesson="forgetting", card="letters")
    page = here.page
    lost: list[str | bytes] = []

    def loses(socket: WebSocketRoute) -> None:
        """Pass everything on but the first two messages that hold a guess."""
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if len(lost) < 2 and b'"guess"' in (message if isinstance(message, bytes) else message.encode()):
                lost.append(message)
            else:
                server.send(message)

        socket.on_message(pass_on)

    page.route_web_socket("**/_stcore/stream", loses)
    page.goto(page.url)
    card = page.locator(".st-key-lesson_card")
    end = card.get_by_role("slider", name=re.compile("what is left at step 1"))
    expect(end).to_be_visible(timeout=PATIENCE_MS)
    settled(page)
    end.press("ArrowDown")
    commit = card.get_by_role("button", name="That is my guess")
    expect(commit).to_be_enabled(timeout=PATIENCE_MS)
    assert len(lost) == 2
    commit.click()
    expect(card.locator(".rnnviz-judged")).to_contain_text("you 0.32")


def test_while_something_moves_nothing_is_told(visit: Visitor) -> None:
    here = visit(lesson="forgetting", card="small")
    page = here.page
    expect(page.locator(".st-key-lesson_card")).to_contain_text("3 of 7")
    page.wait_for_function(f"({TELLS})() === 'visible'")  # what is before the change can be thought about
    settled(page)  # the draws, which come last, change what is told
    seen = page.evaluate(
        f"""() => {{
          window.told = [];
          const look = () => {{
            const said = document.querySelector('.st-key-words_findings').textContent;
            if (({TELLS})() === 'visible') window.told.push(said);
            requestAnimationFrame(look);
          }};
          look();
          return document.querySelector('.st-key-words_findings').textContent;
        }}"""
    )
    slider = here.slider("Gain")
    for _ in range(5):
        slider.press("ArrowLeft")
    page.wait_for_url("**gain=0.75**")
    page.wait_for_timeout(1500)
    assert set(page.evaluate("window.told")) == {seen}
    assert page.evaluate(f"({TELLS})()") == "hidden"
    page.get_by_role("button", name="Show the answer").click()
    page.wait_for_function(f"({TELLS})() === 'visible'")
    page.wait_for_url("**gain=0.5**")


def test_a_word_of_a_card_leads_to_its_control(visit: Visitor) -> None:
    here = visit(lesson="forgetting", card="small")
    here.page.locator(".rnnviz-card").get_by_role("button", name="gain", exact=True).click()
    expect(here.slider("Gain")).to_be_focused()


@pytest.mark.parametrize(("name", "width"), [*zip(LESSONS, itertools.cycle([390, 1440]), strict=False)])
def test_every_lesson_is_walked_to_its_end_by_keyboard(visit: Visitor, name: str, width: int) -> None:
    lesson = LESSONS[name]
    here = visit(width=width, page="learn", lesson=name, card=lesson.cards[0].id)
    card = here.page.locator(".st-key-lesson_card")
    for place, one in enumerate(lesson.cards, start=1):
        expect(card.locator(".rnnviz-lesson")).to_contain_text(f"{place} of {len(lesson.cards)}", timeout=PATIENCE_MS)
        if one.question is not None:
            expect(card.locator(".rnnviz-asks")).to_have_text(one.question.ask)
            card.get_by_role("button", name=re.compile("^Show the answer$")).press("Enter")
            if one.question.measured is not None:
                expect(card.locator(".rnnviz-judged").first).to_contain_text("The answer:", timeout=PATIENCE_MS)
        settled(here.page)  # not the button of the card before
        last = place == len(lesson.cards)
        card.get_by_role("button", name="End the lesson" if last else "Next card").press("Enter")
    ended = here.page.locator(".st-key-lesson_ended")
    expect(ended).to_contain_text(f"You have been through “{lesson.title}”", timeout=PATIENCE_MS)
    assert here.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
