"""What was guessed, what the gradient says, and what came of it: a card for each network."""

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from rnnviz.figures.network_names import called
from rnnviz.figures.training_words import guess_in_words, outcome_in_words, prediction_in_words, right_in_words
from rnnviz.training.prediction import Prediction
from rnnviz.training.runs import History

__all__ = ["verdicts"]


def verdicts(
    runs: Sequence[History], predictions: Sequence[Prediction], guesses: Mapping[str, str], *, told: bool
) -> None:
    """Draw a card for each network.

    Parameters
    ----------
    runs : sequence of History
        They need not have begun.
    predictions : sequence of Prediction
        What to expect of each.
    guesses : mapping of str to str
        By label of the network.
    told : bool
        Whether it may be said what to expect.
    """
    cards = [
        _card(run, prediction, guesses.get(run.training.network.label), told=told)
        for run, prediction in zip(runs, predictions, strict=True)
    ]
    st.html(f'<div class="rnnviz-verdicts">{"".join(cards)}</div>')


def _card(run: History, prediction: Prediction, guess: str | None, *, told: bool) -> str:
    rows = {}
    if prediction.reach:
        rows["Your guess"] = guess_in_words(run if run.records else None, prediction, guess)
    rows["Gradient"] = _expected(run, prediction) if told else "Told after your guess."
    rows["Training"] = outcome_in_words(run)
    body = "".join(f"<dt>{name}</dt><dd>{_whole(html.escape(words))}</dd>" for name, words in rows.items())
    name = html.escape(called(run.training.network))
    return f'<section aria-label="{name}"><p class="name">{name}</p><dl>{body}</dl></section>'


def _whole(words: str) -> str:
    """With no line that ends between a number and its unit, or a sign and its word."""
    for torn in (" %", "✓ ", "✗ "):
        words = words.replace(torn, torn.replace(" ", "\N{NO-BREAK SPACE}"))
    return words


def _expected(run: History, prediction: Prediction) -> str:
    words = prediction_in_words(run.training, prediction)
    return f"{words} {right_in_words(run, prediction)}".strip() if run.ended else words
