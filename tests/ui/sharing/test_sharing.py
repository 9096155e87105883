"""A link that is copied opens what was on the screen, or says what is missing; calm views in all combinations."""

from collections.abc import Mapping
from itertools import chain, combinations
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unit_maps import ORDERS
from rnnviz.ui.session.calm import HIDABLE
from rnnviz.ui.session.packed import packed
from rnnviz.ui.sharing import looks
from rnnviz.ui.sharing.missing import MISSING
from tests.opened_page import OpenedPage
from tests.pictures.decoding import decode
from tests.strategies import scenarios


@pytest.fixture(scope="module")
def patch() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def sent(page: OpenedPage) -> dict[str, Any]:
    """What the button was sent."""
    (found,) = (one for one in map(decode, page.drawn) if "lacks" in one)
    return found


def opened_again(page: OpenedPage, name: str, more: Mapping[str, str] | None = None) -> OpenedPage:
    """Another visit, by the link that the button copies."""
    query = {**sent(page)["query"], **(more or {})}
    return OpenedPage(pytest.MonkeyPatch(), page=name, link=packed(query))


def same(one: OpenedPage, other: OpenedPage) -> bool:
    """Whether two visits show the same, but for the link's own number."""
    assert one.words == other.words
    assert other.warnings == one.warnings
    drawn = [[d for d in page.drawn if b'"lacks"' not in d] for page in (one, other)]
    assert drawn[0] == drawn[1]
    assert sent(one)["query"] == sent(other)["query"]
    return True


SMALL = {"n_a": 12, "T_x": 24, "m": 3, "n_x": 3, "n_y": 3}


@settings(max_examples=12)
@given(st.data(), scenarios(**SMALL))
def test_gates_come_back_for_any_setting_and_look(data: st.DataObject, scenario: Scenario) -> None:
    query = scenario.to_query()
    query |= {"draw": data.draw(st.sampled_from(["maps", "lines"])), "by": data.draw(st.sampled_from(list(ORDERS)))}
    query |= {"sequence": str(data.draw(st.integers(1, scenario.batch)))} if scenario.batch > 1 else {}
    page = OpenedPage(pytest.MonkeyPatch(), page="gates", **query)
    assert page.warnings == []
    assert same(page, opened_again(page, "gates"))


@settings(max_examples=8)
@given(scenarios(**SMALL), st.sampled_from(["", "step", "why"]))
def test_other_pages_come_back_for_any_setting(scenario: Scenario, name: str) -> None:
    page = OpenedPage(pytest.MonkeyPatch(), page=name, **scenario.to_query())
    assert same(page, opened_again(page, name))


def test_edits_by_hand_come_back(patch: pytest.MonkeyPatch) -> None:
    edits = looks.edits_text([Edit("rnn", "Waa", (0, 1), 0.3), Edit("", "x", (0, 0, 3), -2.5)])
    page = OpenedPage(patch, page="step", n_a="5", edits=edits)
    assert any("2 values changed" in one.value for one in page.at.markdown)
    assert sent(page)["query"] == {"n_a": "5", "edits": edits}
    assert same(page, opened_again(page, "step"))


@pytest.mark.parametrize("view", ["losses", "lags", "spectra", "weights"])
def test_the_question_the_cut_and_the_pair_come_back(patch: pytest.MonkeyPatch, view: str) -> None:
    page = OpenedPage(patch, page="why", n_a="5", T_x="12", view=view, cut="yes", pair="9.2", sequence="2")
    query = sent(page)["query"]
    assert query["view"] == view
    assert query["cut"] == "yes"
    assert query.get("pair") == ("9.2" if view == "losses" else None)
    if view == "losses":
        assert any("from the loss at step 9 to step 2" in name for name in page.charts)
    assert same(page, opened_again(page, "why"))


def test_a_result_and_its_sliders_come_back(patch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(patch, page="papers", result="chen-2018-mean-field")
    slider = page.at.slider[0]
    slider.set_value(slider.min)
    page.run()
    assert sent(page)["query"]["knobs"]
    assert same(page, opened_again(page, "papers"))


def test_a_plan_comes_back_with_a_text_of_any_length(patch: pytest.MonkeyPatch) -> None:
    text = "to be or not to be. " * 300
    page = OpenedPage(patch, page="train", plan_task="text", plan_gain_1="1.2", plan_text="short enough to be here")
    page.at.text_area[0].set_value(text)
    page.run()
    again = opened_again(page, "train")
    assert again.at.text_area[0].value == text
    assert same(page, again)


def test_a_card_comes_back_on_whatever_page(patch: pytest.MonkeyPatch) -> None:
    on_its_page = OpenedPage(patch, lesson="forgetting", card="factor")
    assert same(on_its_page, opened_again(on_its_page, ""))
    away = OpenedPage(patch, page="gates", lesson="forgetting", card="factor", n_a="7", stays="yes")
    assert away.title == "What do the gates do?"
    assert sent(away)["query"] == {"lesson": "forgetting", "card": "factor", "n_a": "7", "stays": "yes"}
    assert same(away, opened_again(away, "gates"))


def test_what_drawings_are_to_show_is_sent_on_with_its_number(patch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(patch, page="gates", n_a="8", t="7", units="lstm.3.5")
    assert sent(page)["number"] == 1
    assert sent(page)["look"]["t"] == 7
    assert sent(page)["look"]["followed"] == {"lstm": [2, 4]}
    page.run()
    assert sent(page)["number"] == 1


@pytest.mark.parametrize("name", MISSING)
def test_who_opens_a_link_is_told_what_it_lacks(patch: pytest.MonkeyPatch, name: str) -> None:
    page = OpenedPage(patch, page="gates", n_a="5", lacks=f"{name},nothing,{name}")
    assert page.warnings == [one for one in [MISSING[name].opening] if one]
    assert page.change_page("why").warnings == []


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"lesson": "xyz<b>", "card": "a"}, "In the address: there is no lesson “xyz<b>” here. Ours are on Learn"),
        (
            {"lesson": "forgetting", "card": "xyz"},
            "In the address: the lesson has no card “xyz”. This is its first one.",
        ),
        ({"challenge": "x" * 99}, f"In the address: there is no challenge “{'x' * 40}”. All are on Learn."),
    ],
)
def test_what_is_not_here_is_said(patch: pytest.MonkeyPatch, named: dict[str, str], said: str) -> None:
    page = OpenedPage(patch, **named)
    assert [said in one for one in page.warnings] == [True]


@pytest.mark.parametrize("named", [{"lesson": "forgetting", "card": "small"}, {"lesson": "xyz", "lacks": "lesson"}])
def test_what_is_here_or_said_already_is_not(patch: pytest.MonkeyPatch, named: dict[str, str]) -> None:
    assert not any("In the address" in one for one in OpenedPage(patch, **named).warnings)


def test_a_table_that_the_address_does_not_hold_is_in_the_link(patch: pytest.MonkeyPatch) -> None:
    table = tuple(tuple(float(f"{(7 * i + j) % 11}.123456") for i in range(300)) for j in range(8))
    page = OpenedPage(patch, **Scenario(input="numbers", numbers=table).to_query())
    assert "table" in page.address
    assert "numbers" in sent(page)["query"]
    assert "table" not in sent(page)["query"]
    assert len(packed(sent(page)["query"])) < 12_500 < len(urlencode(sent(page)["query"]))
    again = opened_again(page, "")
    assert same(page, again)


# ------------------------------------------------------------------------------------------ calm views

CODE, DOWNLOADS = {"Show the code", "In PyTorch and Keras"}, {"Download"}


@pytest.mark.parametrize("hide", list(chain.from_iterable(combinations(HIDABLE, n) for n in range(5))))
@pytest.mark.parametrize("name", ["", "gates", "why", "train", "papers"])
def test_what_is_hidden_is_not_there(patch: pytest.MonkeyPatch, hide: tuple[str, ...], name: str) -> None:
    asked = {"n_a": "5", "plan_gain_1": "1.2"} | ({"result": "chen-2018-mean-field"} if name == "papers" else {})
    query = asked | ({"hide": ",".join(hide)} if hide else {})
    page = OpenedPage(patch, page=name, link=packed(query))
    in_sidebar = [*page.at.sidebar.slider, *page.at.sidebar.button, *page.at.sidebar.selectbox]
    has_controls = "controls" not in hide
    assert bool(in_sidebar) == (has_controls and name != "papers")
    assert bool(page.shown_presets or page.at.button) >= has_controls
    assert bool(page.at.get("page_link")) == ("pages" not in hide)
    folds = {expander.label for expander in page.at.expander}
    assert bool(folds & CODE) == ("code" not in hide and name != "train")
    assert bool(folds & DOWNLOADS) == ("downloads" not in hide and name == "")
    assert sent(page)["hidden"] == [one for one in HIDABLE if one in hide]
    if name not in ("train", "papers"):
        assert sent(page)["query"]["n_a"] == "5"
        assert any("5" in one for one in [page.words])
    # Another page is the same visit, as far as it can be gone to.
    page.change_page("gates")
    assert sent(page)["hidden"] == [one for one in HIDABLE if one in hide]


@pytest.mark.parametrize(("hide", "offered"), [("code", True), ("pages", False), ("controls", False)])
def test_a_lesson_is_offered_where_it_can_lead(patch: pytest.MonkeyPatch, hide: str, offered: bool) -> None:
    page = OpenedPage(patch, link=packed({"hide": hide, "n_a": "5"}))
    assert any(button.label.startswith("New here?") for button in page.at.button) == offered


@pytest.mark.parametrize(("hide", "there"), [("code", True), ("controls", False)])
def test_a_checkpoint_is_opened_only_where_there_are_controls(
    patch: pytest.MonkeyPatch, hide: str, there: bool
) -> None:
    page = OpenedPage(patch, page="train", hide=hide)
    assert ("Open a checkpoint" in {one.proto.popover.label for one in page.at.get("popover")}) == there


@pytest.mark.parametrize("name", ["", "gates", "why", "step"])
def test_what_is_hidden_is_not_set_by_an_address(patch: pytest.MonkeyPatch, name: str) -> None:
    sealed = packed({"n_a": "5", "hide": "controls"})
    page = OpenedPage(patch, page=name, link=sealed, n_a="9", gain="2", edits="rnn.Waa.1.1:5.0")
    assert sent(page)["query"] == {"n_a": "5"}
    (said,) = page.warnings[:1]
    assert said.startswith("In the address: n_a, gain and edits do not count, because controls are hidden.")
    assert page.address == {"link": sealed, "n_a": "9", "gain": "2", "edits": "rnn.Waa.1.1:5.0"}


def test_by_hand_one_hides_controls_of_the_defaults_alone(patch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(patch, hide="controls", n_a="9")
    assert sent(page)["query"] == {}
    assert not page.at.sidebar.slider


def test_names_that_hide_nothing_are_told_in_one_sentence(patch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(patch, page="gates", hide="chairs,code")
    assert page.warnings == ["In the address: hide knows controls, pages, code and downloads; “chairs” hides nothing."]


@settings(max_examples=25)
@given(st.text(max_size=50), st.text(max_size=50))
def test_a_hostile_address_opens_the_page(one: str, other: str) -> None:
    page = OpenedPage(
        pytest.MonkeyPatch(), page="gates", link=one, n_a="5", T_x="9", edits=other, units=other, t=one, draw=other
    )
    assert page.title == "What do the gates do?"
    assert page.warnings
