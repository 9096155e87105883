"""A challenge in a real browser, by keyboard: begun, tried, reached, kept, shown again by its link; a training, too."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.visits import PATIENCE_MS, Visitor

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_challenge_is_reached_by_keyboard_and_kept(visit: Visitor) -> None:
    here = visit(page="learn")
    page = here.page
    page.locator(".st-key-challenge_half-life").get_by_role("button", name="Try it").press("Enter")
    card = page.locator(".st-key-lesson_card")
    expect(card).to_contain_text("half-life: 2.2 steps, at least 10 steps", timeout=PATIENCE_MS)
    card.get_by_role("button", name="Hint").press("Enter")
    expect(card).to_contain_text("Hint:")
    assert here.serious_findings() == []
    gain = page.get_by_role("slider", name="Gain")
    for _ in range(10):
        gain.press("ArrowRight")
    expect(card.get_by_role("status")).to_contain_text("✓ Reached.", timeout=PATIENCE_MS)
    page.wait_for_function("() => 'half-life' in JSON.parse(localStorage['rnnviz.progress'])['challenges!']")
    page.get_by_role("link", name="Learn").click()
    again = page.locator(".st-key-challenge_half-life").get_by_role("link", name=re.compile("show it"))
    assert again.get_attribute("href") == "/?cells=rnn&gain=1.5&challenge=half-life"


def test_a_training_that_reaches_its_challenge_is_noticed(visit: Visitor) -> None:
    relu = {"plan_init_1": "identity", "plan_activation_1": "relu"}
    here = visit(page="train", challenge="latch", plan_T_latch="80", plan_second="no", **relu)
    card = here.page.locator(".st-key-lesson_card")
    expect(card).to_contain_text("Nothing is trained yet", timeout=PATIENCE_MS)
    here.page.get_by_role("button", name="Train", exact=True).press("Enter")
    expect(card.get_by_role("status")).to_contain_text("✓ Reached.", timeout=PATIENCE_MS)
