"""Colours: one for each thing, readable on both backgrounds by WCAG's formula."""

import itertools
import re
import tomllib

import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.figures import theme
from tests.architecture.project import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
BACKGROUNDS = {name: CONFIG[name]["backgroundColor"] for name in ("light", "dark")}
SIGNALS = {f"{cell.label} {one.symbol}": one for cell in CELLS.values() for one in cell.signals("tanh")}
LINES = {name: signal.colour for name, signal in SIGNALS.items()}


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = rgb(colour)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_the_formula_knows_the_standards_own_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("name", LINES)
def test_a_line_stands_out_from_either_background(name: str, background: str) -> None:
    assert contrast(LINES[name], BACKGROUNDS[background]) >= 3  # WCAG 1.4.11, graphical objects


@pytest.mark.parametrize("name", theme.TEMPLATES)
def test_text_in_the_charts_is_readable(name: str) -> None:
    layout = theme.TEMPLATES[name].layout
    texts = [layout.font.color, layout.xaxis.tickfont.color, layout.xaxis.title.font.color, layout.legend.font.color]
    texts += [layout.annotationdefaults.font.color, layout.coloraxis.colorbar.tickfont.color]
    for colour in texts:
        assert contrast(colour, BACKGROUNDS[name]) >= 4.5  # WCAG 1.4.3
    assert contrast(layout.hoverlabel.font.color, layout.hoverlabel.bgcolor) >= 4.5
    assert contrast(layout.shapedefaults.line.color, BACKGROUNDS[name]) >= 3


@pytest.mark.parametrize("name", BACKGROUNDS)
def test_the_page_itself_is_readable(name: str) -> None:
    page = CONFIG[name]
    for background in (page["backgroundColor"], page["secondaryBackgroundColor"]):
        assert contrast(page["textColor"], background) >= 7
        assert contrast(page["linkColor"], background) >= 7
        assert contrast(page["primaryColor"], background) >= 4.5
        assert contrast(page["borderColor"], background) >= 2.5


def test_one_colour_for_each_thing() -> None:
    # A candidate is the same thing in every cell that has one.
    things = {(None if signal.kind == "candidate" else name, signal.colour) for name, signal in SIGNALS.items()}
    assert len({colour.lower() for _, colour in things}) == len(things) >= 7
    for cell in CELLS.values():
        assert cell.colour == theme.signal_colour(next(k for k, c in CELLS.items() if c is cell), "a")


def oklab(colour: str) -> np.ndarray:
    """Björn Ottosson's perceptual space (2020)."""
    channels = rgb(colour)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    cone = np.cbrt(
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ linear
    )
    lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(lab) @ cone


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(LINES, 2)))
def test_colours_are_told_apart(one: str, other: str) -> None:
    both = SIGNALS[one], SIGNALS[other]
    if all(signal.kind == "candidate" for signal in both):
        assert LINES[one] == LINES[other]
        return
    apart = float(np.linalg.norm(oklab(LINES[one]) - oklab(LINES[other])))
    of_one_cell = one.split(maxsplit=1)[0] == other.split(maxsplit=1)[0]
    assert apart >= (0.11 if of_one_cell and "state" not in {signal.kind for signal in both} else 0.07)


#: Machado, Oliveira & Fernandes 2009, at full severity.
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def seen(colour: str, sight: str) -> str:
    """A colour as it is seen."""
    channels = rgb(colour)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(SIGHTS[sight]) @ linear, 0, 1)
    channels = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * value):02x}" for value in channels)


def apart(one: str, other: str, sight: str = "normal") -> float:
    return float(np.linalg.norm(oklab(seen(one, sight)) - oklab(seen(other, sight))))


@pytest.mark.parametrize("colour", sorted({*theme.CAUSES.values(), *theme.OTHERS}))
def test_causes_and_others_have_no_colour_of_a_cell_nor_one_near_it(colour: str) -> None:
    assert all(contrast(colour, background) >= 3 for background in BACKGROUNDS.values())
    assert min(apart(colour, line) for line in LINES.values()) >= 0.07
    assert apart(colour, CELLS["lstm"].colour) >= 0.13
    assert min(apart(colour, cell.colour, sight) for cell in CELLS.values() for sight in SIGHTS) >= 0.05


@pytest.mark.parametrize("colours", [list(theme.CAUSES.values()), theme.OTHERS], ids=["causes", "others"])
def test_causes_and_others_are_told_apart(colours: list[str]) -> None:
    assert min(apart(one, other) for one, other in itertools.combinations(colours, 2)) >= 0.09


def test_a_colour_means_one_thing() -> None:
    assert not {*theme.CAUSES.values()} & {*theme.OTHERS}
    assert min(apart(cause, other) for cause in theme.CAUSES.values() for other in theme.OTHERS) >= 0.07


@pytest.mark.parametrize("sight", SIGHTS)
def test_slope_and_weights_which_stand_on_each_other_are_told_apart_by_everybody(sight: str) -> None:
    assert apart(theme.CAUSES["slope"], theme.CAUSES["weights"], sight) >= 0.14


def test_magnitudes_get_lighter_all_the_way() -> None:
    lightness = [luminance(colour) for _, colour in theme.SEQUENTIAL]
    assert lightness == sorted(lightness)
    assert [position for position, _ in theme.SEQUENTIAL] == pytest.approx(np.linspace(0, 1, len(lightness)))


def test_signed_values_have_an_uncoloured_middle_and_even_arms() -> None:
    for scale in (theme.DIVERGING, theme.TEMPLATES["dark"].layout.colorscale.diverging):
        colours = [colour for _, colour in scale]
        middle = rgb(colours[len(colours) // 2])
        assert len(colours) % 2 == 1
        assert np.ptp(middle) < 0.05
        arms = [contrast(colour, colours[len(colours) // 2]) for colour in colours]
        half = len(arms) // 2
        assert arms[: half + 1] == sorted(arms[: half + 1], reverse=True)
        assert arms[half:] == sorted(arms[half:])


def test_no_colour_stands_outside_the_theme() -> None:
    # Colours are a cell's own, or in theme.py; the style sheets use the page's.
    for file in sorted((ROOT / "rnnviz").rglob("*.py")) + sorted((ROOT / "pages").glob("*.py")):
        if file.name != "theme.py" and file.parent != ROOT / "rnnviz" / "cells":
            assert not re.findall(r"[\"'](#[0-9a-fA-F]{6}|rgba?\()", file.read_text(encoding="utf-8")), file


def test_two_networks_of_a_kind_have_two_colours() -> None:
    assert theme.colours_of(["rnn", "lstm"]) == [CELLS["rnn"].colour, CELLS["lstm"].colour]
    for cell in ("rnn", "lstm"):
        first, second = theme.colours_of([cell, cell])
        assert first != second
