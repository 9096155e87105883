"""The results as a gallery: each has a name of its own, a topic, and a picture that is there at once."""

import re
import time
from xml.etree import ElementTree

import pytest

from rnnviz.figures.claim_thumbnail import HEIGHT, WIDTH, thumbnail
from rnnviz.figures.gallery import TOPICS, exhibit_of, found, small_picture, topics
from rnnviz.papers import CLAIMS, Claim
from tests.figures.test_theme import BACKGROUNDS, contrast


def test_every_result_has_a_readable_name_of_its_own() -> None:
    names = [exhibit_of(claim).name for claim in CLAIMS]
    assert len(set(names)) == len(CLAIMS)
    assert all(re.fullmatch(r"[a-z]+-\d{4}(-[a-z]+)+", name) for name in names)
    assert [found(name) for name in names] == list(CLAIMS)
    assert [found(str(claim.number)) for claim in CLAIMS] == list(CLAIMS)


def test_every_result_is_in_one_topic() -> None:
    placed = [claim for some in topics().values() for claim in some]
    assert sorted(claim.number for claim in placed) == [claim.number for claim in CLAIMS]
    assert set(topics()) <= set(TOPICS)
    new = CLAIMS[0]._replace(number=99)
    assert topics((*CLAIMS, new))[TOPICS[-1]] == [new]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_a_result_is_said_in_one_short_sentence(claim: Claim) -> None:
    line = exhibit_of(claim).line
    assert line.endswith(".")
    assert len(line.split()) <= 25
    assert ". " not in line


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
