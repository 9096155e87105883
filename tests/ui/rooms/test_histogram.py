"""Bars are a table that says all of it in words, and nothing in it is markup."""

from rnnviz.rooms.guesses import Bar
from rnnviz.rooms.room import Said
from rnnviz.ui.rooms.histogram import histogram


def test_the_longest_bar_is_the_most_guessed_and_the_right_one_is_marked_by_a_word() -> None:
    markup = histogram([Bar("RNN", 1, "rnn"), Bar("LSTM", 4, "lstm")], Said("lstm", "LSTM (0.1)"))
    assert "width:25.0%" in markup
    assert "width:100.0%" in markup
    assert markup.count("✓ right") == 1
    assert "LSTM <strong>✓ right" in markup
    assert "The answer: LSTM (0.1)." in markup


def test_without_the_answer_nothing_is_marked() -> None:
    assert "right" not in histogram([Bar("RNN", 0, "rnn"), Bar("LSTM", 0, "lstm")])
    assert histogram([]) == ""


def test_what_a_teachers_file_says_is_text() -> None:
    markup = histogram([Bar("<img src=x onerror=alert(1)>", 1, "0")], Said("0", "<script>"))
    assert "<img" not in markup
    assert "<script>" not in markup
