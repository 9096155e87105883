r"""Next character: read a text, and at every step name the character that comes next.

The sequences are pieces of T + 1 characters from anywhere in the text, which is taken as a ring. To know only how
frequent each character is costs the entropy of these frequencies, :math:`-\sum_c p_c \ln p_c`.
"""

import math
from collections import Counter

import numpy as np

from rnnviz.errors import InputError
from rnnviz.experiment.inputs import MAX_TEXT, alphabet, normalize_text
from rnnviz.tasks.task import Advice, Batch, Lengths, Rng, Solved, Task, one_hot_batch

__all__ = ["MAX_CHARACTERS", "MAX_TEXT", "TEXT", "next_character"]

#: Most different characters that are taken.
MAX_CHARACTERS = 128

#: A text for those who bring none.
TEXT = (
    "The tide comes in, the tide goes out. What it writes on the sand at noon, it has forgotten by the night. The"
    " old wall by the harbour remembers: it has a line for every storm, and the newest line stands over the "
    "oldest. So there are two ways to keep a thing. You can say it again and again, a little fainter every time, "
    "as the sea does; or you can cut it into stone, and guard the stone with a gate that opens for nothing but a "
    "storm. The children who play there know both. They shout a name along the wall and hear it come back, and "
    "come back, and come back, until nobody can tell what it was. Then they take a piece of chalk and write the "
    "name down. And in the evening, when they are called home, they wipe it off, because it was a secret. "
)


def next_character(text: str = TEXT) -> Task:
    """The task for a text.

    Parameters
    ----------
    text : str
        At least two different characters.

    Raises
    ------
    InputError
        If there is nothing to learn from it, or too much.

    Examples
    --------
    >>> task = next_character("abab")
    >>> task.n_x, round(task.baseline(3), 4)  # ln 2
    (2, 0.6931)
    """
    if not isinstance(text, str):
        raise InputError(f"A text to learn from must be a str; got {type(text).__name__}.")
    text = normalize_text(text, MAX_TEXT)
    letters = alphabet(text)
    if len(letters) < 2:
        raise InputError("A text to learn from needs at least two different characters. Type some more.")
    if len(text) > MAX_TEXT:
        raise InputError(f"The text has {len(text):,} characters; at most {MAX_TEXT:,} are possible. Shorten it.")
    if len(letters) > MAX_CHARACTERS:
        raise InputError(
            f"The text has {len(letters)} different characters; at most {MAX_CHARACTERS} are possible. "
            "Choose a text with fewer."
        )
    places = np.searchsorted(np.array(list(letters)), np.array(list(text)))
    counts = Counter(text).values()
    entropy, commonest = -sum(n / len(text) * math.log(n / len(text)) for n in counts), max(counts)

    def draw(rng: Rng, m: int, T: int) -> Batch:
        starts = rng.integers(len(text), size=(m, 1))
        pieces = places[(starts + np.arange(T + 1)) % len(text)]  # (m, T + 1)
        return Batch(one_hot_batch(pieces[:, :-1], len(letters)), pieces[:, 1:], np.ones(T, dtype=bool))

    return Task(
        key="text",
        label="Next character",
        about=(
            "The network reads a text and names the next character at every step. The last few characters already tell "
            "a lot; it is hard to do better, because what helps then lies further back."
        ),
        source="Elman 1990; Karpathy, Johnson & Li 2015",
        kind="classes",
        n_x=len(letters),
        n_y=len(letters),
        lengths=Lengths(2, 200, 50),
        steps=lambda T: T,
        reach=lambda T: 0,
        matters="",
        draw=draw,
        baseline=lambda T: entropy,
        trivial="guessing by frequency",
        trivial_accuracy=lambda T: commonest / len(text),
        # Nine of ten; of a text that is all but one character, half of what the trivial answer leaves.
        solved=Solved("accuracy", max(0.9, (1 + commonest / len(text)) / 2)),
        advice=Advice(0.01, 1000),
        symbols=tuple(letters),
        classes=tuple(letters),
        text=text,
    )
