"""Sentences as HTML: whatever stands in them is shown as it is."""

import html
from collections.abc import Iterable

from rnnviz.experiment.run import Result
from rnnviz.figures.setting_words import Said
from rnnviz.figures.words import nonfinite_in_words
from rnnviz.lessons.glossary import explained

__all__ = ["caption", "findings", "setting_line", "title", "warnings"]


def title(text: str, why: str = "") -> str:
    """A page's title, and why one asks.

    Examples
    --------
    >>> title("Is 1 < 2?")
    '<h1>Is 1 &lt; 2?</h1>'
    >>> title("Is it?", "It matters.")
    '<h1>Is it?</h1><p class="rnnviz-why">It matters.</p>'
    """
    because = f'<p class="rnnviz-why">{explained(html.escape(why, quote=False))}</p>' if why else ""
    return f"<h1>{html.escape(text, quote=False)}</h1>{because}"


def setting_line(parts: Iterable[Said]) -> str:
    """What one looks at; words that tell a setting lead to its control.

    Examples
    --------
    >>> setting_line([Said("Of "), Said("noise", "input"), Said(".")]).removeprefix('<p class="rnnviz-setting">Of ')
    '<span class="rnnviz-whole"><button type="button" data-goes="input">noise</button>.</span></p>'
    """
    said: list[str] = []
    for text, field in parts:
        words = html.escape(text, quote=False)
        if field:
            said.append(f'<button type="button" data-goes="{html.escape(field)}">{words}</button>')
        elif said and words[0] in ",;.":  # no line begins with what ends the word before it
            said[-1] = f'<span class="rnnviz-whole">{said[-1]}{words[0]}</span>'
            said.append(words[1:])
        else:
            said.append(words)
    return f'<p class="rnnviz-setting">{"".join(said)}</p>'


def caption(text: str | None) -> str:
    """What stands beside a figure; nothing where there is nothing to say.

    Examples
    --------
    >>> caption("As drawn."), caption(None)
    ('<p class="rnnviz-caption">As drawn.</p>', '')
    """
    return f'<p class="rnnviz-caption">{explained(html.escape(text, quote=False))}</p>' if text else ""


def findings(result: Result, sentences: Iterable[str]) -> str:
    """What to take away, and where numbers stop being numbers.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> findings(run(Scenario(T_x=5)), ["It fades.", "It is gone."])
    '<p class="rnnviz-says">It fades.<br>It is gone.</p>'
    """
    seen: set[str] = set()
    said = "<br>".join(explained(html.escape(sentence, quote=False), seen) for sentence in sentences)
    return f'<p class="rnnviz-says">{said}</p>{warnings(result)}'


def warnings(result: Result) -> str:
    """Where numbers stop being numbers; empty if they do nowhere.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> warnings(run(Scenario(T_x=5)))
    ''
    """
    found = filter(None, map(nonfinite_in_words, result.cells.values()))
    return "".join(f'<p class="rnnviz-warning" role="alert">{html.escape(one, quote=False)}</p>' for one in found)
