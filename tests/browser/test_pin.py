"""Pin a result, drag a slider, see both: the pinned one stays, the other follows the hand."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.pin_words import difference_in_words, effect_in_words
from tests.architecture.project import ROOT
from tests.browser.test_live import ready, said_by, thumb
from tests.browser.visits import Visit

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: First values of the rows of the unrolled networks, as they are drawn.
ROWS = "document.querySelector('.rv-unrolled').drawn.rows.map(row => [row.label, row.values[0]])"


def test_what_is_pinned_stays_while_the_other_follows_the_hand(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), width=1280, n_a="8", T_x="30", cells="rnn")
    page = ready(here)
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator(".rnnviz-pinned")).to_contain_text("This result is pinned")
    first = Scenario(n_a=8, T_x=30, cells=("rnn",))
    kept = float(run(first).cells["rnn"].fades["a"].left)
    x, y = thumb(page, "gain")
    page.mouse.move(x, y)
    page.mouse.down()
    for move in (4, 9, 14):
        page.mouse.move(x + 5 * move, y)
        page.wait_for_timeout(400)
        now = Scenario(n_a=8, T_x=30, cells=("rnn",), gain=said_by(page, "gain"))
        said = f"{difference_in_words(first, now)} {effect_in_words(run(first), run(now))}"
        expect(page.locator(".rnnviz-pinned")).to_have_text(said)
        (label, moved), (pinned, stays) = page.evaluate(ROWS)
        assert (label, pinned) == ("RNN", "RNN, pinned")
        assert moved == pytest.approx(float(run(now).cells["rnn"].fades["a"].left), abs=1e-5)
        assert stays == pytest.approx(kept, abs=1e-5)
    page.mouse.up()
    assert here.serious_findings() == []
    expect(page.locator(".rnnviz-draws")).to_contain_text("20 draws")
    page.get_by_role("link", name="Why").first.click()
    expect(page.locator(".rnnviz-pinned")).to_have_text(said)
    page.reload()
    expect(page.locator(".rnnviz-pinned")).to_have_text(said)
    page.get_by_role("button", name="Unpin").click()
    expect(page.locator(".rnnviz-pinned")).to_have_count(0)
