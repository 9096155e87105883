"""The terms: each has its name and one or two sentences."""

import pytest

from rnnviz.lessons.glossary import GLOSSARY, explained


@pytest.mark.parametrize("key", GLOSSARY)
def test_a_term_is_said_in_one_or_two_sentences(key: str) -> None:
    term = GLOSSARY[key]
    assert key.isidentifier()
    assert term.name.strip() == term.name != ""
    assert 15 < len(term.says) < 220
    assert term.says.endswith(".")


def test_no_two_terms_stand_as_the_same_word() -> None:
    words = [word for term in GLOSSARY.values() for word in term.words]
    assert len(words) == len(set(words)) > 15


def test_a_term_is_explained_where_it_first_stands_alone_or_with_what_stood_before() -> None:
    seen: set[str] = set()
    assert explained("Gradients vanish; they vanish.", seen).count("<dfn") == 1
    assert explained("They vanish, and the gradient explodes.", seen).count("<dfn") == 2
    assert seen == {"vanishing", "gradient", "exploding"}


def test_the_longest_words_count_and_only_whole_ones() -> None:
    assert ">forget gates</dfn>" in explained("forget gates")
    assert explained("againgain, slopes, lossy") == "againgain, slopes, lossy"
    assert explained("&lt;b&gt;") == "&lt;b&gt;"
