"""The words of cards: numbers in them are computed, links lead to controls, everything else is plain text."""

import html
import math
import re
from types import MappingProxyType
from typing import Final

from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.run import Result
from rnnviz.lessons.glossary import GLOSSARY, defined
from rnnviz.lessons.lesson import Card
from rnnviz.lessons.measures import MEASURES, Measured

__all__ = ["PARTS", "as_html", "as_plain", "check_words", "with_numbers"]

#: Parts of pages to which words lead, by the keys under which they are drawn.
PARTS: Final = MappingProxyType(
    {
        "strips": "unrolled",
        "curves": "fade",
        "maps": "unit_maps",
        "units": "units_overview",
        "step": "one_step",
        "causes": "causes",
        "factors": "words_factors",
        "remedies": "remedies",
        "why_view": "why_view",
        "came": "train_came",
        "overview": "train_overview",
        "lottery": "train_lottery",
        "window": "train_window",
    }
)
_NUMBER: Final = re.compile(r"\{(before\.)?(\w+)(?:\.(\w+))?\}")
_LINK: Final = re.compile(r"\[([^\[\]]{1,80})\]\((\w{1,40})\)")
_STRONG: Final = re.compile(r"\*\*([^*]{1,200})\*\*")


def with_numbers(text: str, result: Result, answer: str = "", before: Result | None = None) -> str:
    """A text with its numbers.

    Parameters
    ----------
    text : str
        ``{left.rnn}`` is a measure of a network, ``{before.left.rnn}`` the same before, ``{answer}`` the answer.
    result : Result
        What is shown.
    answer : str
        The answer of the question.
    before : Result, optional
        What was shown when the question was asked; the same unless given.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> with_numbers("The RNN keeps {left.rnn}, {factor.rnn} a step.", run(Scenario()))
    'The RNN keeps 1.8·10⁻¹⁴, ×0.727 a step.'
    """

    def number(found: re.Match[str]) -> str:
        earlier, name, cell = found.groups()
        if cell is None:
            return answer
        value = Measured(name, cell).of((before or result) if earlier else result)
        return "–" if math.isnan(value) else MEASURES[name].say(value)

    return _NUMBER.sub(number, text)


def check_words(card: Card) -> None:
    """That everything that a card's words name is there.

    Raises
    ------
    RnnvizError
        If a number, a setting or a term is not.
    """
    for text in (card.text, card.notice, card.task.text if card.task else ""):
        for _, name, cell in _NUMBER.findall(text):
            if (name, cell) != ("answer", "") and (name not in MEASURES or cell not in CELLS):
                raise RnnvizError(f"{{{name}.{cell}}} is no measure of a network.")
        for _, name in _LINK.findall(text):
            if name not in SETTINGS and name not in GLOSSARY and name not in PARTS:
                raise RnnvizError(f'"({name})" is neither a setting, nor a term of the glossary, nor a part of a page.')


def as_html(text: str) -> str:
    """A text as HTML: links lead to controls or explain a term when they are pointed at, and nothing else is markup.

    Examples
    --------
    >>> as_html("Move the [gain](gain) to **1** < 2.")
    'Move the <button type="button" data-goes="gain">gain</button> to <strong>1</strong> &lt; 2.'
    """

    def link(found: re.Match[str]) -> str:
        words, name = found.groups()
        if name in SETTINGS:
            return f'<button type="button" data-goes="{name}">{words}</button>'
        if name in PARTS:
            return f'<button type="button" data-goes="part-{PARTS[name]}">{words}</button>'
        return defined(words, name) if name in GLOSSARY else words

    escaped = html.escape(text, quote=False)
    return _STRONG.sub(r"<strong>\1</strong>", _LINK.sub(link, escaped))


def as_plain(text: str) -> str:
    """A text without links and marks, for what is printed.

    Examples
    --------
    >>> as_plain("Move the [gain](gain) to **1**.")
    'Move the gain to 1.'
    """
    return _STRONG.sub(r"\1", _LINK.sub(r"\1", text))
