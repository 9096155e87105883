"""The address bar: several parts of the app have names of their own in it, and one function writes them all."""

from collections.abc import Callable, Mapping

import streamlit as st

__all__ = ["read", "with_own", "write"]


def read() -> dict[str, str]:
    """What the browser showed when it asked for this run."""
    return st.query_params.to_dict()


def write(own: Mapping[str, str], is_own: Callable[[str], bool]) -> None:
    """Put one's own names into the address, and leave all others there; each time that it changes is a step back.

    Parameters
    ----------
    own : mapping of str to str
        What is to stand there.
    is_own : callable
        Whether a name is one's own, so that it goes if nothing is to stand there.
    """
    current = read()
    wanted = with_own(current, own, is_own)
    if wanted != current:
        st.query_params.from_dict(wanted)


def with_own(address: Mapping[str, str], own: Mapping[str, str], is_own: Callable[[str], bool]) -> dict[str, str]:
    """An address with one's own names in it.

    Examples
    --------
    >>> with_own({"n_a": "5", "result": "3"}, {"gain": "2"}, {"n_a", "gain"}.__contains__)
    {'result': '3', 'gain': '2'}
    """
    return {name: text for name, text in address.items() if not is_own(name)} | dict(own)
