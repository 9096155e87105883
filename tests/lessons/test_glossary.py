"""The terms: each has its name and one or two sentences."""

import pytest

from rnnviz.lessons.glossary import GLOSSARY


@pytest.mark.parametrize("key", GLOSSARY)
def test_a_term_is_said_in_one_or_two_sentences(key: str) -> None:
    term = GLOSSARY[key]
    assert key.isidentifier()
    assert term.name.strip() == term.name != ""
    assert 15 < len(term.says) < 220
    assert term.says.endswith(".")
