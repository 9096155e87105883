"""A network that is trained: a cell with an output layer, and the gradients of a task's loss through both."""

from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rnnviz.cells import CELLS, one_start, reads
from rnnviz.cells.cell import Backward, Forward, quietly
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.starts import OWN, STARTS, take_from_start
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import RnnvizError
from rnnviz.experiment.declarations import SETTINGS as OF_SCENARIO
from rnnviz.experiment.declared import Declared, declare, declared
from rnnviz.experiment.inputs import number_text
from rnnviz.network.output_layer import output_layer
from rnnviz.numerics.ranges import Bounds
from rnnviz.tasks import Batch, Task
from rnnviz.training.losses import Loss, loss_of

__all__ = ["PIECES", "SETTINGS", "Network", "Pass", "backward", "forward"]

Array = NDArray[Any]

_BIAS: Final = Bounds(-100.0, 100.0)
#: Steps of a piece of truncated backpropagation through time.
PIECES = Bounds(1, 1_000_000)


@dataclass(frozen=True)
class Network:
    """What a network is before anything is drawn; the names are those of `rnnviz.Scenario`.

    Parameters
    ----------
    cell : str
        ``"rnn"``, ``"lstm"`` or ``"gru"``.
    n_a : int
        Hidden units.
    activation : str
        Of the RNN.
    start : str
        How all parameters are drawn, of `rnnviz.cells.starts.STARTS`.
    init : str
        Of the recurrent weights; that of the start unless given.
    gain : float
        Factor on them.
    forget_bias : float
        Constant that is added to the forget bias of the LSTM; that of the start unless given.
    t_max : int, optional
        If given, chrono initialisation for memories of up to so many steps takes the place of ``forget_bias``.
    update_bias : float
        Constant that is added to the bias of the GRU's update gate.

    Raises
    ------
    RnnvizError
        If a name is not known or a number is out of bounds.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> parameters = Network("rnn", n_a=4).draw(TASKS["latch"], np.random.default_rng(0))
    >>> parameters["Wax"].shape, parameters["Wya"].shape
    ((4, 10), (2, 4))
    """

    cell: str = declare(Declared(default="lstm", choices=CELLS, label="Cell"))
    n_a: int = declare(OF_SCENARIO["n_a"].like(bounds=Bounds(1, 1000), help="Size of the hidden state."))
    activation: str = declare(OF_SCENARIO["activation"].like(label="Activation", help=""))
    start: str = declare(OF_SCENARIO["start"])
    init: str = declare(OF_SCENARIO["init"])
    gain: float = declare(
        OF_SCENARIO["gain"].like(
            bounds=Bounds(0.0, 100.0),
            help="What the recurrent weights are multiplied by; 1 leaves them as they are drawn.",
        )
    )
    forget_bias: float = declare(OF_SCENARIO["forget_bias"].like(bounds=_BIAS, label="Forget bias", without=()))
    t_max: int | None = declare(OF_SCENARIO["t_max"].like(default=None, optional=True, only=()))
    update_bias: float = declare(OF_SCENARIO["update_bias"].like(bounds=_BIAS, label="Update bias"))

    def __post_init__(self) -> None:
        take_from_start(self, self.start)
        for name, one in SETTINGS.items():
            own = (OWN,) if name == "init" and STARTS[self.start].init == OWN else ()
            problem = one.problem(name, getattr(self, name), also=own)
            if problem:
                raise RnnvizError(problem)

    @property
    def label(self) -> str:
        """What people call it; networks of one size that are drawn differently are called differently.

        Examples
        --------
        >>> Network("rnn", gain=1.2).label, Network("lstm").label, Network("lstm", t_max=41).label
        ('RNN, orthogonal × 1.2', 'LSTM, forget bias 1', 'LSTM, chrono 41')
        >>> Network("gru", update_bias=2.0, gain=1.5).label, Network("gru", start="keras").label
        ('GRU, update bias 2, orthogonal × 1.5', 'GRU, as in Keras')
        >>> Network("rnn", start="pytorch").label, Network("lstm", start="pytorch", forget_bias=1.0).label
        ('RNN, as in PyTorch', 'LSTM, as in PyTorch, forget bias + 1')
        >>> Network("lstm", start="keras", gain=2.0).label, Network("rnn", start="pytorch", init="orthogonal").label
        ('LSTM, as in Keras, × 2', 'RNN, as in PyTorch, orthogonal × 1')
        """
        parts = [CELLS[self.cell].label, "" if self.start == "plain" else f"as in {STARTS[self.start].label}"]
        if CELLS[self.cell].keeps:
            return ", ".join(filter(None, [*parts, self._keeping, self._drawn]))
        activation = "" if self.activation == "tanh" else {"relu": "ReLU "}.get(self.activation, f"{self.activation} ")
        return ", ".join(filter(None, [*parts, f"{activation}{self._drawn}".strip()]))

    @property
    def _drawn(self) -> str:
        """The recurrent weights in words, where they are not as expected."""
        own = self.init == STARTS[self.start].init
        if own and self.gain == 1 and (self.start != "plain" or bool(CELLS[self.cell].keeps)):
            return ""
        return f"{'' if own and self.start != 'plain' else f'{self.init} '}× {number_text(self.gain)}"

    @property
    def _keeping(self) -> str:
        """The bias of the gate that keeps the state in words, where it is not that of a framework."""
        if self.t_max is not None and self.counts("t_max"):
            return f"chrono {self.t_max}"
        name = CELLS[self.cell].keeping_bias
        if not name:
            return ""
        value, words = getattr(self, name), name.replace("_", " ")
        if self.start == "plain":
            return f"{words} {number_text(value)}"
        more = value != STARTS[self.start].settings.get(name, 0.0)
        return f"{words} {'+ ' * (self.start == 'pytorch')}{number_text(value)}" if more else ""

    def counts(self, name: str) -> bool:
        """Whether a field decides about the network, or could.

        Examples
        --------
        >>> Network("rnn").counts("forget_bias"), Network("lstm").counts("forget_bias")
        (False, True)
        """
        return reads([self.cell], name) and (name != "forget_bias" or self.t_max is None)

    @property
    def decisive(self) -> dict[str, Any]:
        """All that decides about the network, by field: two with the same are the same, drawn from the same seed."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if self.counts(f.name)}
        return values | one_start([self.cell], self.start, self.init)

    def draw(self, task: Task, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> dict[str, Array]:
        """Parameters for a task."""
        initialization = Initialization(
            self.init, self.gain, self.forget_bias, self.t_max, self.start, update_bias=self.update_bias
        )
        drawn = CELLS[self.cell].draw(task.n_x, self.n_a, task.n_y, initialization, rng)
        return {name: value.astype(dtype, copy=False) for name, value in drawn.items()}


#: Every setting of a network, by name, as it is declared.
SETTINGS: Final = declared(Network)


class Pass(NamedTuple):
    """A forward pass over a batch, up to the loss.

    Parameters
    ----------
    forward : Forward
        States and gates at every step.
    hidden : numpy.ndarray, (K, n_a, m)
        The hidden state at the K steps that count.
    outputs : numpy.ndarray, (K, n_y, m)
        What the network answers there: scores of classes, or values.
    loss : Loss
        And its gradient at the outputs.
    """

    forward: Forward
    hidden: Array
    outputs: Array
    loss: Loss


@quietly
def forward(
    network: Network, parameters: dict[str, Array], task: Task, batch: Batch, workspace: Workspace | None = None
) -> Pass:
    """Run a network over a batch; with a workspace, what came of the last call with it is overwritten.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> task, rng = TASKS["latch"], np.random.default_rng(0)
    >>> network = Network(n_a=4)
    >>> done = forward(network, network.draw(task, rng), task, task.batch(rng, 50, 3))
    >>> done.outputs.shape, 0.3 < done.loss.value < 1.5  # about ln 2
    ((1, 2, 50), True)
    """
    cell = CELLS[network.cell]
    layer = output_layer(parameters)
    x = batch.x.astype(layer.weights.dtype, copy=False)
    a0 = np.zeros((network.n_a, x.shape[1]), dtype=x.dtype)
    done = cell.forward(x, a0, parameters, network.activation, workspace)
    hidden = done.states["a"].transpose(2, 0, 1)[batch.counts]
    outputs = layer.by_step(hidden)
    # Time first, as the outputs: (K, m) classes or (K, n_y, m) values.
    targets = np.moveaxis(batch.targets, -1, 0)[batch.counts]
    return Pass(done, hidden, outputs, loss_of(task.kind, outputs, targets))


@quietly
def backward(
    network: Network, parameters: dict[str, Array], batch: Batch, done: Pass, truncate: int | None = None
) -> tuple[dict[str, Array], Backward]:
    """Gradients of the loss with respect to every parameter.

    Parameters
    ----------
    network, parameters, batch, done
        As in `forward`, and what came of it.
    truncate : int, optional
        Truncated backpropagation through time: the sequence is cut into pieces of so many steps, and no gradient
        passes from one to the piece before. The last piece ends where the sequence does.

    Returns
    -------
    gradients : dict of str to numpy.ndarray
        Keyed ``"d" + name``, for every parameter.
    backward : Backward
        Of the cell: what arrives at every step; with ``truncate`` that of the last piece alone.
    """
    cell = CELLS[network.cell]
    layer, d_outputs = output_layer(parameters), done.loss.gradient
    steps, (_, n_a, m) = len(batch.counts), done.hidden.shape
    own = np.zeros((steps, n_a, m), dtype=layer.weights.dtype)
    own[batch.counts] = layer.to_hidden(d_outputs)
    da = own.transpose(1, 2, 0)
    problem = "" if truncate is None else PIECES.problem("truncate", truncate)
    if problem:
        raise RnnvizError(problem)
    if truncate is None or truncate >= steps:
        through = cell.backward(da, done.forward.caches)
        gradients = dict(through.gradients)
    else:
        pieces = [(max(0, stop - truncate), stop) for stop in range(steps, 0, -truncate)]
        passes = [cell.backward(da[:, :, a:b], cell.part(done.forward.caches, a, b)) for a, b in pieces]
        through = passes[0]
        gradients = {name: np.add.reduce([one.gradients[name] for one in passes]) for name in _weights(through)}
    gradients |= layer.gradients(d_outputs, done.hidden)
    return {name: gradients[name] for name in ("d" + p for p in parameters)}, through


def _weights(through: Backward) -> list[str]:
    return [name for name in through.gradients if name not in ("dx", "da0", "dc0")]
