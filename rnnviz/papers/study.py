"""What of a claim can be varied, and what is drawn then: plain data, which figures draw and pages ask for."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from numpy.typing import NDArray

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import Scenario

__all__ = ["Kind", "Knob", "Mark", "Nearest", "Picture", "Place", "Series", "Study"]

Array = NDArray[Any]
Kind = Literal["rnn", "lstm", "c", "expected", "other", "another"]


class Knob(NamedTuple):
    """A number that a person can vary.

    Parameters
    ----------
    name : str
        Of the argument.
    label : str
        What it is called on the screen.
    low, high, step : float
        From where to where; whole numbers if all of them are.
    value : float
        The paper's own.
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    value: float


class Series(NamedTuple):
    """One line, or a set of points.

    Parameters
    ----------
    name : str
        In the legend.
    x, y : numpy.ndarray, each (n,)
        log₁₀ of what y stands for if the picture is logarithmic.
    kind : str
        Whose it is, ``"rnn"``, ``"lstm"``, ``"c"`` (a cell state) or ``"other"``; ``"expected"`` is what the paper
        says.
    points : bool
        Points instead of a line.
    """

    name: str
    x: Array
    y: Array
    kind: Kind
    points: bool = False


class Mark(NamedTuple):
    """A place on the x axis with a name."""

    x: float
    name: str


class Picture(NamedTuple):
    """What is drawn.

    Parameters
    ----------
    x_label, y_label : str
        Of the axes.
    series : list of Series
        In the order of the legend.
    log10 : bool
        Whether y is a base-10 logarithm.
    marks : list of Mark
        Vertical lines.
    says : str
        What it shows, in words and measured numbers.
    backwards : bool
        Whether x counts steps back from the loss. Its 0 is drawn on the right then, so that time runs to the right.
    """

    x_label: str
    y_label: str
    series: list[Series]
    log10: bool
    marks: list[Mark]
    says: str
    backwards: bool = False


class Nearest(NamedTuple):
    """The setting of the app that is nearest to the study's.

    Parameters
    ----------
    scenario : Scenario
        What to set.
    edits : tuple of Edit
        What to change by hand.
    differs : str
        In what it differs from the study, as the end of a sentence; empty if it does not.
    """

    scenario: Scenario
    edits: tuple[Edit, ...] = ()
    differs: str = ""


class Place(NamedTuple):
    """A page of the app where the effect can be played with.

    Parameters
    ----------
    page : str
        Of the app, as it is called in addresses; empty for the first one.
    label : str
        What is to be done and seen there.
    query : mapping of str to str
        What stands in the address besides the study's nearest setting, or in the place of a part of it.
    alone : bool
        Whether `query` is all that stands there.
    """

    page: str
    label: str
    query: Mapping[str, str] = {}
    alone: bool = False


class Study(NamedTuple):
    """How a claim can be tried.

    Parameters
    ----------
    knobs : tuple of Knob
        What can be varied.
    picture : callable
        ``picture(**values)`` measures everything anew.
    setting : callable
        ``setting(**values)``, for the other pages.
    places : tuple of Place
        Where to go on.
    """

    knobs: tuple[Knob, ...]
    picture: Callable[..., Picture]
    setting: Callable[..., Nearest]
    places: tuple[Place, ...] = (Place("", "Gradient: what is left of it in this setting"),)
