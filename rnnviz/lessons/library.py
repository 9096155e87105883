"""The lessons that come with rnnviz, in the order in which a course takes them, and the challenges."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from rnnviz.lessons.challenge import Challenge
from rnnviz.lessons.lesson import Lesson
from rnnviz.lessons.reading import challenges_in, read_lesson, tables_in

__all__ = ["CHALLENGES", "LESSONS"]

_FILES: Final = tuple(f"{name}.toml" for name in ("forgetting", "gates", "by-hand", "repair", "learning", "practice"))


def _read() -> Mapping[str, Lesson]:
    folder = files("rnnviz.lessons")
    read = [read_lesson(folder.joinpath(name).read_bytes(), name) for name in _FILES]
    return MappingProxyType({lesson.id: lesson for lesson in read})


def _challenges() -> Mapping[str, Challenge]:
    content = files("rnnviz.lessons").joinpath("challenges.toml").read_bytes()
    return MappingProxyType({one.id: one for one in challenges_in(tables_in(content, "challenges.toml"))})


#: By id.
LESSONS: Final[Mapping[str, Lesson]] = _read()
#: By id, easy to hard.
CHALLENGES: Final[Mapping[str, Challenge]] = _challenges()
