"""What a room has guessed, as bars that are a table, too."""

import html
from collections.abc import Sequence

from rnnviz.rooms.guesses import Bar

__all__ = ["histogram"]


def histogram(bars: Sequence[Bar], right: str = "") -> str:
    """The markup of a histogram.

    Parameters
    ----------
    bars : sequence of Bar
        What was guessed.
    right : str
        The key of the right answer, once it may be seen.

    Examples
    --------
    >>> "12" in histogram([Bar("LSTM", 12, "lstm"), Bar("RNN", 3, "rnn")])
    True
    """
    most = max([bar.people for bar in bars], default=0)
    rows = []
    for bar in bars:
        mark = " <strong>✓ right</strong>" if right and bar.key == right else ""
        share = 100 * bar.people / most if most else 0
        rows.append(
            f'<tr><th scope="row">{html.escape(bar.label)}{mark}</th>'
            f'<td><i style="width:{share:.1f}%"></i></td><td>{bar.people}</td></tr>'
        )
    total = sum(bar.people for bar in bars)
    said = "1 guess" if total == 1 else f"{total:,} guesses"
    return f'<table class="rnnviz-guessed"><caption>{said}</caption><tbody>{"".join(rows)}</tbody></table>'
