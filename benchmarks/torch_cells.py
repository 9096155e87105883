"""The same problem in PyTorch: `nn.RNN`, `nn.LSTM` or `nn.GRU` with a linear output layer and softmax."""

from collections.abc import Callable

import numpy as np
import torch

from benchmarks.problem import Array, Problem

__all__ = ["TorchCell", "copied", "textbook"]

#: How torch stacks the gates, and what it has for each cell (it calls c̃ "g" and ã "n").
ORDER = {"lstm": "ifco", "gru": "rzh"}
MODULES: dict[str, type[torch.nn.RNNBase]] = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def _tensor(array: Array) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))


def copied(cell: str, p: dict[str, Array]) -> tuple[torch.nn.RNNBase, torch.nn.Linear]:
    """Torch's cell and output layer with these parameters, in their type."""
    output_weights = p["Wya" if cell == "rnn" else "Wy"]
    n_y, n_a = output_weights.shape
    if cell == "rnn":
        recurrent, inputs, bias = p["Waa"], p["Wax"], p["ba"]
    else:
        stacked = np.concatenate([p["W" + gate] for gate in ORDER[cell]])
        recurrent, inputs = stacked[:, :n_a], stacked[:, n_a:]
        bias = np.concatenate([p["b" + gate] for gate in ORDER[cell]])
    dtype = _tensor(recurrent).dtype
    module = MODULES[cell](inputs.shape[1], n_a, dtype=dtype)
    output = torch.nn.Linear(n_a, n_y, dtype=dtype)
    values = {"weight_ih_l0": inputs, "weight_hh_l0": recurrent, "bias_ih_l0": bias[:, 0]}
    with torch.no_grad():
        for name, value in values.items():
            getattr(module, name).copy_(_tensor(value))
        module.bias_hh_l0.zero_()  # torch adds two biases, but for a GRU's candidate
        if cell == "gru":
            module.bias_hh_l0[2 * n_a :] = _tensor(p["bhr"][:, 0])
        output.weight.copy_(_tensor(output_weights))
        output.bias.copy_(_tensor(p["by"][:, 0]))
    return module, output


def textbook(
    cell: str, inputs: Array, recurrent: Array, bias: Array, recurrent_bias: Array | None = None
) -> dict[str, Array]:
    """Parameters of torch's cell, or their gradients, under the textbook's names; a GRU needs the second bias."""
    if cell == "rnn":
        return {"Wax": inputs, "Waa": recurrent, "ba": bias[:, None]}
    gates = ORDER[cell]
    weights = np.split(np.concatenate([recurrent, inputs], axis=1), len(gates))
    found = {"W" + gate: rows for gate, rows in zip(gates, weights, strict=True)}
    found |= {"b" + gate: part[:, None] for gate, part in zip(gates, np.split(bias, len(gates)), strict=True)}
    if cell == "gru" and recurrent_bias is not None:
        found["bhr"] = recurrent_bias[-recurrent.shape[1] :, None]
    return found


class TorchCell:
    """A problem handed over to PyTorch, in the time-major layout that suits it best.

    Parameters
    ----------
    problem : Problem
        Values and type of everything are taken from here.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        cell, x, a0, p, da = problem
        self.cell, self.output = copied(cell, p)
        self.x = _tensor(x.transpose(2, 1, 0)).requires_grad_()  # (T, m, n_x)
        self.a0 = _tensor(a0.T[None]).requires_grad_()  # (1, m, n_a)
        self.c0 = torch.zeros_like(self.a0).requires_grad_()
        self.da = _tensor(da.transpose(2, 1, 0))  # (T, m, n_a)

    def on_threads(self, threads: int) -> Callable[[], None]:
        """What sets the number of torch's threads, to be called before `run`."""
        return lambda: torch.set_num_threads(threads)

    def run(self) -> tuple[torch.Tensor, ...]:
        """Forward and backward: a, y, dx, da0, an LSTM's dc0, then the cell's gradients in its parameters' order."""
        states = [self.a0, self.c0] if self.problem.cell == "lstm" else [self.a0]
        a, _ = self.cell(self.x, tuple(states) if len(states) > 1 else self.a0)
        with torch.no_grad():  # no gradient goes through y
            y = torch.softmax(self.output(a), dim=-1)
        return a, y, *torch.autograd.grad(a, [self.x, *states, *self.cell.parameters()], self.da)

    def results(self) -> dict[str, Array]:
        """What `run` gives, under the textbook's names and shapes."""
        a, y, dx, *rest = (value.detach().numpy() for value in self.run())
        starts = ("da0", "dc0") if self.problem.cell == "lstm" else ("da0",)
        of_starts, of_cell = rest[: len(starts)], rest[len(starts) :]
        named = {name: value.transpose(2, 1, 0) for name, value in (("a", a), ("y", y), ("dx", dx))}
        named |= {name: value[0].T for name, value in zip(starts, of_starts, strict=True)}
        gradients = textbook(self.problem.cell, *of_cell)
        return named | {"d" + name: value for name, value in gradients.items()}
