"""The small picture of a result: there at once, inside its frame, seen in both themes, with numbers to read it by."""

import re
import time
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.figures.claim_thumbnail import HEIGHT, WIDTH, thumbnail, ticks
from rnnviz.figures.gallery import exhibit_of, small_picture
from rnnviz.papers import CLAIMS, Claim
from rnnviz.papers.study import Picture, Series
from tests.figures.test_theme import BACKGROUNDS, contrast


def places(one: ElementTree.Element) -> list[tuple[float, float]]:
    """All places of a line or of a set of points."""
    text = one.get("points") or " ".join(re.findall(r"M([-\d.]+ [-\d.]+)h0", one.get("d", "")))
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_a_small_picture_is_there_at_once_and_stays_inside(claim: Claim) -> None:
    began = time.process_time()
    small = thumbnail(small_picture(claim), exhibit_of(claim).key)
    assert time.process_time() - began < 2  # a tenth of that on a machine that does nothing else
    assert len(small.svg) < 10_000
    for svg in (small.svg, *(sample for sample, _ in small.key)):
        root = ElementTree.fromstring(svg)  # our own
        drawn = [place for one in root.iter() for place in places(one)]
        assert drawn
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn)
        for one in root.iter():
            for colour in filter(None, (one.get("stroke"), one.get("fill"))):
                if colour != "none":
                    assert all(contrast(colour, background) >= 3 for background in BACKGROUNDS.values())


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_it_has_numbers_at_both_axes_and_no_two_lines_look_the_same(claim: Claim) -> None:
    small = thumbnail(small_picture(claim), exhibit_of(claim).key)
    assert len(small.x) == 2
    assert len(set(small.y)) == len(small.y)
    assert len(small.y) in (3, 4)
    samples = [re.sub("#[0-9a-fA-F]{6}", "", sample) for sample, _ in small.key]
    assert len(set(samples)) == len(samples) or claim.number == 22  # there by height alone, in the order of the key


def test_time_runs_to_the_right() -> None:
    back = Series("left", np.array([0.0, 10.0]), np.array([0.0, -4.0]), "rnn")
    for backwards, x in ((True, ("10", "0")), (False, ("0", "10"))):
        small = thumbnail(Picture("x", "y", [back], log10=True, marks=[], says="So.", backwards=backwards))
        assert small.x == x
        (line,) = (one for one in ElementTree.fromstring(small.svg) if one.tag.endswith("polyline"))
        (_, first), (_, last) = sorted(places(line))
        assert (first > last) == backwards  # y counts down


def test_what_is_no_number_is_left_out() -> None:
    one = Series("one", np.array([0.0, 1.0, 2.0]), np.array([1.0, np.nan, np.inf]), "rnn")
    small = thumbnail(Picture("x", "y", [one], log10=False, marks=[], says="So."))
    assert "nan" not in small.svg
    assert small.x == ("0", "0")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), st.booleans())
def test_ticks_surround_all_numbers_at_equal_distances(values: list[float], whole: bool) -> None:
    found = ticks(np.array(values), whole=whole)
    slack = 2e-6 * max(1e-9, *map(abs, values), max(values) - min(values))
    assert found[0] <= min(values) + slack
    assert found[-1] >= max(values) - slack
    assert len(found) in (3, 4)
    assert all(one < other for one, other in pairwise(found))
    assert not whole or all(one == round(one) for one in found)
