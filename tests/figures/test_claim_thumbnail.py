"""The small picture of a result: there at once, inside its frame, seen in both themes."""

import time
from xml.etree import ElementTree

import pytest

from rnnviz.figures.claim_thumbnail import HEIGHT, WIDTH, thumbnail
from rnnviz.figures.gallery import small_picture
from rnnviz.papers import CLAIMS, Claim
from tests.figures.test_theme import BACKGROUNDS, contrast


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_a_small_picture_is_there_at_once_and_stays_inside(claim: Claim) -> None:
    began = time.process_time()
    svg = thumbnail(small_picture(claim))
    assert time.process_time() - began < 2  # a tenth of that on a machine that does nothing else
    root = ElementTree.fromstring(svg)  # our own
    drawn = [one for one in root if one.tag.endswith(("polyline", "circle"))]
    assert drawn
    for one in root.iter():
        if points := one.get("points"):
            for point in points.split():
                x, y = map(float, point.split(","))
                assert 0 <= x <= WIDTH
                assert 0 <= y <= HEIGHT
        for colour in filter(None, (one.get("stroke"), one.get("fill"))):
            if colour != "none":
                assert all(contrast(colour, background) >= 3 for background in BACKGROUNDS.values())
    assert len(svg) < 10_000
