"""A teacher and two students, each with a browser of their own: a card, guesses, what all guessed; and coming back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, Serve, Watched
from tests.browser.visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def person(browser: Browser) -> Iterator[object]:
    """Somebody with a browser of their own: rooms are kept by it."""
    contexts = []

    def open_(url: str, *, width: int, height: int = 900, scheme: str = "light") -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.goto(url)
        return watched

    yield open_
    for context in contexts:
        context.close()


def choose(page: Page, answer: str) -> None:
    page.get_by_test_id("stRadio").get_by_text(answer, exact=True).click()
    button = page.get_by_role("button", name="That is my guess")
    expect(button).to_be_enabled()
    button.click()
    expect(page.get_by_text(f"Your guess is in: {answer}")).to_be_visible()


def test_a_class_guesses_sees_and_comes_back(person, serve: Serve) -> None:
    url = serve(ROOT / "app.py")
    teacher = Visit(person, url, width=1440, page="learn")
    teacher.button("In a class").click()
    teacher.button("Open a room of your own").click()
    letters = teacher.page.locator(".rnnviz-room strong")
    expect(letters).to_be_visible()
    code = letters.inner_text()
    expect(teacher.page.get_by_alt_text("QR code of the link")).to_be_visible()
    assert teacher.serious_findings() == []
    wide = Visit(person, url, width=1440, page="gates", scheme="dark", room=code)
    phone = Visit(person, url, width=390, page="learn", room=code)
    for student in (wide, phone):
        expect(student.page.get_by_text(f"Room {code}")).to_be_visible()
    teacher.page.get_by_role("button", name="Begin").nth(1).click()
    teacher.button("Put this card before all").click()
    for student in (wide, phone):
        expect(student.page.locator(".rnnviz-asks:not(.rnnviz-comes)")).to_be_visible()
    choose(wide.page, "LSTM")
    choose(phone.page, "RNN")
    expect(teacher.page.get_by_text("2 here, 2 guessed.")).to_be_visible()
    expect(teacher.page.get_by_alt_text("QR code of the link")).to_have_count(0)  # makes room for the card
    expect(teacher.page.locator(".rnnviz-guessed td").nth(1)).to_have_text("1")
    assert wide.page.locator(".rnnviz-guessed").count() == 0

    wide.page.reload()  # who they were, with their guess
    expect(wide.page.get_by_text("Your guess is in: LSTM")).to_be_visible()
    teacher.page.reload()  # still who teaches
    expect(teacher.button("Reveal")).to_be_visible()
    teacher.button("Reveal").click()
    for student, said in ((wide, "Right: LSTM"), (phone, "Not here: LSTM")):
        expect(student.page.get_by_text("✓ right")).to_be_visible()
        expect(student.page.get_by_text(said)).to_be_visible()
        student.wait_for_charts()
        assert student.serious_findings() == []
        assert student.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert teacher.serious_findings() == []

    teacher.page.context.close()  # nothing breaks without them
    phone.button("Next card").click()
    expect(phone.button("Back to all")).to_be_visible()
    phone.button("Leave the room").click()
    expect(phone.page.get_by_text(f"Room {code}")).to_have_count(0)
    expect(wide.page.get_by_text("1 here, ")).to_be_visible()
    for student in (wide, phone):
        student.assert_clean()
