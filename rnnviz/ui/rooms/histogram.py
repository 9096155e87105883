"""What a room has guessed, as bars that are a table, too, and the answer once it may be seen."""

import html
from collections.abc import Sequence

from rnnviz.rooms.guesses import Bar
from rnnviz.rooms.room import Said

__all__ = ["histogram"]


def histogram(bars: Sequence[Bar], answer: Said | None = None) -> str:
    """The markup of a histogram.

    Parameters
    ----------
    bars : sequence of Bar
        What was guessed.
    answer : Said or None
        Once it may be seen.

    Examples
    --------
    >>> "<td>12</td>" in histogram([Bar("LSTM", 12, "lstm"), Bar("RNN", 3, "rnn")])
    True
    >>> "The answer: LSTM." in histogram([], Said("lstm", "LSTM"))
    True
    """
    most = max([1, *(bar.people for bar in bars)])
    rows = []
    for bar in bars:
        mark = " <strong>✓ right</strong>" if answer is not None and bar.key and bar.key == answer.right else ""
        rows.append(
            f'<tr><th scope="row">{html.escape(bar.label)}{mark}</th>'
            f'<td><i style="width:{100 * bar.people / most:.1f}%"></i></td><td>{bar.people}</td></tr>'
        )
    table = f'<table class="rnnviz-guessed" aria-label="What was guessed"><tbody>{"".join(rows)}</tbody></table>'
    said = (
        "" if answer is None else f'<p class="rnnviz-judged" role="status">The answer: {html.escape(answer.words)}.</p>'
    )
    return (table if rows else "") + said
