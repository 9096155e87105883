"""The lessons that come with rnnviz, in the order in which a course takes them."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from rnnviz.lessons.lesson import Lesson
from rnnviz.lessons.reading import read_lesson

__all__ = ["LESSONS"]

_FILES: Final = tuple(f"{name}.toml" for name in ("forgetting", "gates", "by-hand", "repair", "learning", "practice"))


def _read() -> Mapping[str, Lesson]:
    folder = files("rnnviz.lessons")
    read = [read_lesson(folder.joinpath(name).read_bytes(), name) for name in _FILES]
    return MappingProxyType({lesson.id: lesson for lesson in read})


#: By id.
LESSONS: Final[Mapping[str, Lesson]] = _read()
