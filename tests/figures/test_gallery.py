"""The results as a gallery: each has a name of its own and a topic."""

import re

import numpy as np
import pytest

from rnnviz.figures.gallery import TOPICS, exhibit_of, found, small_picture, topics
from rnnviz.papers import CLAIMS, Claim


def test_every_result_has_a_readable_name_of_its_own() -> None:
    names = [exhibit_of(claim).name for claim in CLAIMS]
    assert len(set(names)) == len(CLAIMS)
    assert all(re.fullmatch(r"[a-z]+-\d{4}(-[a-z]+)+", name) for name in names)
    assert [found(name) for name in names] == list(CLAIMS)
    assert [found(str(claim.number)) for claim in CLAIMS] == list(CLAIMS)


def test_every_result_is_in_one_topic() -> None:
    placed = [claim for some in topics().values() for claim in some]
    assert sorted(claim.number for claim in placed) == [claim.number for claim in CLAIMS]
    assert [*topics()] == [topic for topic in TOPICS if topic in topics()]
    new = CLAIMS[0]._replace(number=99)
    assert topics((*CLAIMS, new))["More results"] == [new]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_a_result_is_said_in_one_short_sentence(claim: Claim) -> None:
    line = exhibit_of(claim).line
    assert line.endswith(".")
    assert len(line.split()) <= 25
    assert ". " not in line


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_a_small_picture_names_its_lines_and_tells_what_it_shows(claim: Claim) -> None:
    picture, key = small_picture(claim), exhibit_of(claim).key
    assert 2 <= sum(map(bool, key)) <= len(picture.series)
    assert len({name for name in key if name}) == sum(map(bool, key))
    assert picture.says.endswith(".")


def test_a_small_picture_shows_what_its_sentence_says() -> None:
    def ends(number: int) -> tuple[float, ...]:
        (claim,) = (claim for claim in CLAIMS if claim.number == number)
        return tuple(float(one.y[-1 if number == 14 else 0]) for one in small_picture(claim).series)

    rnn, lstm, *_ = ends(13)
    assert lstm < rnn - 2  # by more than a hundred
    whole, cell, *_ = ends(14)
    assert cell < whole - 2
    assert np.isfinite([rnn, lstm, whole, cell]).all()
