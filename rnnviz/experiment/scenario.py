"""A scenario: everything that a person can set, in one frozen dataclass that checks itself and fits into a URL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from numpy.typing import NDArray

from rnnviz.cells import CELLS, one_start, reads
from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.cells.initialization import INITIALIZATIONS
from rnnviz.cells.starts import OF_START, OWN, STARTS, take_from_start
from rnnviz.errors import InputError, ScenarioError
from rnnviz.experiment.drawn import drawn_input, drawn_labels, drawn_parameters
from rnnviz.experiment.inputs import (
    CODE_POINTS,
    MAX_NUMBER,
    Table,
    alphabet,
    normalize_text,
    number_text,
    parse_table,
    table,
    table_text,
)
from rnnviz.experiment.key import key_of
from rnnviz.experiment.setting import BUDGET, Readout, first_loss_step
from rnnviz.numerics.ranges import Bounds, in_full

__all__ = ["BOUNDS", "BUDGET", "CHOICES", "INPUTS", "LOSSES", "FromQuery", "Scenario", "choices_of"]

Array = NDArray[Any]

#: Digits that a number in an address can have.
MAX_DIGITS = 300
#: Characters of an address that are read of a field that is neither text nor table.
MAX_FIELD = 10_000
INPUTS = ("noise", "impulse", "step", "sine", "text", "numbers")
LOSSES = ("last", "every", "step")


#: Every bound on a number, by field.
BOUNDS = {
    "n_x": Bounds(1, 32),
    "n_a": Bounds(1, 256),
    "n_y": Bounds(2, 32),
    "m": Bounds(1, 64),
    "T_x": Bounds(1, 1000),
    "gain": Bounds(0.05, 5.0),
    "forget_bias": Bounds(-5.0, 10.0),
    "t_max": Bounds(3, 10_000),
    "input_bias": Bounds(-5.0, 10.0),
    "output_bias": Bounds(-5.0, 10.0),
    "update_bias": Bounds(-5.0, 10.0),
    "seed": Bounds(0, 2**32 - 1),
    "input_scale": Bounds(0.0, 10.0),
    "input_at": Bounds(1, 1000),
    "period": Bounds(2.0, 1000.0),
    "loss_step": Bounds(1, 1000),
}
#: Every choice among names, by field; for recurrent weights see `choices_of`.
CHOICES = {
    "activation": tuple(ACTIVATIONS),
    "start": tuple(STARTS),
    "init": tuple(INITIALIZATIONS),
    "input": INPUTS,
    "loss": LOSSES,
    "forget": ("constant", "chrono"),
}


def choices_of(field: str, start: str = "plain") -> tuple[str, ...]:
    """The names that a field may have; some starts draw the recurrent weights in a way of their own, ``"own"``.

    Examples
    --------
    >>> choices_of("init"), choices_of("init", "pytorch")[0]
    (('glorot', 'gaussian', 'orthogonal', 'identity'), 'own')
    """
    own = field == "init" and start in STARTS and STARTS[start].init == OWN
    return (OWN, *CHOICES[field]) if own else CHOICES[field]


@dataclass(frozen=True)
class Scenario:
    """What is asked: the networks, their initialisation, the input and the loss.

    The defaults are those of Keras for its SimpleRNN and LSTM layers, with each gate drawn by itself: Glorot-uniform
    input weights, orthogonal recurrent weights, zero biases, forget bias 1. Keras itself, and other frameworks, are
    other starts.

    Parameters
    ----------
    cells : tuple of str
        Cells to compare, of ``"rnn"``, ``"lstm"`` and ``"gru"``.
    n_x, n_a, n_y, m, T_x : int
        Sizes of input, hidden state, output, batch, and the number of steps. A text or a table has its own
        number of features and steps and is a batch of one: see `features`, `batch` and `steps`.
    activation : str
        Of the RNN: ``"tanh"``, ``"sigmoid"``, ``"relu"`` or ``"linear"``.
    start : str
        How all parameters are drawn: ``"plain"``, or as in ``"keras"``, ``"pytorch"``, ``"flax"`` or ``"haiku"``; see
        `rnnviz.cells.starts`.
    init : str
        Of the recurrent weights: ``"glorot"``, ``"gaussian"``, ``"orthogonal"``, ``"identity"``, or where a start has a
        way of its own, ``"own"``. Unless given, that of the start: orthogonal for the plain one.
    gain : float
        Factor on the recurrent weights.
    forget : str
        ``"constant"``: the LSTM's forget bias is ``forget_bias``; ``"chrono"``: drawn for memories of up to ``t_max``
        steps.
    forget_bias : float
        Constant that is added to the bias of the LSTM's forget gate, which is 0, or drawn by PyTorch's start. Unless
        given, that of the start: 1 for the plain one, 0 for PyTorch.
    t_max : int
        Longest memory, in steps, for chrono initialisation, which takes the place of all biases of the forget gate and
        the input gate.
    input_bias, output_bias : float
        Constants that are added to the biases of the LSTM's input gate and output gate.
    update_bias : float
        The same of the GRU's update gate, which keeps the old state.
    seed : int
        Of everything that is drawn. Both cells get the same input and the same seed.
    input : str
        ``"noise"``, ``"impulse"``, ``"step"``, ``"sine"``, ``"text"`` or ``"numbers"``.
    input_scale : float
        Standard deviation of noise, impulse and step; amplitude of the sine.
    input_at : int
        Step of the impulse, or first step of the step, counted from 1.
    period : float
        Of the sine, in steps.
    text : str
        The text, one-hot by character.
    numbers : tuple of tuple of float
        The table, one row a feature.
    loss : str
        Where the loss looks at the output: ``"last"`` step, ``"every"`` step, or one ``"step"``.
    loss_step : int
        That step, counted from 1.

    Raises
    ------
    ScenarioError
        If a field is out of bounds or the scenario is over the budget; it names the field.

    Examples
    --------
    >>> scenario = Scenario(n_a=64, forget_bias=0.0)
    >>> scenario.to_query()
    {'n_a': '64', 'forget_bias': '0'}
    >>> Scenario.from_query(scenario.to_query()).scenario == scenario
    True
    >>> pytorch = Scenario(start="pytorch")
    >>> pytorch.init, pytorch.forget_bias, pytorch.to_query()
    ('own', 0.0, {'start': 'pytorch'})
    >>> Scenario(n_a=1000)
    Traceback (most recent call last):
    rnnviz.errors.ScenarioError: n_a must be between 1 and 256; got 1,000. Choose a value in that range.
    """

    cells: tuple[str, ...] = ("rnn", "lstm")
    n_x: int = 8
    n_a: int = 32
    n_y: int = 4
    m: int = 8
    T_x: int = 100
    activation: str = "tanh"
    start: str = "plain"
    init: str = OF_START
    gain: float = 1.0
    forget: str = "constant"
    forget_bias: float = OF_START
    t_max: int = 100
    input_bias: float = 0.0
    output_bias: float = 0.0
    update_bias: float = 0.0
    seed: int = 0
    input: str = "noise"
    input_scale: float = 1.0
    input_at: int = 1
    period: float = 20.0
    text: str = "The cat that the dogs chased was hungry."
    numbers: Table = ((0.0, 0.5, 1.0, 0.5, 0.0, -0.5, -1.0, -0.5),)
    loss: str = "last"
    loss_step: int = 1

    def __post_init__(self) -> None:
        take_from_start(self, self.start if self.start in STARTS else "plain")  # else refused below
        for name in CHOICES:
            choices = choices_of(name, self.start)
            if getattr(self, name) not in choices:
                raise ScenarioError(
                    name, f"{name} must be one of {', '.join(choices)}; got {_shown(getattr(self, name))!r}."
                )
        if not self.cells or set(self.cells) - set(CELLS) or len(set(self.cells)) < len(self.cells):
            got = _shown(", ".join(self.cells)) or "none"
            raise ScenarioError("cells", f"cells must be one or more of {', '.join(CELLS)}; got {got}. Choose one.")
        for name, bounds in BOUNDS.items():
            problem = bounds.problem(name, getattr(self, name))
            if problem:
                raise ScenarioError(name, problem)
        self._check_sequence()
        self._check_budget()

    def _check_sequence(self) -> None:
        most = int(BOUNDS["T_x"].high)
        if len(self.text) <= CODE_POINTS * most:
            object.__setattr__(self, "text", _in_form(self.text, most))
        if not self.text:
            raise ScenarioError("text", "The text has no characters yet. Type at least one.")
        if len(self.text) > most:
            raise ScenarioError(
                "text",
                f"The text has {len(self.text):,} characters; at most {most:,} are possible, one a time step. "
                "Shorten it.",
            )
        widths = {len(row) for row in self.numbers}
        if len(widths) != 1 or not 1 <= min(widths) <= most or len(self.numbers) > BOUNDS["n_x"].high:
            raise ScenarioError(
                "numbers",
                f"The table must have 1 to {in_full(BOUNDS['n_x'].high)} rows of one length, "
                f"with 1 to {most:,} numbers each.",
            )
        if not all(abs(v) <= MAX_NUMBER for row in self.numbers for v in row):
            raise ScenarioError("numbers", f"Every number of the table must lie within ±{in_full(MAX_NUMBER)}.")
        if self.loss == "step" and self.loss_step > self.steps:
            raise ScenarioError(
                "loss_step",
                f"The loss looks at step {self.loss_step}, but the sequence has {self.steps} steps. "
                f"Choose a step from 1 to {self.steps}, or a longer sequence.",
            )
        if self.input in ("impulse", "step") and self.input_at > self.steps:
            raise ScenarioError(
                "input_at",
                f"The {self.input} comes at step {self.input_at}, but the sequence has {self.steps} steps. "
                f"Choose a step from 1 to {self.steps}, or a longer sequence.",
            )

    def _check_budget(self) -> None:
        if self.cost > BUDGET:
            fitting = BUDGET // (self.steps * self.n_a)
            advice = f"a batch of {fitting} fits" if fitting else f"{BUDGET // self.n_a:,} steps fit with a batch of 1"
            raise ScenarioError(
                "m",
                f"{self.steps:,} steps × {self.n_a} units × {self.batch} sequences = {self.cost:,} hidden values, "
                f"more than the {BUDGET:,} that are computed at once: {advice}.",
            )

    @property
    def steps(self) -> int:
        """Number of time steps: ``T_x``, or the length of the text or table."""
        return {"text": len(self.text), "numbers": len(self.numbers[0])}.get(self.input, self.T_x)

    @property
    def features(self) -> int:
        """Number of input features: ``n_x``, or the characters of the text's alphabet, or the rows of the table."""
        if self.input == "text":
            return len(alphabet(self.text))
        return len(self.numbers) if self.input == "numbers" else self.n_x

    @property
    def batch(self) -> int:
        """Number of sequences: ``m``, or 1 for a text or table."""
        return 1 if self.input in ("text", "numbers") else self.m

    @property
    def letters(self) -> tuple[str, ...]:
        """What each input feature of a text stands for; empty for any other input."""
        return tuple(alphabet(self.text)) if self.input == "text" else ()

    def characters(self, sequence: int = 1) -> tuple[str, ...]:
        """The characters of a sequence of the batch, counted from 1, if it is a text; else empty."""
        return tuple(self.text) if self.input == "text" else ()

    @property
    def last_loss_step(self) -> int:
        """Last step at which the loss looks, counted from 1."""
        return self.loss_step if self.loss == "step" else self.steps

    @property
    def cost(self) -> int:
        """Hidden values to compute for each cell: steps · n_a · batch."""
        return self.steps * self.n_a * self.batch

    @property
    def readout(self) -> Readout:
        """What the output layer says: of a scenario always classes."""
        return "classes"

    @property
    def name(self) -> str:
        """Its settings say all: people call it nothing."""
        return ""

    @property
    def file(self) -> str:
        """It comes from no file."""
        return ""

    @property
    def adjustable(self) -> "Scenario":
        """Itself: its settings can be changed, tried, swept, and written into an address."""
        return self

    def described(self) -> dict[str, str]:
        """What it is, for files: where it differs from the defaults."""
        return self.to_query()

    def looking_at(self, step: int) -> "Scenario":
        """The same with a loss at one step alone, counted from 1."""
        return replace(self, loss="step", loss_step=step)

    def make_input(self) -> Array:
        """The input, (n_x, m, T)."""
        return drawn_input(self)

    def make_labels(self) -> Array:
        """A class for every sequence at every step, (m, T) of int."""
        return drawn_labels(self)

    def make_parameters(self, cell: str) -> Mapping[str, Array]:
        """The parameters of a cell, by name."""
        return drawn_parameters(self, cell)

    def counts(self, name: str) -> bool:
        """Whether a field decides about the result, or could: the period of a sine does not while there is noise.

        Examples
        --------
        >>> Scenario().counts("period"), Scenario(input="sine").counts("period"), Scenario().counts("seed")
        (False, True, True)
        """
        return reads(self.cells, name) and (name not in _COUNTS or _COUNTS[name](self))

    @cached_property
    def key(self) -> str:
        """The content key: two scenarios have one exactly if their results are equal, in what they say too.

        What does not count is not in it, and what comes to the same is the same in it: a loss at the last of 100 steps
        and one at step 100. So a result that was kept under it may have been asked for with other fields.

        Examples
        --------
        >>> Scenario(period=5.0).key == Scenario().key, Scenario(loss="step", loss_step=100).key == Scenario().key
        (True, True)
        >>> Scenario(gain=1.05).key == Scenario().key
        False
        """
        return key_of(type(self).__name__, self._decisive())

    def _decisive(self) -> dict[str, Any]:
        """All that decides, by name; a field that nothing is said of, a new one too, is in it as it is."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _INPUT and self.counts(f.name)}
        sizes = {"n_x": self.features, "m": self.batch, "T_x": self.steps}
        values |= one_start(self.cells, self.start, self.init)
        loss = {"loss": first_loss_step(self), "loss_step": self.last_loss_step}
        return values | sizes | loss | {"input": self._decisive_input()}

    def _decisive_input(self) -> tuple[Any, ...]:
        """What decides about the input beside its sizes, the same for all that come to the same."""
        if self.input == "text":
            return "text", self.text
        if self.input == "numbers":
            numbers = table(self.numbers)
            return ("numbers", numbers) if numbers.any() else ("zeros",)
        if self.input_scale == 0:
            return ("zeros",)
        if self.input == "sine":
            return "sine", self.input_scale, self.period
        if self.input == "noise" and self.T_x > 1:
            return "noise", self.input_scale
        at = 1 if self.input == "noise" else self.input_at  # noise over one step is an impulse at it
        stays = self.input == "step" and at < self.T_x  # so is a step at the last one
        return "step" if stays else "impulse", self.input_scale, at

    def to_query(self) -> dict[str, str]:
        """Every field that differs from its default, as plain text for a URL."""
        return {name: _to_text(name, value) for name, value in self.changed().items()}

    def changed(self) -> dict[str, Any]:
        """Every field that differs from its default; what the start decides counts as one.

        Examples
        --------
        >>> Scenario(start="pytorch", forget_bias=1.0).changed()
        {'start': 'pytorch', 'forget_bias': 1.0}
        """
        defaults = {f.name: f.default for f in fields(Scenario)} | STARTS[self.start].settings
        return {name: getattr(self, name) for name, default in defaults.items() if getattr(self, name) != default}

    def starting(self, start: str) -> "Scenario":
        """The same, but drawn as another start draws all of it, its recurrent weights and forget bias among them.

        Examples
        --------
        >>> Scenario(n_a=64, init="identity", forget_bias=3.0).starting("pytorch") == Scenario(n_a=64, start="pytorch")
        True
        """
        return replace(self, start=start, **dict.fromkeys(STARTS["plain"].settings, OF_START))

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "FromQuery":
        """The scenario that a URL describes, as far as it can be read.

        Parameters
        ----------
        query : mapping of str to str
            As from `to_query`. Keys that are no fields are somebody else's and are left alone.

        Returns
        -------
        FromQuery
            ``scenario`` and ``problems``: what could not be used, in whose place the default stands.

        Examples
        --------
        >>> Scenario.from_query({"n_a": "16", "gain": "1e6"}).problems[0].args[0]
        'gain must be between 0.05 and 5; got 1,000,000. Choose a value in that range.'
        """
        problems, values = list[ScenarioError](), dict[str, Any]()
        try:
            scenario = cls(start=query.get("start", "plain"))  # it decides what is the default of others
        except ScenarioError as problem:
            scenario = cls()
            problems.append(problem)
        for f in fields(cls):
            if f.name in query and f.name != "start":
                try:
                    values[f.name] = _from_text(f.name, getattr(scenario, f.name), query[f.name])
                except ScenarioError as problem:
                    problems.append(problem)
        try:
            return FromQuery(replace(scenario, **values), problems)
        except ScenarioError:
            pass  # one of them does not fit: find out which, by taking them in one after another
        for name in sorted(values, key=_fit_order):
            try:
                scenario = replace(scenario, **{name: values[name]})
            except ScenarioError as problem:
                own = problem.field == name
                because = f"{name} = {_shown(query[name])} does not fit to the rest. {problem}"
                problems.append(problem if own else ScenarioError(name, because))
        return FromQuery(scenario, problems)


#: When a field counts, of those that do not always do.
_COUNTS: Final[dict[str, Callable[[Scenario], bool]]] = {
    **dict.fromkeys(("n_x", "m", "T_x", "input_scale"), lambda s: s.input not in ("text", "numbers")),
    **dict.fromkeys(("forget_bias", "input_bias"), lambda s: s.forget == "constant"),
    "t_max": lambda s: s.forget == "chrono",
    "input_at": lambda s: s.input in ("impulse", "step"),
    "period": lambda s: s.input == "sine",
    "text": lambda s: s.input == "text",
    "numbers": lambda s: s.input == "numbers",
    "loss_step": lambda s: s.loss == "step",
}
#: The fields that decide about the input together.
_INPUT: Final = ("input", "input_scale", "input_at", "period", "text", "numbers")


class FromQuery(NamedTuple):
    """A scenario read from a URL, and the problems met on the way."""

    scenario: Scenario
    problems: list[ScenarioError]


def _fit_order(name: str) -> int:
    """Steps and brought sequences before what refers to them."""
    order = ("text", "numbers", "input", "loss", "n_a", "m", "T_x", "input_at", "loss_step")
    return order.index(name) if name in order else -1


def _in_form(text: str, most: int) -> str:
    try:
        return normalize_text(text, most)
    except InputError as error:
        raise ScenarioError("text", str(error)) from None


def _shown(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"


def _to_text(name: str, value: Any) -> str:
    if name == "cells":
        return ",".join(value)
    if name == "numbers":
        return table_text(value, separator=",", row_separator="|")
    return number_text(value) if isinstance(value, float) else str(value)


def _from_text(name: str, default: Any, text: str) -> Any:
    """The value of a field; its default says of which kind it is."""
    if name == "numbers":
        try:
            return parse_table(text)
        except InputError as error:
            raise ScenarioError(name, str(error)) from None
    if name == "text":
        return text  # the scenario looks at its length
    if len(text) > MAX_FIELD:
        raise ScenarioError(name, f"{name} is a text of {len(text):,} characters. Choose it with the control.")
    if name == "cells":
        return tuple(text.split(","))
    if isinstance(default, str):
        return text
    whole = isinstance(default, int)
    digits = sum(character.isdigit() for character in text)
    if digits > MAX_DIGITS and not text.strip("+-.0123456789 "):
        low, high = map(in_full, BOUNDS[name])
        raise ScenarioError(
            name,
            f"{name} must be between {low} and {high}; got a number of {digits:,} digits. "
            "Choose a value in that range.",
        )
    try:
        return int(text) if whole else float(text)
    except ValueError:
        what = "a whole number" if whole else "a number"
        raise ScenarioError(name, f"{name} must be {what}; got {_shown(text)!r}. Choose it with the control.") from None
