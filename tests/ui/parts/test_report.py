"""The table and the findings: the same numbers as in the figure."""

import math
import re

import numpy as np
import pytest

from rnnviz.ui.parts import report
from rnnviz.ui.parts.report import verbatim
from tests.opened_page import OpenedPage, Opener, unescaped

#: What 20 draws say, in the table.
DRAWN = r" 20 draws: ×[\d.]+ to ×[\d.]+, mean ×[\d.]+"


def test_the_table_has_the_numbers_of_the_curves(opened: Opener) -> None:
    page = opened()
    for name, line in page.curves.items():
        found = re.search(
            rf"{name}( first step ×([\d.]+))? factor a step ×([\d.]+){DRAWN} half-life ([\d.]+) steps 1/1000 after "
            r"(\d+) steps",
            page.table,
        )
        assert found, page.table
        apart = name == "LSTM"  # its first step leads from the hidden state into the cell state
        assert (found[1] is not None) == apart
        assert not apart or abs(float(found[2]) - 10 ** line["y"][-2]) < 6e-4
        factor, half_life, thousandth = (float(number) for number in found.groups()[2:])
        decades = (line["y"][0] - line["y"][-1 - apart]) / (99 - apart)
        assert abs(factor - 10**decades) < 6e-4
        assert abs(half_life - math.log10(0.5) / decades) < 0.06
        back = line["y"][::-1]
        assert thousandth == np.flatnonzero(back <= -3)[0]


def test_the_table_of_results_without_a_rate(opened: Opener) -> None:
    assert "RNN no earlier step LSTM no earlier step" in opened(T_x="1").table
    holds = opened(forget_bias="5").table
    assert re.search(
        rf"LSTM first step ×[\d.]+ factor a step ×[\d.]+{DRAWN} "
        "(doubled after|half-life) .* 1000× after not in 99 steps",
        holds,
    )


def test_why_the_first_step_is_apart_is_said_once(opened: Opener) -> None:
    def said(page: OpenedPage) -> list[str]:
        return [one for one in page.captions if "first step back is one of its own" in one]

    assert len(said(opened())) == 1
    assert said(opened(cells="rnn")) == said(opened(loss="every")) == []


def test_a_loss_at_every_step_has_no_rate(opened: Opener) -> None:
    page = opened(loss="every")
    at_first = rf"at step 1 ×[\d.]+{DRAWN}"
    assert re.fullmatch(f"RNN {at_first} LSTM {at_first} LSTM, cell state c {at_first}", page.table)


def test_markup_stays_text() -> None:
    for text in ("![](http://a.b/c)", "[a](b)", "$x^2$", ":red[x]", ":material/home:", "`c`", "**b** _i_ ~~s~~", "<b>",
                 "&lt;", "# h", "a\\b", "|t|"):  # fmt: skip
        escaped = verbatim(text)
        assert unescaped(escaped) == text
        assert not re.search(r"(?<!\\)[*_`$\[\]<>#~|&]", escaped.replace(r"\\", ""))
    assert verbatim("Row 1, column 2 is 'x' (1.5; -3 + 2/4).") == "Row 1, column 2 is 'x' (1.5; -3 + 2/4)."


@pytest.mark.parametrize(("decades", "tight"), [((-16, 2), True), ((-8, 4), False)])
def test_numbers_of_a_legend_that_would_stand_on_each_other_on_a_phone(
    monkeypatch: pytest.MonkeyPatch, decades: tuple[int, int], *, tight: bool
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(report.st, "html", drawn.append)
    report.colour_legend("Size", decades)
    assert ('class="rnnviz-colours tight"' in drawn[0]) == tight


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({}, "Untrained, drawn as in Keras, gate by gate. Keras itself draws"),
        ({"start": "pytorch"}, "Untrained, drawn as in PyTorch."),
        ({"start": "pytorch", "gain": "2"}, "Untrained, drawn as in PyTorch, but for gain 2."),
    ],
    ids=str,
)
def test_the_first_screen_says_whose_defaults_it_shows(opened: Opener, address: dict[str, str], said: str) -> None:
    (found,) = (one for one in opened(**address).captions if one.startswith("Untrained"))
    assert found.startswith(said)
