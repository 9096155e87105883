"""What is asked: all that a run, its caches, edits, names and files need to know, wherever it comes from.

Two kinds implement it side by side: `rnnviz.experiment.scenario.Scenario`, which is drawn from a seed, and
`rnnviz.experiment.given.Given`, whose arrays somebody brought. Whoever runs or shows one asks for what is here, and
never for its class: what can be done with one kind alone follows from what it offers, such as `Setting.adjustable`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol

from numpy.typing import NDArray

if TYPE_CHECKING:
    from rnnviz.experiment.scenario import Scenario

__all__ = ["BUDGET", "Readout", "Setting", "first_loss_step", "loss_steps"]

Array = NDArray[Any]

#: Most hidden values, T · n_a · m, that are computed at once.
BUDGET = 2_000_000
#: What the output layer says: classes by a softmax, under the cross-entropy; or values, under the squared error.
Readout = Literal["classes", "values"]


class Setting(Protocol):
    """Networks, a sequence for them to read, and a loss.

    Two have one `key` exactly if their results are equal: then, and only then, they share results, edits and names.
    """

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells to compare, of `rnnviz.cells.CELLS`."""

    @property
    def features(self) -> int:
        """Number of input features, n_x."""

    @property
    def n_a(self) -> int:
        """Number of hidden units."""

    @property
    def n_y(self) -> int:
        """Number of outputs."""

    @property
    def batch(self) -> int:
        """Number of sequences, m."""

    @property
    def steps(self) -> int:
        """Number of time steps, T."""

    @property
    def activation(self) -> str:
        """Of a cell that reads it, of `rnnviz.cells.activations.ACTIVATIONS`."""

    @property
    def loss(self) -> str:
        """Where the loss looks at the output: at the ``"last"`` step, at ``"every"`` step, or at one ``"step"``."""

    @property
    def last_loss_step(self) -> int:
        """Last step at which it looks, counted from 1."""

    @property
    def readout(self) -> Readout:
        """What the output layer says."""

    @property
    def letters(self) -> tuple[str, ...]:
        """What each input feature of a text stands for; empty for any other input."""

    @property
    def name(self) -> str:
        """What people call it; empty where its settings say all."""

    @property
    def file(self) -> str:
        """Name of the file that it comes from; empty if there is none."""

    @property
    def key(self) -> str:
        """The content key; see `rnnviz.experiment.key`."""

    @property
    def cost(self) -> int:
        """Hidden values to compute for each cell: steps · n_a · batch."""

    @property
    def adjustable(self) -> "Scenario | None":
        """Itself, if it is drawn: with settings that can be changed, tried, swept, and written into an address."""

    def characters(self, sequence: int = 1) -> tuple[str, ...]:
        """The characters of a sequence of the batch, counted from 1, if it is a text; else empty."""

    def described(self) -> dict[str, str]:
        """What it is, for files, by name."""

    def looking_at(self, step: int) -> "Setting":
        """The same with a loss at one step alone, counted from 1."""

    def make_input(self) -> Array:
        """The input, (n_x, m, T)."""

    def make_labels(self) -> Array:
        """What is right at every step: classes, (m, T) of int, or values, (n_y, m, T)."""

    def make_parameters(self, cell: str) -> Mapping[str, Array]:
        """The parameters of a cell, by name."""


def first_loss_step(setting: Setting) -> int:
    """First step at which the loss looks, counted from 1."""
    return 1 if setting.loss == "every" else setting.last_loss_step


def loss_steps(setting: Setting) -> slice:
    """The steps at which the loss looks, counted from 0.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> loss_steps(Scenario(T_x=9)), loss_steps(Scenario(T_x=9, loss="every"))
    (slice(8, 9, None), slice(0, 9, None))
    """
    return slice(first_loss_step(setting) - 1, setting.last_loss_step)
