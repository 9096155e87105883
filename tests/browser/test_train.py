"""The page on training in headless Chromium: what only a browser and real processes show."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from rnnviz.figures.training_words import prediction_in_words
from rnnviz.tasks import TASKS
from rnnviz.training.network import Network
from rnnviz.training.prediction import fade_before, predict
from rnnviz.training.trainer import Training
from tests.architecture.project import ROOT
from tests.browser.visits import Visit, settled

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


#: The lines of the chart by which a training is judged.
RESULT = "(document.querySelector(\"[role=figure][aria-label='Right answers'] .rv-plotly\")?.data ?? [])"


class TrainVisit(Visit):
    """A visit to the page on training."""

    def __init__(self, open_page: "OpenPage", url: str, **address: str) -> None:
        super().__init__(open_page, url, width=1440, page="train", **address)
        expect(self.page.get_by_role("heading", name="Will it learn?")).to_be_visible()
        self.page.wait_for_function("() => document.querySelector('.rv-plotly .main-svg')")


def card(page: Page, network: str) -> Locator:
    """What is said of a network: what was guessed, what the gradient says, what came of it."""
    return page.get_by_role("region", name=network, exact=True)


def looks(page: Page, network: int = 0) -> list[float]:
    """The updates at which a network was looked at, as the chart of the right answers draws them."""
    return list(page.evaluate(f"Array.from({RESULT}.filter(line => line.name !== 'your guess')[{network}]?.x ?? [])"))


def wait_for_look(page: Page, update: int) -> None:
    page.wait_for_function(
        f"update => {RESULT}.some(line => line.name !== 'your guess' && line.x.at(-1) >= update)", arg=update
    )


def test_a_training_is_begun_paused_stepped_continued_left_and_stopped(serve: "Serve", open_page: "OpenPage") -> None:
    here = TrainVisit(open_page, serve(ROOT / "app.py"))
    page = here.page
    here.button("RNN: gain 0.7 or 1.2").click()
    expect(card(page, "RNN, gain 1.2")).to_contain_text("Told after your guess.")
    page.get_by_text("More settings").click()
    here.slider("Updates at most").press(
        "End"
    )  # so that the first one, which never learns, goes on until it is stopped
    page.wait_for_url("**plan_updates_latch=2000**")
    page.get_by_role("radio", name="Does not").first.click()
    page.get_by_role("radio", name="Learns").nth(1).click()
    second = Training(TASKS["latch"], 40, Network("rnn", gain=1.2), updates=2000)
    expect(card(page, "RNN, gain 1.2")).to_contain_text(
        prediction_in_words(second, predict(second, fade_before(second)))
    )
    here.button("Train").click()
    wait_for_look(page, 10)
    here.button("Pause").click()
    here.button("Continue").wait_for()
    expect(page.get_by_text("Paused after")).to_be_visible()
    # One update alone, and a look after it.
    before = looks(page)
    here.button("One update").click()
    first = f"{RESULT}.filter(line => line.name !== 'your guess')[0]"
    page.wait_for_function(f"looks => {first}.x.length === looks + 1", arg=len(before))
    assert looks(page)[:-1] == before
    expect(here.button("Continue")).to_be_visible()
    # It goes on while somebody looks elsewhere, and the settings of a preset are still there.
    here.button("Continue").click()
    expect(here.button("Pause")).to_be_visible()
    page.get_by_role("link", name="Gates", exact=True).click()
    expect(page.get_by_role("heading", name="What do the gates do?")).to_be_visible()
    page.get_by_role("link", name="Train", exact=True).click()
    expect(card(page, "RNN, gain 1.2")).to_contain_text("Solved within")
    expect(card(page, "RNN, gain 1.2")).to_contain_text("You guessed that it learns; it did. ✓ Right.")
    page.wait_for_function(f"{first}?.x.length > 3")
    expect(here.slider("Gain").nth(1)).to_have_value("1.2")
    here.button("Stop").click()
    expect(card(page, "RNN, gain 0.7")).to_contain_text("Whether it would have learned within 2000 updates stays open")
    expect(card(page, "RNN, gain 0.7")).to_contain_text("You guessed that it does not learn; that stays open.")
    expect(here.button("Ended")).to_be_visible()
    # The network is looked into as it was, and left.
    page.get_by_role("button", name="Look into the RNN").nth(1).click()
    expect(page.get_by_role("heading", name="What do the gates do?")).to_be_visible()
    expect(page.get_by_text("RNN, orthogonal × 1.2, after")).to_be_visible()
    page.get_by_role("link", name="One step", exact=True).click()
    expect(page.get_by_text("“z”").or_(page.get_by_text("t = 1 of 41")).first).to_be_visible()
    here.button("Leave it").click()
    expect(here.slider("Hidden units n_a")).to_be_visible()
    page.get_by_role("link", name="Train", exact=True).click()
    expect(page.get_by_role("radio", name="Does not").first).to_be_disabled()
    page.locator(".st-key-train_reset button").first.click()
    expect(page.get_by_text("Nothing has been trained yet")).to_be_visible()
    expect(page.get_by_role("radio", name="Does not").first).to_be_disabled()  # what comes is known
    here.button("New draw").click()
    expect(page.get_by_role("radio", name="Does not").first).to_be_enabled()
    here.assert_clean()


def test_a_link_opens_its_settings_and_a_checkpoint_goes_down_and_up_again(
    serve: "Serve", open_page: "OpenPage", tmp_path: Path
) -> None:
    here = TrainVisit(open_page, serve(ROOT / "app.py"), plan_gain_1="1.2", plan_second="no", plan_T_latch="10")
    page = here.page
    expect(card(page, "RNN, gain 1.2")).to_contain_text("Not begun.")
    expect(here.slider("Length T")).to_have_value("10")
    here.button("One update").click()
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    here.button("Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Checkpoint of the RNN, gain 1.2 after 1 updates").click()
    file = tmp_path / "checkpoint.npz"
    download.value.save_as(file)
    # Back in the history to another setting, and forward.
    here.slider("Length T").press("ArrowRight")
    page.wait_for_url("**plan_T_latch=11**")
    page.go_back()
    expect(here.slider("Length T")).to_have_value("10")
    page.locator(".st-key-train_reset button").first.click()
    expect(page.get_by_text("Nothing has been trained yet")).to_be_visible()
    here.button("Reset settings").click()
    expect(here.slider("Length T")).to_have_value("65")
    here.button("Open a checkpoint").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(page.get_by_text("Paused after 1 of 400 updates")).to_be_visible()
    expect(here.slider("Length T")).to_have_value("10")
    expect(here.slider("Gain")).to_have_value("1.2")
    here.button("Continue").click()
    expect(card(page, "RNN, gain 1.2")).to_contain_text("Solved within")
    here.assert_clean()


def test_it_is_fit_for_everybody(serve: "Serve", open_page: "OpenPage") -> None:
    here = TrainVisit(open_page, serve(ROOT / "app.py"))
    page = here.page
    here.button("One update").click()
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    here.assert_fit_for_everybody()
    here.assert_clean()


def test_the_first_screen_asks_and_has_a_place_for_the_answer(serve: "Serve", open_page: "OpenPage") -> None:
    here = TrainVisit(open_page, serve(ROOT / "app.py"))
    page = here.page
    page.set_viewport_size({"width": 1280, "height": 900})
    settled(page)
    results = page.get_by_role("figure", name="Right answers")
    for what in (
        page.get_by_role("radio", name="Learns").nth(1),
        here.button("Train"),
        results,
        card(page, "RNN, gain 1"),
    ):
        expect(what).to_be_in_viewport(ratio=1)


def test_the_keyboard_alone_guesses_and_trains(serve: "Serve", open_page: "OpenPage") -> None:
    here = TrainVisit(open_page, serve(ROOT / "app.py"), plan_T_latch="5", plan_second="no")
    page = here.page
    page.get_by_role("button", name="Next character").focus()
    for _ in range(6):  # its help comes first
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "radio":
            break
    page.keyboard.press("Space")
    expect(card(page, "RNN, gain 1")).to_contain_text("You guessed that it learns.")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").endswith("Train"):
            break
    page.keyboard.press("Enter")
    expect(card(page, "RNN, gain 1")).to_contain_text("Solved within")
    expect(card(page, "RNN, gain 1")).to_contain_text("You guessed that it learns; it did.")
    here.assert_clean()
