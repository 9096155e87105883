"""A network that is trained: a cell with an output layer, and the gradients of a task's loss through both."""

import reprlib
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rnnviz.bounds import Bounds
from rnnviz.cells import CELLS
from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.cells.cell import Backward, Forward, quietly
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import RnnvizError
from rnnviz.parameters import INITIALIZATIONS, Initialization
from rnnviz.tasks import Batch, Task
from rnnviz.training.losses import Loss, loss_of

__all__ = ["BOUNDS", "PIECES", "Network", "Pass", "backward", "forward"]

Array = NDArray[Any]

#: Every bound on a number, by field.
BOUNDS = {
    "n_a": Bounds(1, 1000),
    "gain": Bounds(0.0, 100.0),
    "forget_bias": Bounds(-100.0, 100.0),
    "t_max": Bounds(3, 10_000),
}
#: Steps of a piece of truncated backpropagation through time.
PIECES = Bounds(1, 1_000_000)


@dataclass(frozen=True)
class Network:
    """What a network is before anything is drawn; the names are those of `rnnviz.Scenario`.

    Parameters
    ----------
    cell : str
        ``"rnn"`` or ``"lstm"``.
    n_a : int
        Hidden units.
    activation : str
        Of the RNN.
    init : str
        Of the recurrent weights.
    gain : float
        Factor on them.
    forget_bias : float
        Constant forget bias of the LSTM.
    t_max : int, optional
        If given, chrono initialisation for memories of up to so many steps takes the place of ``forget_bias``.

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

    cell: str = "lstm"
    n_a: int = 32
    activation: str = "tanh"
    init: str = "orthogonal"
    gain: float = 1.0
    forget_bias: float = 1.0
    t_max: int | None = None

    def __post_init__(self) -> None:
        for name, choices in (("cell", CELLS), ("init", INITIALIZATIONS), ("activation", ACTIVATIONS)):
            if getattr(self, name) not in tuple(choices):
                got = reprlib.repr(getattr(self, name))
                raise RnnvizError(f"{name} must be one of {', '.join(choices)}; got {got}.")
        for name, bounds in BOUNDS.items():
            problem = bounds.problem(name, getattr(self, name))
            if problem and (name, self.t_max) != ("t_max", None):
                raise RnnvizError(problem)

    @property
    def label(self) -> str:
        """What people call it.

        Examples
        --------
        >>> Network("rnn", gain=1.2).label, Network("lstm").label, Network("lstm", t_max=41).label
        ('RNN, orthogonal × 1.2', 'LSTM, forget bias 1', 'LSTM, chrono 41')
        """
        name = CELLS[self.cell].label
        if self.cell == "lstm":
            plain = self.init == "orthogonal" and self.gain == 1
            drawn = "" if plain else f", {self.init} × {self.gain:g}"
            forget = f"forget bias {self.forget_bias:g}" if self.t_max is None else f"chrono {self.t_max}"
            return f"{name}, {forget}{drawn}"
        activation = "" if self.activation == "tanh" else {"relu": "ReLU "}.get(self.activation, f"{self.activation} ")
        return f"{name}, {activation}{self.init} × {self.gain:g}"

    def draw(self, task: Task, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> dict[str, Array]:
        """Parameters for a task."""
        initialization = Initialization(self.init, self.gain, self.forget_bias, self.t_max)
        drawn = CELLS[self.cell].draw(task.n_x, self.n_a, task.n_y, initialization, rng)
        return {name: value.astype(dtype, copy=False) for name, value in drawn.items()}


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
    if not {cell.output_weights, "by"} <= parameters.keys():
        raise RnnvizError(f"These are no parameters of {network.label}: it has {cell.output_weights} and by.")
    W, b = parameters[cell.output_weights], parameters["by"]
    x = batch.x.astype(W.dtype, copy=False)
    a0 = np.zeros((network.n_a, x.shape[1]), dtype=W.dtype)
    done = cell.forward(x, a0, parameters, network.activation, workspace)
    hidden = done.states["a"].transpose(2, 0, 1)[batch.counts]
    outputs = W @ hidden + b
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
    W, d_outputs = parameters[cell.output_weights], done.loss.gradient
    steps, (_, n_a, m) = len(batch.counts), done.hidden.shape
    own = np.zeros((steps, n_a, m), dtype=W.dtype)
    own[batch.counts] = W.T @ d_outputs
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
    gradients["d" + cell.output_weights] = np.einsum("kym,kam->ya", d_outputs, done.hidden)
    gradients["dby"] = d_outputs.sum(axis=(0, 2))[:, None]
    return {name: gradients[name] for name in ("d" + p for p in parameters)}, through


def _weights(through: Backward) -> list[str]:
    return [name for name in through.gradients if name not in ("dx", "da0")]
