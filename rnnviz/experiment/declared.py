"""What a setting is, declared once, where its default stands: bounds, choices, when it counts, its text, its words.

A dataclass declares its fields with `declare`, a table of controls its rows as `Declared`. All that needs to know about
a setting asks `declared`: checks, the address, the code beside a figure, the controls, the axes of a map.
"""

import reprlib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, Final

from rnnviz.cells import CELLS, reads
from rnnviz.experiment.inputs import number_text
from rnnviz.numerics.ranges import Bounds

__all__ = ["Declared", "declare", "declared", "shortened"]

_DECLARED: Final = "declared"


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A setting.

    Parameters
    ----------
    default : object
        What it is unless somebody says otherwise.
    bounds : Bounds, optional
        Of a number.
    choices : mapping, optional
        Of what is one of several: for each what people call it, as a text or as something that has a ``label``.
    optional : bool
        Whether None is possible, too.
    only : tuple of str
        Another setting, and those of its values with which this one is there at all: ``("input", "sine")``.
    without : tuple of str
        Another setting, and those of its values that take the place of this one.
    label : str
        What people call it; ``{cells}`` stands for the cells that read it.
    asks : callable, optional
        What its control is called, from all settings, where that depends on them.
    help : str or callable
        One sentence beside the control; from all settings, if it depends on them.
    step : float, optional
        Of its slider.
    digits : int, optional
        Significant ones in an address; all unless given.
    write, read : callable, optional
        How it stands in an address, where it is neither number nor name.
    """

    default: Any = None
    bounds: Bounds | None = None
    choices: Mapping[Any, Any] | None = None
    optional: bool = False
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    label: str = ""
    asks: Callable[[Any], str] | None = None
    help: str | Callable[[Any], str] = ""
    step: float | None = None
    digits: int | None = None
    write: Callable[[Any], str] | None = None
    read: Callable[[str], Any] | None = None

    def problem(
        self, name: str, value: object, got: Callable[[Any], str] = reprlib.repr, also: tuple[str, ...] = ()
    ) -> str:
        """What is wrong with a value; empty if nothing is.

        Parameters
        ----------
        name : str
            Of the setting.
        value : object
            Any.
        got : callable
            How a value that is none of the choices is shown.
        also : tuple of str
            Further choices, where they depend on something else.

        Examples
        --------
        >>> Declared(bounds=Bounds(1, 256)).problem("n_a", 1000)
        'n_a must be between 1 and 256; got 1,000. Choose a value in that range.'
        >>> Declared(choices={"adam": "Adam", "sgd": "Plain SGD"}).problem("optimizer", "lion")
        "optimizer must be one of adam, sgd; got 'lion'."
        """
        if value is None and self.optional:
            return ""
        if self.bounds is not None:
            return self.bounds.problem(name, value)
        names = (*(self.choices or ()), *also)
        if self.choices is None or value in names:
            return ""
        return f"{name} must be one of {', '.join(map(self.text, names))}; got {got(value)}."

    def shown(self, choice: Any) -> str:
        """What people call one of the choices."""
        called = (self.choices or {})[choice]
        return str(getattr(called, "label", called))

    def text(self, value: Any) -> str:
        """A value as it stands in an address.

        Examples
        --------
        >>> one = Declared(bounds=Bounds(0.0, 5.0))
        >>> one.text(1.0), one.text(0.1 + 0.2), Declared(choices={True: "", False: ""}).text(True)
        ('1', '0.30000000000000004', 'yes')
        """
        if self.write is not None:
            return self.write(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return number_text(value) if self.digits is None else f"{value:.{self.digits}g}"
        return str(value)

    def value(self, text: str) -> Any:
        """What a text of an address stands for: the text itself if it stands for none of its values.

        Examples
        --------
        >>> whole = Declared(bounds=Bounds(1, 256))
        >>> whole.value("16"), whole.value("16.0"), Declared(choices={True: "", False: ""}).value("no")
        (16, '16.0', False)
        """
        if self.read is not None:
            return self.read(text)
        if self.choices is not None:
            return next((choice for choice in self.choices if self.text(choice) == text), text)
        if self.bounds is None:
            return text
        try:
            return int(text) if self.whole else float(text)
        except ValueError:
            return text

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return self.bounds is not None and isinstance(self.bounds.low, int)

    def called(self, name: str) -> str:
        """What people call it, with the cells that read it.

        Examples
        --------
        >>> Declared(label="{cells} forget bias").called("forget_bias")
        'LSTM forget bias'
        """
        readers = (cell.label for cell in CELLS.values() if name in cell.settings)
        return self.label.format(cells=" and ".join(readers))

    def asked(self, name: str, settings: Any) -> str:
        """What its control is called."""
        return self.called(name) if self.asks is None else self.asks(settings)

    def helped(self, settings: Any) -> str:
        """The sentence beside its control."""
        return self.help(settings) if callable(self.help) else self.help

    def like(self, **changes: Any) -> "Declared":
        """The same, but for some of what is declared."""
        return replace(self, **changes)

    def is_there(self, settings: Any) -> bool:
        """Whether another setting has a value with which this one is there at all."""
        return not self.only or getattr(settings, self.only[0]) in self.only[1:]

    def counts(self, name: str, settings: Any) -> bool:
        """Whether it decides about the result, beside all other settings, or could.

        Parameters
        ----------
        name : str
            Its name, by which cells say that they read it.
        settings : object
            That has all settings as attributes, ``cells`` among them.
        """
        if self.without and getattr(settings, self.without[0]) in self.without[1:]:
            return False
        return self.is_there(settings) and reads(settings.cells, name)


def declare(one: Declared) -> Any:
    """A field of a dataclass for a setting.

    Examples
    --------
    >>> @dataclass
    ... class Sizes:
    ...     n_a: int = declare(Declared(default=32, bounds=Bounds(1, 256), label="Hidden units"))
    >>> Sizes().n_a, declared(Sizes)["n_a"].label
    (32, 'Hidden units')
    """
    return field(default=one.default, metadata={_DECLARED: one})


def declared(kind: Any) -> dict[str, Declared]:
    """All settings of a dataclass, by name, in order."""
    found: tuple[Field[Any], ...] = fields(kind)
    return {one.name: one.metadata[_DECLARED] for one in found if _DECLARED in one.metadata}


def shortened(text: str) -> str:
    """The beginning of a text, for a sentence.

    Examples
    --------
    >>> shortened("tanh"), shortened("x" * 1000)
    ('tanh', 'xxxxxxxxxxxxxxxxxxxx…')
    """
    return text if len(text) <= 20 else text[:20] + "…"
