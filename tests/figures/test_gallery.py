"""The results as a gallery: each has a name of its own and a topic."""

import re

import pytest

from rnnviz.figures.gallery import TOPICS, exhibit_of, found, topics
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
    assert set(topics()) <= set(TOPICS)
    new = CLAIMS[0]._replace(number=99)
    assert topics((*CLAIMS, new))[TOPICS[-1]] == [new]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_a_result_is_said_in_one_short_sentence(claim: Claim) -> None:
    line = exhibit_of(claim).line
    assert line.endswith(".")
    assert len(line.split()) <= 25
    assert ". " not in line
