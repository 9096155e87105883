"""A picture: what a page shows of a result, and how it is looked at."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.figures.coloured_text import text_sources
from rnnviz.figures.unit_orders import ORDERS

__all__ = ["VIEWS", "Look", "Picture", "whose_units"]

#: How gates and states are drawn, and what that is called.
VIEWS: Final[Mapping[str, str]] = {"unit": "One unit", "maps": "Maps", "lines": "Lines"}


def whose_units(setting: Setting) -> str:
    """The networks that units belong to: those that are followed stay while a setting moves, and go with their network.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> (
    ...     whose_units(Scenario()) == whose_units(Scenario(gain=2.0)),
    ...     whose_units(Scenario()) == whose_units(Scenario(seed=1)),
    ... )
    (True, False)
    """
    drawn = setting.adjustable
    return setting.key if drawn is None else f"{drawn.n_a} units, seed {drawn.seed}"


class Look(NamedTuple):
    """What of a result is looked at: chosen beside the figures, and no part of the setting.

    Parameters
    ----------
    sequence : int
        Number in the batch, counted from 1.
    order : str
        Of the units, of `ORDERS`.
    view : str
        How gates and states are drawn, of `VIEWS`.
    source : str or None
        What a text is coloured by, of `text_sources`; nothing unless given.
    pinned : Scenario or None
        What stands beside it, if something was pinned.
    switched : bool
        Whether maps show what was pinned, instead of what stands beside it.
    moving : bool
        Whether it is there for the blink of an eye, so that numbers travel in half the precision where there are many.
    """

    sequence: int = 1
    order: str = "number"
    view: str = "unit"
    source: str | None = None
    pinned: Scenario | None = None
    switched: bool = False
    moving: bool = False

    def within(self, setting: Setting) -> "Look":
        """The same as far as a setting has it; what it has not is as at the beginning.

        Examples
        --------
        >>> from rnnviz import Scenario
        >>> Look(sequence=9, order="colour", source="rnn a").within(Scenario(m=4))
        Look(sequence=4, order='number', view='unit', source=None, pinned=None, switched=False, moving=False)
        """
        sources = list(text_sources(setting)) if setting.letters else []
        source = self.source if self.source in sources else next(iter(sources), None)
        order = self.order if self.order in ORDERS else "number"
        view = self.view if self.view in VIEWS else "unit"
        return self._replace(sequence=min(max(self.sequence, 1), setting.batch), order=order, view=view, source=source)


class Picture(NamedTuple):
    """What a page shows.

    Parameters
    ----------
    words : mapping of str to str
        HTML, by the name of its place on the page; empty where there is nothing to say.
    parts : mapping of str to bytes
        What each drawing is sent (`rnnviz.pictures.message.encode`), by the key of its component.
    """

    words: Mapping[str, str]
    parts: Mapping[str, bytes]
