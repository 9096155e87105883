"""The terms of the field, each in one or two sentences: from one file, for all pages."""

import html
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["GLOSSARY", "Term", "defined", "explained"]


class Term(NamedTuple):
    """A term.

    Parameters
    ----------
    name : str
        As it is written.
    says : str
        What it is.
    words : tuple of str
        As what it stands in the sentences of the pages.
    """

    name: str
    says: str
    words: tuple[str, ...] = ()


def _read() -> Mapping[str, Term]:
    told = tomllib.loads(files("rnnviz.lessons").joinpath("glossary.toml").read_text(encoding="utf-8"))
    terms = {
        key: Term(one["name"], " ".join(one["says"].split()), tuple(one.get("words", ()))) for key, one in told.items()
    }
    return MappingProxyType(terms)


#: By a key that stands in texts.
GLOSSARY: Final[Mapping[str, Term]] = _read()
_KEYS: Final = {word: key for key, term in GLOSSARY.items() for word in term.words}
#: The longest first: "forget gate" is no "gate".
_WORDS: Final = re.compile(rf"\b({'|'.join(map(re.escape, sorted(_KEYS, key=len, reverse=True)))})\b")


def defined(words: str, key: str) -> str:
    """Words, escaped already, that say what they mean when they are pointed at.

    Examples
    --------
    >>> defined("fades", "vanishing").startswith('<dfn tabindex="0" data-says="A gradient that shrinks')
    True
    """
    return f'<dfn tabindex="0" data-says="{html.escape(GLOSSARY[key].says)}">{words}</dfn>'


def explained(escaped: str, seen: set[str] | None = None) -> str:
    """A sentence, escaped already, in which each term is explained where it first stands.

    Parameters
    ----------
    escaped : str
        HTML without tags.
    seen : set of str, optional
        Keys of what was explained before, to which is added; for several sentences that stand together.

    Examples
    --------
    >>> explained("The slope is the slope.").count("<dfn"), explained("A step.")
    (1, 'A step.')
    """
    known = set() if seen is None else seen

    def first(found: re.Match[str]) -> str:
        key = _KEYS[found[1]]
        if key in known:
            return found[1]
        known.add(key)
        return defined(found[1], key)

    return _WORDS.sub(first, escaped)
