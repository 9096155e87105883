"""The results of papers as a gallery: by topic, each with a name for its address, a sentence, and a small picture.

A small picture is measured like the large one, with fewer units and steps where that would take long.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np

from rnnviz.numerics.numerals import numeral
from rnnviz.papers import CLAIMS, Claim
from rnnviz.papers.initialization import chi_of_theory
from rnnviz.papers.study import Picture, Series

__all__ = ["TOPICS", "Exhibit", "exhibit_of", "found", "small_picture", "topics"]

#: The topics, in the order of the page, each with the question behind it.
TOPICS: Final = {
    "What the weights do": "Each step back multiplies the gradient by the same weights. Which weights keep it?",
    "What a memory keeps": "A state that is carried on past the weights can be kept. Gates decide for how long.",
    "Where learning is hard": "A small change of one bias can move the end of a sequence, and so the loss, by a jump.",
    "More results": "Further results.",
}


class Exhibit(NamedTuple):
    """How a result is shown among the others.

    Parameters
    ----------
    name : str
        In the address: who, when and what.
    topic : str
        Of `TOPICS`.
    line : str
        What it says, in one sentence that needs no other.
    key : tuple of str
        What the series of the small picture are, in a word or two; empty where one needs no name.
    small : mapping of str to float
        Values of its knobs for the small picture; the paper's own where none is given.
    """

    name: str
    topic: str
    line: str
    key: tuple[str, ...] = ()
    small: Mapping[str, float] = {}


_WEIGHTS, _MEMORY, _HARD, _MORE = TOPICS
_EXHIBITS: Final = {
    2: Exhibit(
        "bengio-1994-powers",
        _WEIGHTS,
        "In a linear network, 100 steps multiply a gradient by the 100th power of one number.",
        ("measured", "0.9 to the steps"),
    ),
    3: Exhibit(
        "pascanu-2013-long-run",
        _WEIGHTS,
        "In the long run the largest eigenvalue ρ of the weights counts, not σ₁, the most that one step can stretch.",
        ("gradient", "most growth", "ρ", "σ₁"),
        {"n_a": 16},
    ),
    4: Exhibit(
        "pascanu-2013-bound",
        _WEIGHTS,
        "No change grows faster than the slope of tanh times the largest stretch of the weights allows.",
        ("measured", "bound"),
    ),
    9: Exhibit(
        "saxe-2014-orthogonal-weights",
        _WEIGHTS,
        "A product of random matrices shrinks nearly all directions; one of orthogonal matrices keeps every length.",
        ("random", "orthogonal"),
        {"n": 20},
    ),
    7: Exhibit(
        "le-2015-identity-rnn",
        _WEIGHTS,
        "An IRNN begins with the identity as recurrent weights and ReLU units: while these are on, a gradient keeps "
        "its size.",
        ("ReLU", "", "tanh"),
        {"steps": 50},
    ),
    12: Exhibit(
        "chen-2018-mean-field",
        _WEIGHTS,
        "In a wide tanh network, theory finds the one size of weights at which a gradient neither fades nor grows.",
        ("theory", "keeps its size"),
    ),
    6: Exhibit(
        "hochreiter-1997-carousel",
        _MEMORY,
        "Without a forget gate the cell state carries a gradient back unchanged, but itself drifts away.",
        ("gradient", "cell state", "√t"),
        {"steps": 100},
    ),
    5: Exhibit(
        "gers-2000-forget-gates",
        _MEMORY,
        "If no gate reads the hidden state, the product of the forget gates is all that is left of a change.",
        ("measured", "product of forget gates"),
    ),
    13: Exhibit(
        "jozefowicz-2015-forget-bias",
        _MEMORY,
        "Before training, an LSTM with forget bias 0 loses more of its gradient than a plain RNN.",
        ("RNN", "LSTM"),
        {"n_a": 32},
    ),
    14: Exhibit(
        "hochreiter-1997-gate-paths",
        _MEMORY,
        "In a full LSTM most of the gradient comes back through the gates, not along the cell state.",
        ("all paths", "forget gates alone"),
        {"n_a": 6},
    ),
    8: Exhibit(
        "tallec-2018-chrono",
        _MEMORY,
        "Chrono draws the forget biases so that short and long memories, up to a longest one, are equally frequent.",
        ("2000 units", "equally frequent"),
    ),
    22: Exhibit(
        "zucchet-2024-curse-of-memory",
        _MEMORY,
        "The longer a state remembers, the more it changes with its own weight, though no gradient explodes.",
        ("sensitivity", "theory", "scaled input", "", "state"),
        {"sequences": 100},
    ),
    10: Exhibit(
        "pascanu-2013-attractors",
        _HARD,
        "For some biases one unit comes to rest at one of two values, for all others always at the same.",
        ("where it ends", "equation"),
    ),
    11: Exhibit(
        "pascanu-2013-cliff",
        _HARD,
        "Where the unit changes from one resting value to the other the loss has a wall; clipping keeps a step from "
        "leaping off.",
        ("loss", "unclipped step"),
    ),
}


def exhibit_of(claim: Claim) -> Exhibit:
    """How a result is shown; one that nobody has placed yet is among the last ones.

    Examples
    --------
    >>> from rnnviz.papers import CLAIMS
    >>> exhibit_of(CLAIMS[0]).name
    'bengio-1994-powers'
    >>> exhibit_of(CLAIMS[0]._replace(number=99, citation="Elman & Co. 1990, part 2", title="It's new")).name
    'elman-1990-it-s-new'
    """
    placed = _EXHIBITS.get(claim.number)
    if placed is not None:
        return placed
    author, year = (re.search(pattern, claim.citation) for pattern in (r"[A-Z]\w+", r"\b\d{4}\b"))
    words = [one[0] for one in (author, year) if one is not None]
    name = re.sub(r"[^a-z0-9]+", "-", "-".join([*words, claim.title]).lower()).strip("-")
    return Exhibit(name, _MORE, claim.says)


def found(asked: str, claims: tuple[Claim, ...] = CLAIMS) -> Claim | None:
    """The result that an address names, by its name or by its number; None if there is none.

    Examples
    --------
    >>> [claim.title if (claim := found(name)) else None for name in ("pascanu-2013-cliff", "11", "12.5")]
    ['The cliff', 'The cliff', None]
    """
    return next((one for one in claims if asked in (exhibit_of(one).name, str(one.number))), None)


def topics(claims: tuple[Claim, ...] = CLAIMS) -> dict[str, list[Claim]]:
    """The results by topic, those of a topic in the order in which they are placed."""
    order = [*_EXHIBITS]
    placed = sorted(claims, key=lambda one: order.index(one.number) if one.number in order else len(order))
    by_topic = {topic: [one for one in placed if exhibit_of(one).topic == topic] for topic in TOPICS}
    return {topic: some for topic, some in by_topic.items() if some}


def small_picture(claim: Claim) -> Picture:
    """The picture of a result as it is shown among the others: each takes a tenth of a second at most."""
    other = _INSTEAD.get(claim.number)
    if other is not None:
        return other()
    own = {knob.name: knob.value for knob in claim.study.knobs}
    return claim.study.picture(**(own | dict(exhibit_of(claim).small)))


def _theory() -> Picture:
    """Of mean-field theory the curve alone: to measure even a few networks takes a second."""
    sizes = np.linspace(0.3, 2.0, 12)
    chi = np.array([chi_of_theory(size, 0.1, 40) for size in sizes.tolist()])
    says = f"By theory the gradient keeps its size at σ_w = {numeral(float(np.interp(1.0, chi, sizes)), 3)}."
    series = [
        Series("theory", sizes, chi, "rnn"),
        Series("a gradient that keeps its size", sizes[[0, -1]], np.ones(2), "expected"),
    ]
    return Picture("size of the recurrent weights", "factor a step", series, log10=False, marks=[], says=says)


_INSTEAD: Final[dict[int, Callable[[], Picture]]] = {12: _theory}
