"""A scenario: everything that a person can set, in one frozen dataclass that checks itself and fits into a URL."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Final, NamedTuple

from numpy.typing import NDArray

from rnnviz.cells.starts import OF_START, STARTS, take_from_start
from rnnviz.errors import ScenarioError
from rnnviz.experiment.address import from_texts
from rnnviz.experiment.decisive import decisive
from rnnviz.experiment.declarations import BOUNDS, CHOICES, SETTINGS, choices_of
from rnnviz.experiment.declared import Declared, declare
from rnnviz.experiment.drawn import drawn_input, drawn_labels, drawn_parameters
from rnnviz.experiment.inputs import Table, alphabet
from rnnviz.experiment.key import key_of
from rnnviz.experiment.possible import check_budget, check_sequence, check_values
from rnnviz.experiment.setting import BUDGET, Readout

__all__ = ["BOUNDS", "BUDGET", "CHOICES", "SETTINGS", "FromQuery", "Scenario", "choices_of"]

Array = NDArray[Any]

#: A field of an heir, of which nothing is said: it always counts.
_NEW: Final = Declared()


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

    cells: tuple[str, ...] = declare(SETTINGS["cells"])
    n_x: int = declare(SETTINGS["n_x"])
    n_a: int = declare(SETTINGS["n_a"])
    n_y: int = declare(SETTINGS["n_y"])
    m: int = declare(SETTINGS["m"])
    T_x: int = declare(SETTINGS["T_x"])
    activation: str = declare(SETTINGS["activation"])
    start: str = declare(SETTINGS["start"])
    init: str = declare(SETTINGS["init"])
    gain: float = declare(SETTINGS["gain"])
    forget: str = declare(SETTINGS["forget"])
    forget_bias: float = declare(SETTINGS["forget_bias"])
    t_max: int = declare(SETTINGS["t_max"])
    input_bias: float = declare(SETTINGS["input_bias"])
    output_bias: float = declare(SETTINGS["output_bias"])
    update_bias: float = declare(SETTINGS["update_bias"])
    seed: int = declare(SETTINGS["seed"])
    input: str = declare(SETTINGS["input"])
    input_scale: float = declare(SETTINGS["input_scale"])
    input_at: int = declare(SETTINGS["input_at"])
    period: float = declare(SETTINGS["period"])
    text: str = declare(SETTINGS["text"])
    numbers: Table = declare(SETTINGS["numbers"])
    loss: str = declare(SETTINGS["loss"])
    loss_step: int = declare(SETTINGS["loss_step"])

    #: What is right are always classes; people call it nothing, since its settings say all; it comes from no file.
    readout: ClassVar[Readout] = "classes"
    name: ClassVar[str] = ""
    file: ClassVar[str] = ""

    def __post_init__(self) -> None:
        take_from_start(self, self.start if self.start in STARTS else "plain")  # else refused below
        check_values(self)
        check_sequence(self)
        check_budget(self)

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
        return SETTINGS.get(name, _NEW).counts(name, self)

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
        return key_of(type(self).__name__, decisive(self))

    def to_query(self) -> dict[str, str]:
        """Every field that differs from its default, as plain text for a URL."""
        return {name: SETTINGS[name].text(value) for name, value in self.changed().items()}

    def changed(self) -> dict[str, Any]:
        """Every field that differs from its default; what the start decides counts as one.

        Examples
        --------
        >>> Scenario(start="pytorch", forget_bias=1.0).changed()
        {'start': 'pytorch', 'forget_bias': 1.0}
        """
        defaults = {name: one.default for name, one in SETTINGS.items()} | STARTS[self.start].settings
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
        return FromQuery(*from_texts(cls, query))


class FromQuery(NamedTuple):
    """A scenario read from a URL, and the problems met on the way."""

    scenario: Scenario
    problems: list[ScenarioError]
