"""What do the papers say? Every result, opened."""

import base64
import html
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.gallery import exhibit_of, small_picture
from rnnviz.figures.words import question
from rnnviz.numerics.numerals import numeral
from rnnviz.papers import CLAIMS, Claim
from rnnviz.papers.claim import exactly
from rnnviz.ui.parts import papers as papers_ui
from rnnviz.ui.parts.papers import address_of, citation_of, verdict_of
from tests.opened_page import OpenedPage

# In one process: what is measured for a page is at hand for the next.
pytestmark = pytest.mark.xdist_group("papers")

Papers = Callable[..., OpenedPage]

#: Those whose unit is set by hand, which no address holds.
WITH_EDITS = [claim for claim in CLAIMS if claim.number in (10, 11)]


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> Papers:
    """Open the page with an address: ``papers(result="11")``."""
    return partial(OpenedPage, monkeypatch, page="papers", folds=("code_claim",))


def tables(page: OpenedPage) -> list[str]:
    bodies = [block.proto.body for block in page.at.get("html")]
    return [html.unescape(re.sub("<[^>]+>", " ", body)) for body in bodies if "<table" in body]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_a_result_says_what_is_claimed_expected_and_measured(papers: Papers, claim: Claim) -> None:
    page = papers(result=exhibit_of(claim).name)
    assert page.title == claim.title
    assert page.errors == page.warnings == []
    assert page.address == {"result": exhibit_of(claim).name}
    said = [m.value for m in page.at.markdown]
    assert f"**In the paper:** {claim.says}" in said
    own = claim.study.picture(**{knob.name: knob.value for knob in claim.study.knobs})
    assert f"**Here:** {own.says}" in said
    assert any(one.value.endswith(claim.apart) for one in page.at.caption)
    assert any(claim.citation in one.value and claim.url in one.value for one in page.at.caption)
    checks = claim.measure()
    assert verdict_of(checks) in said
    (table,) = tables(page)
    for check in checks:
        assert check.what in table
        assert numeral(check.expected, 5) in table
        assert numeral(check.measured, 5) in table
    assert table.count("✓ yes") == len(checks)
    assert len(page.at.slider) == len(claim.study.knobs)
    assert "claim_picture" in page.codes[0]


def test_a_knob_draws_anew_and_leaves_the_table_alone(papers: Papers) -> None:
    page = papers(result="2")
    before = tables(page)
    page.at.slider[0].set_value(1.1)
    page.run()
    (line, _) = page.charts["Measured now"]["data"]
    np.testing.assert_allclose(line["y"], np.arange(101) * np.log10(1.1), atol=1e-6)
    assert tables(page) == before
    assert "claim_picture(claim, rho=1.1, n_a=32)" in page.codes[0]


def pictures(page: OpenedPage) -> list[str]:
    return re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', page.words)


def test_it_begins_with_a_picture_and_a_sentence_of_every_result(papers: Papers) -> None:
    page = papers()
    assert page.title == "What do the papers say?"
    assert page.address == {}
    drawn = pictures(page)
    assert len(drawn) == len(CLAIMS)
    for claim in CLAIMS:
        told_of = f"{claim.title}: {small_picture(claim).says}"
        (picture,) = (one for one, told in drawn if html.unescape(told) == told_of)
        assert b"<svg" in base64.b64decode(picture)
        assert any(exhibit_of(claim).line == m.value for m in page.at.markdown)
    assert not page.charts  # nothing is opened, and nothing measured in full


def test_a_click_opens_a_result_and_another_leads_back(papers: Papers) -> None:
    page = papers(n_a="8")
    page.click("The cliff")
    assert page.title == "The cliff"
    assert page.address == {"n_a": "8", "result": "pascanu-2013-cliff"}
    page.click("All results")
    assert page.title == "What do the papers say?"
    assert page.address == {"n_a": "8"}


@pytest.mark.parametrize("number", ["2", "11", "22"])
def test_a_link_of_before_still_opens_its_result(papers: Papers, number: str) -> None:
    (claim,) = (claim for claim in CLAIMS if claim.number == int(number))
    assert papers(result=number).title == claim.title


@pytest.mark.parametrize("nonsense", ["99", "x", "<script>", "2.5", "![](http://a.b/c)"])
def test_an_address_that_names_no_result_shows_all_of_them(papers: Papers, nonsense: str) -> None:
    page = papers(result=nonsense)
    assert page.warnings == [f"No result is called {nonsense}. These are all of them."]
    assert len(pictures(page)) == len(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_it_leads_to_where_its_effect_can_be_played_with(papers: Papers, claim: Claim) -> None:
    page = papers(result=str(claim.number))
    setting = claim.study.setting(**{knob.name: knob.value for knob in claim.study.knobs})
    links = [link.proto for link in page.at.get("page_link") if link.proto.query_string]
    assert [link.label for link in links] == [place.label for place in claim.study.places]
    assert links or setting.edits
    for place, link in zip(claim.study.places, links, strict=True):
        query = dict(parse_qsl(link.query_string))
        assert query == address_of(place, setting.scenario)
        there = papers(page=place.page, folds=(), **query)
        assert there.errors == there.warnings == []
        shown = there.at.session_state["session"].scenario
        assert shown == Scenario.from_query({name: text for name, text in query.items() if name != "view"}).scenario


@pytest.mark.parametrize("claim", WITH_EDITS, ids=lambda claim: claim.title)
def test_its_unit_is_taken_to_the_first_screen(papers: Papers, claim: Claim) -> None:
    page = papers(result=str(claim.number))
    setting = claim.study.setting(**{knob.name: knob.value for knob in claim.study.knobs})
    page.at.get_by_key("take_paper").click()
    page.folds = ()
    page.run()
    assert page.title == question(run(setting.scenario, setting.edits))
    assert page.at.session_state["session"].scenario == setting.scenario
    assert page.address == setting.scenario.to_query()
    assert any("Edited by hand" in m.value for m in page.at.markdown)


def test_what_does_not_agree_is_shown(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = CLAIMS[0]._replace(measure=lambda: [exactly("left", 1.0, 1.0), exactly("right", 1.0, 2.0)])
    monkeypatch.setattr(papers_ui, "CLAIMS", (wrong, *CLAIMS[1:]))
    papers_ui._checks.clear()
    page = papers(result="2")
    papers_ui._checks.clear()
    assert any(". 1 of 2 numbers that follow from it" in m.value for m in page.at.markdown)
    assert "✗ no" in tables(page)[0]


def test_all_results_in_one_table(papers: Papers) -> None:
    page = papers()
    (toggle,) = page.at.toggle
    toggle.set_value(True)
    page.run()
    (table,) = tables(page)
    for claim in CLAIMS:
        assert claim.title in table
        assert citation_of(claim) in table
    every = [check for claim in CLAIMS for check in claim.measure()]
    sums = [sum(check.source == source for check in every) for source in ("published", "derived", "own")]
    assert sums[0] == 3
    last = re.sub(r"\s+", " ", table).rpartition(f"All {len(CLAIMS)} results")[2]
    assert re.findall(r"(\d+) of (\d+)", last) == [(str(number), str(number)) for number in sums]


def test_the_scenario_of_the_other_pages_is_kept(papers: Papers) -> None:
    page = papers(result="4", n_a="16", gain="1.5")
    assert page.at.session_state["session"].scenario == Scenario(n_a=16, gain=1.5)
    page.change_page("")
    assert page.at.session_state["session"].scenario == Scenario(n_a=16, gain=1.5)
