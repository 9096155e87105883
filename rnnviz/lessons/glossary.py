"""The terms of the field, each in one or two sentences: from one file, for all pages."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["GLOSSARY", "Term"]


class Term(NamedTuple):
    """A term.

    Parameters
    ----------
    name : str
        As it is written.
    says : str
        What it is.
    """

    name: str
    says: str


def _read() -> Mapping[str, Term]:
    told = tomllib.loads(files("rnnviz.lessons").joinpath("glossary.toml").read_text(encoding="utf-8"))
    return MappingProxyType({key: Term(one["name"], " ".join(one["says"].split())) for key, one in told.items()})


#: By a key that stands in texts.
GLOSSARY: Final[Mapping[str, Term]] = _read()
