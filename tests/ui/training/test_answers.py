"""Answers as a person reads them."""

import html
import re

import numpy as np

from rnnviz.tasks import TASKS, Task, next_character
from rnnviz.training.answer import Answer, example
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training
from rnnviz.ui.training.answers import _table

Row = tuple[str, str]


def rows(key: str | Task, given: np.ndarray, right: np.ndarray, T: int) -> list[Row]:
    task = TASKS[key] if isinstance(key, str) else key
    batch = example(Training(task, T, Network("rnn", n_a=2)))
    steps = np.flatnonzero(batch.counts) + 1
    table = _table(task, batch, {"RNN <1>": Answer(steps, right, given)})
    cells = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', table)
    return [(html.unescape(name), html.unescape(re.sub("<[^>]+>", "", value))) for name, value in cells]


def test_a_class_is_told_with_its_probability() -> None:
    read, right, said = rows("latch", np.array([[0.2, 0.8]]), np.array([1]), 3)
    assert (read[0], right, said[0]) == ("Read", ("Right answer", "B"), "RNN <1>")
    assert len(read[1]) == 4
    assert re.sub(r"\s+", " ", said[1]) == "A 20 %B 80 %✓ right"
    assert rows("latch", np.array([[0.2, 0.8]]), np.array([0]), 3)[-1][1].endswith("✗ wrong")


def test_a_guess_is_not_called_right() -> None:
    task = TASKS["latch"]
    batch = example(Training(task, 3, Network("rnn", n_a=2)))
    answers = {name: Answer(np.array([4]), np.array([1]), np.array([[0.4, 0.6]])) for name in ("guesses", "knows")}
    table = _table(task, batch, answers, by_chance={"guesses"})
    guess, known = (row for row in table.split("<tr>") if "guesses" in row or "knows" in row)
    assert "right" not in guess
    assert "by chance: over many examples it is no better than guessing" in guess
    assert "✓ right" in known


def test_values_are_told_with_what_was_marked() -> None:
    read, right, said = rows("adding", np.array([[1.25]]), np.array([[1.5]]), 6)
    assert re.fullmatch(r"6 numbers; the marked ones are 0\.\d+ at step [123] and 0\.\d+ at step [456]", read[1])
    assert (right[1], said[1]) == ("1.500", "1.250")


def test_many_classes_are_told_as_a_text() -> None:
    right = np.array([8] * 12 + [0, 1, 2, 3, 4, 5, 6, 7, 0, 1])
    given = np.eye(9)[np.where(np.arange(22) == 12, 3, right)]
    _, expected, said = rows("copy", given, right, 2)
    assert expected[1] == "············1234567812"
    assert said[1] == "············4234567812 21 of 22 right"


def test_the_end_of_a_line_is_seen_and_ends_no_row() -> None:
    task = next_character("ab\n<")  # sorted: the end of the line, <, a, b
    right = np.array([0, 1, 2])
    read, expected, said = rows(task, np.eye(4)[[0, 1, 0]], right, 3)
    assert "⏎" in read[1]
    assert expected[1] == "⏎<a"
    assert said[1] == "⏎<⏎ 2 of 3 right"
