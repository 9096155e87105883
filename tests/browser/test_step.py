"""One step of the cell in headless Chromium: scrub, take apart, play, change, undo; and is the arithmetic right?"""

import math
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rnnviz.cells import CELLS
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from tests.architecture.another_cell import KEEPER
from tests.architecture.project import ROOT
from tests.browser.visits import Visit, settled

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def at_the_step(here: Visit) -> Page:
    """Wait until the drawing is there."""
    page = here.page
    expect(page.locator(".rv-node").first).to_be_visible()
    return page


def node(page: Page, text: str) -> Any:
    """The box of a quantity, by its label."""
    return page.locator(".rv-node").filter(has=page.locator(".rv-node-label", has_text=text))


RANDOM_SCENARIOS = [
    Scenario(n_a=6, n_x=3, n_y=3, m=2, T_x=7, seed=1, loss="every"),
    Scenario(n_a=1, n_x=1, m=1, T_x=1),
    Scenario(n_a=40, T_x=30, activation="sigmoid", gain=0.3, seed=2),
    Scenario(n_a=3, T_x=1000, gain=0.2, seed=3, m=1),  # far below the range of floats
    Scenario(n_a=5, T_x=20, gain=3.0, activation="relu", seed=4),
    Scenario(input="text", text="abcab", n_a=4, loss="step", loss_step=3),
    Scenario(input="impulse", gain=0.05, T_x=1000, n_a=8, m=1),  # states below the range of floats
]


def truth(result: Result, cell: str, quantity: str, t: int, j: int) -> float:
    """log₁₀ of the size of a number, and its sign, from the cells' own passes; sign · inf where it is 0."""
    one = result.cells[cell]
    both = {**one.states, **one.gates, "x": result.x, "y": one.y}
    if quantity in both:
        return float(both[quantity][j, 0, t - 1])
    if quantity in ("a_prev", "c_prev"):
        return float(one.states[quantity[0]][j, 0, t - 2]) if t > 1 else 0.0
    raise KeyError(quantity)


def test_the_terms_add_up_to_what_the_cells_computed(serve: "Serve", open_page: "OpenPage") -> None:
    url = serve(ROOT / "app.py")
    here = Visit(open_page, url, width=1440)
    for scenario in (replace(one, cells=tuple(CELLS)) for one in RANDOM_SCENARIOS):
        here.page.goto(f"{url}/step?{urlencode(scenario.to_query())}")
        here.page.wait_for_function("document.querySelector('.rv-step')?.explain && document.querySelector('.rv-node')")
        assert_arithmetic(here.page, scenario)
    here.assert_clean()


MONTHS = (112.0, 118.0, 132.0, 129.0, 121.0, 135.0, 148.0, 148.0, 136.0, 119.0, 104.0, 622.0)


def test_units_at_their_limits_pass_on_what_they_pass_on(serve, open_page) -> None:
    url = serve(ROOT / "app.py")
    here = Visit(open_page, url, width=1440)
    for settings in (
        {"n_a": 1, "numbers": ((0.0, 20.0),), "cells": ("rnn",)},
        {"n_a": 4, "numbers": (MONTHS,), "cells": tuple(CELLS)},
        {"n_a": 3, "numbers": (MONTHS, MONTHS[::-1]), "gain": 5.0, "loss": "every", "cells": tuple(CELLS)},
        {"n_a": 2, "numbers": ((1e4, -1e4, 2e4, 5e3, -8e3),), "activation": "sigmoid"},
    ):
        scenario = Scenario(input="numbers", **settings)
        here.page.goto(f"{url}/step?{urlencode(scenario.to_query())}")
        here.page.wait_for_function("document.querySelector('.rv-step')?.explain && document.querySelector('.rv-node')")
        assert_arithmetic(here.page, scenario)
    here.assert_clean()


def test_a_cell_that_nobody_has_drawn_is_drawn_plainly(serve, open_page, monkeypatch) -> None:
    monkeypatch.setitem(CELLS, "keeper", KEEPER)
    url = serve(ROOT / "tests" / "browser" / "apps" / "another_cell_app.py")
    here = Visit(open_page, url, width=1440)
    scenario = Scenario(cells=("keeper", "gru"), n_a=5, T_x=9, seed=3)
    here.page.goto(f"{url}/step?{urlencode(scenario.to_query())}")
    here.page.wait_for_function("document.querySelector('.rv-step')?.explain && document.querySelector('.rv-node')")
    assert_arithmetic(here.page, scenario)
    here.page.get_by_role("radio", name="Keeper").click()
    here.page.get_by_label("Time step", exact=True).fill("9")
    expect(here.page.locator(".rv-node-label")).to_have_text(["a⟨8⟩", "x⟨9⟩", "k⟨9⟩", "n⟨9⟩", "a⟨9⟩", "ŷ⟨9⟩"])
    node(here.page, "k⟨9⟩").click()
    expect(here.page.locator(".rv-explanation-formula")).to_have_text("k = σ(z), z = Wk [a⟨8⟩; x⟨9⟩] + bk")
    here.assert_clean()


def assert_arithmetic(page: Page, scenario: Scenario) -> None:
    result, rng = run(scenario), random.Random(scenario.seed)
    asked = []
    for cell in result.cells:
        gates = list(result.cells[cell].gates)
        cell_state = "c" in result.cells[cell].states
        weights = CELLS[cell].gate_weights(result.cells[cell].parameters)
        forward = ["x", "y", "a", "a_prev", *gates, *(["c", "c_prev"] if cell_state else [])]
        backward = ["da", "dx", "da_prev", *(f"dz_{g}" for g in weights), *(["dc", "dc_prev"] if cell_state else [])]
        for quantity in (*forward, *backward):
            sizes = {"x": scenario.features, "dx": scenario.features, "y": scenario.n_y}
            for t in {1, scenario.steps, rng.randint(1, scenario.steps)}:
                asked.append((cell, quantity, t, rng.randrange(sizes.get(quantity, scenario.n_a))))
    found = page.evaluate(
        "asked => { const root = document.querySelector('.rv-step'); return asked.map(([cell, q, t, j]) => {"
        " const e = root.explain(cell, q, t, j); const b = e.book;"
        " return { value: e.value, exponent: e.exponent, sum: e.sum, after: Boolean(e.after),"
        "  terms: e.terms.map(term => term.value), factors: e.factors, left: b.leftText,"
        "  shown: b.shown.map(x => x.text), rest: b.rest.length ? b.restText : null, total: b.sumText }; }); }",
        asked,
    )
    for (cell, quantity, t, j), e in zip(asked, found, strict=True):
        where = (cell, quantity, t, j)
        scale = max([abs(e["sum"]), *(abs(term) for term in e["terms"])], default=0)
        assert abs(sum(e["terms"]) - e["sum"]) <= 1e-9 * scale, where
        # As they are written, the lines add up to the last digit.
        lines = [*e["shown"], *([e["rest"]] if e["rest"] is not None else []), e["left"]]
        numbers = [float(line.replace("−", "-")) for line in lines]
        assert abs(sum(numbers) - float(e["total"].replace("−", "-"))) < 1e-9, where
        if not quantity.startswith("d"):
            assert e["value"] == pytest.approx(truth(result, cell, quantity, t, j), rel=1e-12, abs=1e-300), where
        elif quantity in ("da", "dc"):
            gradient = result.cells[cell].by_step[quantity[1]].wide()
            # In half the precision where there is much to send; here there is not.
            assert log10_of(e["value"], e["exponent"]) == pytest.approx(
                float(gradient.log10()[j, 0, t - 1]), rel=1e-12
            ), where
        # What a term is the product of is written as it is, however small.
        for value, factors in zip(e["terms"], e["factors"], strict=True):
            written = [factor.replace("−", "-") for factor in factors]
            if len(written) > 1 and value != 0 and quantity != "da" and "0" not in written:
                product = sum(log10_of_text(factor) for factor in written)
                assert product == pytest.approx(log10_of(value, e["exponent"]), abs=0.02), (where, written)


def log10_of(value: float, exponent: int) -> float:
    return math.log10(abs(value)) + exponent * math.log10(2) if value else -math.inf


def log10_of_text(text: str) -> float:
    mantissa, _, power = text.lstrip("-").partition("·10")
    return math.log10(float(mantissa)) + int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


def test_scrub_take_apart_play_and_go_backwards(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="step", n_a="4", T_x="20", width=1440)
    page = at_the_step(here)
    expect(page.locator(".rv-now-at")).to_have_text("t = 1 of 20")  # forwards it begins at step 1
    expect(page.locator(".rv-step-says")).to_have_text("All of c⟨1⟩ is new: before step 1 there is no state to keep.")
    page.get_by_role("radio", name="Backwards").click()
    expect(page.locator(".rv-now-at")).to_have_text("t = 20 of 20")  # and backwards at the last
    expect(page.get_by_text("widest line: norm ")).to_be_visible()
    node(page, "dJ/dz_ŷ").click()
    expect(page.locator(".rv-explanation-formula")).to_have_text("dJ/dz_ŷ = ŷ − what is right, by the loss at step 20")
    expect(page.locator(".rv-node.rv-used-by .rv-node-label")).to_have_text(["dJ/da⟨20⟩"])
    page.get_by_role("radio", name="Forwards").click()
    before = here.watched.frames_sent
    page.get_by_label("Time step", exact=True).fill("5")
    expect(page.locator(".rv-now-at")).to_have_text("t = 5 of 20")
    node(page, "f⟨5⟩").click()
    expect(page.locator(".rv-explanation-title")).to_contain_text("forget gate f⟨5⟩, unit")
    expect(page.locator(".rv-node.rv-uses .rv-node-label")).to_have_text(["a⟨4⟩", "x⟨5⟩"])
    expect(page.locator(".rv-node.rv-used-by .rv-node-label")).to_have_text(["c⟨5⟩"])
    page.get_by_role("button", name="Step forward").click()
    expect(page.locator(".rv-explanation-title")).to_contain_text("forget gate f⟨6⟩, unit")
    page.get_by_label("Speed").select_option("fast")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".rv-now-at")).to_have_text("t = 20 of 20")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_role("radio", name="Backwards").click()
    page.get_by_label("Speed").select_option("slow")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".rv-edge.rv-lit")).not_to_have_count(0)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".rv-edge.rv-lit")).to_have_count(0)
    node(page, "dJ/dc⟨20⟩").click()
    expect(page.locator(".rv-explanation-formula")).to_contain_text("dJ/da⟨20⟩ · o")
    page.get_by_role("radio", name="RNN").click()
    expect(page.locator(".rv-node")).to_have_count(5)
    step = page.get_by_role("figure", name="One step of the cell")
    expect(page.locator("#rv-step-description")).to_contain_text("RNN, backwards. Step 20, unit")
    step.focus()
    step.press("ArrowLeft")
    expect(page.locator(".rv-now-at")).to_have_text("t = 19 of 20")
    step.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    step.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert here.watched.frames_sent == before  # all of it without the server
    here.assert_clean()


def test_a_changed_value_is_computed_at_once_marked_and_undone(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="step", n_a="4", T_x="6", m="1", width=1440)
    page = at_the_step(here)
    page.get_by_label("Time step", exact=True).fill("6")
    node(page, "o⟨6⟩").press("Enter")
    value = node(page, "o⟨6⟩").locator(".rv-node-number")
    plain = value.text_content()
    page.locator(".rv-explanation summary").click()  # the bias is 0, the smallest of all terms
    page.get_by_role("button", name="Change bo[1,1]").click()
    field = page.get_by_label("New value of bo[1,1]")
    field.fill("3.5")
    field.press("Enter")
    expect(page.get_by_text("Edited by hand")).to_be_visible()
    edited = run(Scenario(n_a=4, T_x=6, m=1), [Edit("lstm", "bo", (0, 0), 3.5)])
    expect(value).to_have_text(f"{edited.cells['lstm'].gates['o'][0, 0, 5]:.3g}")
    assert value.text_content() != plain
    assert np.isfinite(edited.cells["lstm"].loss)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Edited by hand")).to_have_count(0)
    expect(value).to_have_text(str(plain))
    here.assert_clean()


def test_it_is_fit_for_everybody(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="step")
    page = at_the_step(here)
    page.get_by_role("radio", name="Backwards").click()
    node(page, "dJ/da⟨99⟩").press("Enter")
    expect(page.locator(".rv-terms").first).to_be_visible()
    here.assert_fit_for_everybody()
    here.assert_clean()


#: What is seen of the drawing: how large its letters are, what of it lies outside, what lies on something else.
SEEN = """() => {
  const drawing = document.querySelector('.rv-drawing');
  const frame = drawing.getBoundingClientRect();
  const shown = [...drawing.querySelectorAll('.rv-node, .rv-line-number:not([hidden])')];
  const boxes = shown.map((one) => one.getBoundingClientRect());
  const texts = [...drawing.querySelectorAll('span, text')].filter((one) => one.textContent);
  const scale = drawing.querySelector('svg').getScreenCTM().a;
  const size = (one) => parseFloat(getComputedStyle(one).fontSize) * (one.tagName === 'text' ? scale : 1);
  const meet = (a, b) => a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  const scrolls = [];
  for (let at = drawing; at; at = at.parentElement) if (at.scrollWidth > at.clientWidth + 1) scrolls.push(at.className);
  return {
    smallest: Math.min(...texts.map(size)),
    outside: shown.filter((_, k) => boxes[k].left < frame.left - 1 || boxes[k].right > frame.right + 1)
      .map((one) => one.textContent),
    cut: [...drawing.querySelectorAll('.rv-node-number')].filter((one) => one.scrollWidth > one.clientWidth)
      .map((one) => one.textContent),
    meet: shown.flatMap((one, k) => boxes.slice(k + 1).filter((other) => meet(boxes[k], other))
      .map(() => one.textContent)),
    scrolls,
    heads: [...drawing.querySelectorAll('.rv-edge-head')].filter((one) => one.getAttribute('d')).length,
  };
}"""


def assert_seen(page: Page) -> None:
    found = page.evaluate(SEEN)
    assert found["smallest"] >= 12
    assert found["outside"] == found["cut"] == found["meet"] == found["scrolls"] == []
    assert found["heads"] > 3


def test_all_of_it_is_seen_at_every_width(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(
        open_page, serve(ROOT / "app.py"), page="step", cells=",".join(CELLS), gain="1.3", T_x="40", width=1920
    )
    page = at_the_step(here)
    for width in (1920, 1440, 1280, 720, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        for kind in CELLS.values():
            page.get_by_role("radio", name=kind.label, exact=True).check()
            for way in ("Forwards", "Backwards"):
                page.get_by_role("radio", name=way).check()
                for t in ("40", "17", "1"):
                    page.get_by_label("Time step", exact=True).fill(t)
                    expect(page.locator(".rv-now-at")).to_have_text(f"t = {t} of 40")
                    for whose in ("All units", "This unit"):
                        page.get_by_role("radio", name=whose).check()
                        assert_seen(page)
    here.assert_clean()


def test_a_cell_that_nobody_has_drawn_is_seen_at_every_width(serve, open_page, monkeypatch) -> None:
    monkeypatch.setitem(CELLS, "keeper", KEEPER)
    url = serve(ROOT / "tests" / "browser" / "apps" / "another_cell_app.py")
    scenario = Scenario(cells=("keeper",), n_a=5, T_x=9, seed=3)
    for width in (390, 1280):
        here = Visit(open_page, url, width=width)
        here.page.goto(f"{url}/step?{urlencode(scenario.to_query())}")
        at_the_step(here)
        assert_seen(here.page)
        here.page.get_by_role("radio", name="Backwards").check()
        assert_seen(here.page)
        here.assert_clean()


def test_every_number_is_taken_apart_of_this_unit_and_of_all(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="step", n_a="4", T_x="20", m="1", width=1280)
    page = at_the_step(here)
    title = page.locator(".rv-explanation-title")
    expect(title).to_have_text("cell state c⟨1⟩, unit 1")  # before somebody has chosen
    page.get_by_label("Time step", exact=True).fill("20")
    expect(title).to_have_text("cell state c⟨20⟩, unit 1")
    for way, t in (("Forwards", 19), ("Backwards", 18)):
        page.get_by_role("radio", name=way).check()
        page.get_by_role("button", name="Step back").click()
        for whose, of in (
            ("This unit", r", (unit|feature|output) 1$"),
            ("All units", r", all \d+ (units|features|outputs)$"),
        ):
            page.get_by_role("radio", name=whose).check()
            told = "unit 1" if whose == "This unit" else "all units"
            said_so = re.compile(rf"{way.lower()}\. Step {t}, {told}:")  # names for readers come with it
            expect(page.locator("#rv-step-description")).to_contain_text(said_so)
            for number in page.locator(".rv-drawing button:enabled:visible").all():
                said = str(number.get_attribute("aria-label"))
                number.focus()
                if "rv-chosen" not in str(number.get_attribute("class")):
                    number.press("Enter")
                expect(title).to_have_text(said.rpartition(":")[0])
                assert re.search(of, said.rpartition(":")[0]), said
                # What is taken apart comes to the number that was chosen.
                shown = number.locator(".rv-node-number, .rv-line-value").text_content()
                after = page.locator(".rv-explanation-after")
                result = after.text_content().rpartition("= ")[2] if after.count() else None
                if result is None:
                    power = page.locator(".rv-explanation-unit:not(.rv-kept-free) sup")
                    factor = 10.0 ** int(power.text_content().replace("−", "-")) if power.count() else 1.0
                    result = float(page.locator(".rv-sum .rv-term-value").text_content().replace("−", "-")) * factor
                    assert number_of(str(shown)) == pytest.approx(result, rel=0.05, abs=1e-12), said
                else:
                    assert number_of(str(shown)) == pytest.approx(number_of(result), rel=0.05, abs=1e-12), said
    here.assert_clean()


def number_of(text: str) -> float:
    """A number as it is written on paper."""
    sign = -1.0 if text.startswith("−") else 1.0
    digits = text.lstrip("−")
    return 0.0 if digits == "0" else sign * 10.0 ** log10_of_text(digits)


def test_a_step_is_typed_and_units_are_switched(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="step", n_a="4", T_x="100", m="1", width=1280)
    page = at_the_step(here)
    step = page.get_by_role("spinbutton", name="Step t", exact=True)
    step.click(click_count=3)
    step.press_sequentially("57")
    expect(page.locator(".rv-now-at")).to_have_text("t = 57 of 100")
    expect(page.get_by_label("Time step", exact=True)).to_have_value("57")
    step.press("ArrowUp")
    expect(page.locator(".rv-now-at")).to_have_text("t = 58 of 100")
    for typed, t in (("999", 100), ("0", 1), ("-4", 1)):
        step.fill(typed)
        step.press("Enter")
        expect(step).to_have_value(str(t))
        expect(page.locator(".rv-now-at")).to_have_text(f"t = {t} of 100")
    page.get_by_role("radio", name="All units").check()
    expect(page.locator(".rv-drawing-caption")).to_contain_text("the mean of the absolute values of all units")
    page.get_by_role("radio", name="Backwards").check()
    expect(page.locator(".rv-drawing-caption")).to_contain_text("a norm, the root of the sum of squares over all units")
    page.get_by_role("spinbutton", name="Unit", exact=True).fill("3")
    expect(page.get_by_role("radio", name="This unit")).to_be_checked()
    expect(page.locator(".rv-drawing-caption")).to_contain_text("unit 3")
    step.fill("60")
    expect(page.locator(".rv-step-says")).to_contain_text(
        re.compile(r"^Of the gradient to c⟨59⟩, .+ goes back along the cell, .+ through the gates")
    )
    here.assert_clean()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_while_a_step_is_changed(serve: "Serve", open_page: "OpenPage", width: int) -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="step", n_a="8", T_x="120", width=width)
    page = at_the_step(here)
    page.get_by_label("Time step", exact=True).fill("119")
    for way in ("Forwards", "Backwards"):
        page.get_by_role("radio", name=way).check()
        places = set()
        for t in range(1, 120, 6):
            page.get_by_label("Time step", exact=True).fill(str(t))
            expect(page.locator(".rv-now-at")).to_have_text(f"t = {t} of 120")
            places.add(
                page.evaluate(
                    "['.rv-drawing', '.rv-drawing-caption', '.rv-step-foot', '.rv-explanation', '.rv-terms']"
                    ".map((one) => Math.round(document.querySelector(one).getBoundingClientRect().top)).join()"
                )
            )
        assert len(places) == 1, (way, places)
    here.assert_clean()


def test_what_is_typed_is_what_counts(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), page="step", n_a="4", T_x="20", m="1", width=1440)
    page = at_the_step(here)
    says = page.get_by_text(re.compile("values? changed"))
    page.get_by_label("Time step", exact=True).fill("20")
    node(page, "o⟨20⟩").click()
    pencils = page.locator(".rv-edit")
    # Nothing typed: nothing changed, though the field shows six digits of the value.
    pencils.first.click()
    pencils.nth(1).click()
    page.get_by_role("heading", name="Where does each number come from?").click()
    expect(page.locator(".rv-edit-field")).to_have_count(0)
    # The key that enters the value does not open the field again.
    pencils.first.click()
    page.locator(".rv-edit-field").fill("2")
    page.locator(".rv-edit-field").press("Enter")
    expect(says).to_contain_text("1 value changed")
    expect(says).to_contain_text("= 2.")
    expect(page.locator(".rv-edit-field")).to_have_count(0)
    # A number that is refused is said to be refused, and nothing else happens.
    pencils.first.click()
    page.locator(".rv-edit-field").fill("1e9")
    page.locator(".rv-edit-field").press("Enter")
    expect(page.get_by_text("1,000,000,000 cannot be used")).to_be_visible()
    expect(says).to_contain_text("1 value changed")
    # What is being typed while it plays is kept: it stops.
    page.get_by_role("button", name="Step back").click()
    page.get_by_role("button", name="Step back").click()
    page.get_by_role("button", name="Play").click()
    pencils.first.click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.locator(".rv-edit-field").press_sequentially("12.5", delay=200)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").click()
    expect(says).to_have_count(0)
    here.assert_clean()


def test_keys_begin_at_the_step_that_is_shown(serve: "Serve", open_page: "OpenPage") -> None:
    for key, t in (("ArrowLeft", 1), ("ArrowRight", 2), ("End", 20), ("Shift+ArrowRight", 11)):
        here = Visit(open_page, serve(ROOT / "app.py"), page="step", n_a="4", T_x="20", m="1", width=1440)
        page = at_the_step(here)
        page.get_by_role("figure", name="One step of the cell").focus()
        page.keyboard.press(key)
        expect(page.locator(".rv-now-at")).to_have_text(f"t = {t} of 20")
    page.get_by_role("radio", name="Forwards").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Backwards")).to_be_checked()
    unit = page.get_by_role("spinbutton", name="Unit", exact=True)
    unit.fill("99")
    unit.press("Tab")
    expect(unit).not_to_have_value("99")
