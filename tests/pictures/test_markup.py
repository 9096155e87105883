"""Sentences as HTML: what stands in them is shown as it is, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.pictures import markup
from rnnviz.pictures.markup import caption, findings, title, warnings
from tests.figures.awkward import result_of
from tests.pictures.markup_read import HOSTILE, read

sentences = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), min_size=1, max_size=30)


@pytest.mark.parametrize("text", [HOSTILE, "1 < 2 & 3 > 2", "<!-- a", "&amp;", "</h1></p>"])
def test_what_a_sentence_holds_is_read_as_it_was_written(text: str) -> None:
    assert read(title(text)) == (["h1"], [text])
    assert read(caption(text)) == (["p"], [text])
    assert read(findings(result_of("plain"), [text, "It fades."])) == (["p", "br"], [text, "It fades."])


@given(sentences)
def test_any_sentence_is(text: str) -> None:
    assert read(title(text)) == (["h1"], [text])
    assert read(caption(text)) == (["p"], [text])


def test_where_there_is_nothing_to_say_there_is_no_element() -> None:
    assert caption(None) == caption("") == ""
    assert warnings(result_of("plain")) == ""
    assert findings(result_of("plain"), ["It fades."]) == '<p class="rnnviz-says">It fades.</p>'


def test_where_numbers_end_there_is_an_alert_for_each_cell_that_it_concerns() -> None:
    tags, texts = read(warnings(result_of("NaN")))
    assert tags == ["p"]
    assert texts[0].startswith("The RNN's numbers leave the range of float64: ")
    assert warnings(result_of("NaN")).startswith('<p class="rnnviz-warning" role="alert">')
    assert findings(result_of("NaN"), ["It grows."]).endswith(warnings(result_of("NaN")))


def test_a_warning_is_escaped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "nonfinite_in_words", lambda cell: HOSTILE if cell.cell == "rnn" else None)
    assert read(warnings(result_of("plain"))) == (["p"], [HOSTILE])
