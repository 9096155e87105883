r"""One sequence of a batch, looked at closely: every gate and state, and the gradient at each of them.

The gradients are signed and may be far below the smallest float, so that they are kept as a sign and log₁₀ of their
size, relative to :math:`\lVert dJ/da^{\langle r\rangle} \rVert`, the whole gradient of this sequence at its hidden
state at r, the last step that feels the loss.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.cells.cell import Before, Recurrent, at_gates, quietly
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import Result
from rnnviz.numerics.scaled import Scaled

__all__ = ["SequenceView", "SignedLog", "sequence_gradients", "view_sequence"]

Array = NDArray[Any]


class SignedLog(NamedTuple):
    """Signed numbers of any size.

    Parameters
    ----------
    sign : numpy.ndarray of int8, (n, T)
        -1, 0 or 1; 0 too where there is no number.
    log10 : numpy.ndarray, (n, T)
        log₁₀ of the size; -inf where it is exactly 0, NaN where there is no number.
    """

    sign: NDArray[np.int8]
    log10: Array


class SequenceView(NamedTuple):
    """One sequence of a batch in one cell.

    Parameters
    ----------
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    sequence : int
        Its number in the batch, counted from 1.
    x : numpy.ndarray, (n_x, T)
        Input.
    signals : mapping of str to numpy.ndarray, each (n_a, T)
        Gates and states, under the keys of `rnnviz.cells.cell.Signal`, in that order.
    gradients : mapping of str to SignedLog
        ``"a"`` and, for an LSTM, ``"c"``: dJ/da⟨t⟩ and dJ/dc⟨t⟩, each (n_a, T); ``"z_f"`` and so on at the gates'
        pre-activations, for an RNN ``"z_a"``; ``"x"``: dJ/dx⟨t⟩, (n_x, T).
    reference : int
        Step, counted from 1, relative to whose gradient all of them are: the last one that feels the loss.
    """

    cell: str
    sequence: int
    x: Array
    signals: Mapping[str, Array]
    gradients: Mapping[str, SignedLog]
    reference: int


@quietly
def view_sequence(result: Result, cell: str, sequence: int = 1) -> SequenceView:
    """Look at one sequence of a result.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    sequence : int
        Its number in the batch, counted from 1.

    Returns
    -------
    SequenceView
        Its signals and gradients.

    Raises
    ------
    RnnvizError
        If the result has no such cell or sequence.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> view = view_sequence(run(Scenario()), "lstm", sequence=8)
    >>> list(view.signals), list(view.gradients)
    (['f', 'i', 'cct', 'o', 'c', 'a'], ['a', 'c', 'z_f', 'z_i', 'z_cct', 'z_o', 'x'])
    """
    batch = result.scenario.batch
    if cell not in result.cells:
        raise RnnvizError(f"view_sequence: cell must be one of {', '.join(result.cells)}; got {cell!r}.")
    if not 1 <= sequence <= batch:
        raise RnnvizError(f"view_sequence: sequence must be between 1 and {batch}; got {sequence}.")
    one = result.cells[cell]
    gradients = sequence_gradients(result, cell, sequence)
    reference = one.fades["a"].reference
    size = float(gradients["a"].log10_norm()[reference - 1])
    relative_to = 0.0 if size == -np.inf else size
    both = {**one.states, **one.gates}
    return SequenceView(
        cell=cell,
        sequence=sequence,
        x=result.x[:, sequence - 1],
        signals={
            signal.key: both[signal.key][:, sequence - 1] for signal in CELLS[cell].signals(result.scenario.activation)
        },
        gradients={key: _signed_log(scaled, relative_to) for key, scaled in gradients.items()},
        reference=reference,
    )


@quietly
def sequence_gradients(result: Result, cell: str, sequence: int) -> dict[str, Scaled]:
    """The gradient at everything that one sequence of a result has.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    sequence : int
        Its number in the batch, counted from 1.

    Returns
    -------
    dict of str to Scaled, each (n, 1, T)
        Under the keys of `SequenceView.gradients`.
    """
    one, kind, s = result.cells[cell], CELLS[cell], slice(sequence - 1, sequence)
    states = {key: value[:, s] for key, value in one.states.items()}
    gates = {key: value[:, s] for key, value in one.gates.items()}
    by_step = {key: scaled.at(s) for key, scaled in one.by_step.items()}
    before = {key: np.zeros_like(value[:, :, 0]) for key, value in states.items()}
    weights = kind.gate_weights(one.parameters)
    given = Before(weights, result.x[:, s], before)
    dz = at_gates(kind.local_derivatives(states, gates, result.scenario.activation, given), by_step, Recurrent(weights))
    return by_step | {f"z_{gate}": scaled for gate, scaled in dz.items()} | {"x": one.dx.at(s)}


def _signed_log(scaled: Scaled, relative_to: float) -> SignedLog:
    with np.errstate(invalid="ignore"):
        log10 = scaled.log10_norm(axis=())[:, 0] - relative_to
    values = scaled.mantissa if scaled.apart is None else scaled.apart.mantissa
    sign = np.sign(np.nan_to_num(values[:, 0], nan=0.0)).astype(np.int8)
    return SignedLog(sign, log10)
