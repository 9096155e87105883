"""The address bar: several parts of the app have names of their own in it, and one function writes them all.

An address that would be long stands there as one packed text, ``link``; who reads the address is handed what is in it.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import streamlit as st

from rnnviz.errors import InputError
from rnnviz.ui.session.calm import HIDE, asked_to_hide, is_set_by_controls
from rnnviz.ui.session.packed import packed, unpacked
from rnnviz.ui.session.session import session

__all__ = ["LINK", "LOOK", "Opened", "opened", "read", "shown", "with_own", "write"]

#: Name of the packed text.
LINK: Final = "link"
#: How something is looked at, as a copied link has it. It counts when the link is opened; what is written later has
#: none of it.
LOOK: Final = frozenset(
    ("draw", "by", "sequence", "colour", "cut", "pair", "edits", "knobs", "lacks", "stays", "screen", "t", "units")
) | {"opened", "cell", "way", "numbers_of", "unit", "apart", "trained"}


class Opened(NamedTuple):
    """An address, taken apart.

    Parameters
    ----------
    names : dict of str to str
        What it says.
    ignored : tuple of str
        Names that do not count, because what they would set is hidden.
    problem : str
        Why its packed text cannot be used; empty if it can.
    """

    names: dict[str, str]
    ignored: tuple[str, ...] = ()
    problem: str = ""


def opened(address: Mapping[str, str], hidden: frozenset[str] = frozenset()) -> Opened:
    """Take an address apart.

    What is packed is as it was copied. What is written beside it by hand counts more, but sets nothing that is hidden.

    Parameters
    ----------
    address : mapping of str to str
        As it stands in the browser.
    hidden : frozenset of str
        What is left out anyhow.

    Examples
    --------
    >>> opened({"n_a": "8", "gain": "2"}).names
    {'n_a': '8', 'gain': '2'}
    >>> opened({"link": packed({"n_a": "8"}), "gain": "2", "hide": "controls"})
    Opened(names={'n_a': '8', 'hide': 'controls'}, ignored=('gain',), problem='')
    """
    beside = {name: text for name, text in address.items() if name != LINK}
    inside, problem = dict[str, str](), ""
    if LINK in address:
        try:
            inside = unpacked(address[LINK])
        except InputError as error:
            problem = str(error)
    hidden |= asked_to_hide(inside.get(HIDE, ""))[0] | asked_to_hide(beside.get(HIDE, ""))[0]
    ignored = tuple(name for name in beside if is_set_by_controls(name)) if "controls" in hidden else ()
    names = inside | {name: text for name, text in beside.items() if name not in ignored}
    if HIDE in inside and HIDE in beside:
        names[HIDE] = f"{inside[HIDE]},{beside[HIDE]}"
    return Opened(names, ignored, problem)


def shown() -> Opened:
    """What the browser showed when it asked for this run, taken apart."""
    return opened(st.query_params.to_dict(), session().hidden)


def read() -> dict[str, str]:
    """What the browser showed when it asked for this run."""
    return shown().names


def write(own: Mapping[str, str], is_own: Callable[[str], bool]) -> None:
    """Put one's own names into the address, and leave all others there; each time that it changes is a step back.

    Where controls are hidden it is packed: what they would set does not count beside.

    Parameters
    ----------
    own : mapping of str to str
        What is to stand there.
    is_own : callable
        Whether a name is one's own, so that it goes if nothing is to stand there.
    """
    current = read()
    wanted = with_own(current, own, is_own)
    if session().hidden:
        wanted[HIDE] = ",".join(sorted(session().hidden))
    if wanted != current:
        wanted = {name: text for name, text in wanted.items() if name not in LOOK}
        st.query_params.from_dict({LINK: packed(wanted)} if "controls" in session().hidden else wanted)


def with_own(address: Mapping[str, str], own: Mapping[str, str], is_own: Callable[[str], bool]) -> dict[str, str]:
    """An address with one's own names in it.

    Examples
    --------
    >>> with_own({"n_a": "5", "result": "3"}, {"gain": "2"}, {"n_a", "gain"}.__contains__)
    {'result': '3', 'gain': '2'}
    """
    return {name: text for name, text in address.items() if not is_own(name)} | dict(own)
