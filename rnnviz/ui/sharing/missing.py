"""What a link cannot hold: what who copies it is told, and what who opens it."""

from typing import Final, NamedTuple

__all__ = ["MISSING", "Missing"]


class Missing(NamedTuple):
    """One thing that a link cannot hold.

    Parameters
    ----------
    copying : str
        What is said beside the button.
    opening : str
        What is said above the page that the link opens.
    """

    copying: str
    opening: str


#: By their names in the address.
MISSING: Final = {
    "network": Missing(
        "Not in the link: the network from a file, which has more weights than it holds (some 800). "
        "It opens the network of the settings instead, and says so. Send the file as well.",
        "The link was copied while a network from a file was looked into that was too large for it. "
        "This is the network of the settings: ask for the file, and open it on Train.",
    ),
    "training": Missing(
        "Not in the link: what was trained here. Who opens it can train the same plan, with the same seed.",
        "The link was copied beside a training, which no link holds. Train gives the same one: the seed is the same.",
    ),
    "map": Missing(
        "Not in the link: the map over two settings. Who opens it can compute it anew.",
        "The link was copied beside a map over two settings, which no link holds. Choose two settings and compute it.",
    ),
    "guess": Missing(
        "Not in the link: guesses. Who opens it is asked before the answer is shown.",
        "",
    ),
    "lesson": Missing(
        "Not in the link: a lesson from a file. Send the file as well.",
        "The link was copied in a lesson from a file, which no link holds. Ask for the file, and open it on Learn.",
    ),
    "numbers": Missing(
        "Not in the link: the table of numbers, which is too large. It opens the default table instead, and says so.",
        "The link was copied with a table of numbers too large for it. This is the default table: ask for the file.",
    ),
    "text": Missing(
        "Not in the link: the text, which is too long. It opens the default text instead, and says so.",
        "The link was copied with a text too long for it. This is the default text.",
    ),
    "edits": Missing(
        "Not in the link: values changed by hand: too many. It opens the network without them, and says so.",
        "The link was copied with more values changed by hand than it holds. This is the network without them.",
    ),
}
