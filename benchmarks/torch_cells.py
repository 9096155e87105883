"""The same problem in PyTorch: `nn.RNN` or `nn.LSTM` with a linear output layer and softmax."""

from collections.abc import Callable

import numpy as np
import torch

from benchmarks.problem import Array, Problem

__all__ = ["TorchCell"]

ORDER = "ifco"  # how torch stacks the gates (it calls c̃ "g")


def _tensor(array: Array) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))


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
        (n_a, m, _), n_x, dtype = da.shape, len(x), torch.from_numpy(x).dtype
        module = torch.nn.RNN if cell == "rnn" else torch.nn.LSTM
        self.cell = module(n_x, n_a, dtype=dtype)
        self.output = torch.nn.Linear(n_a, len(p["by"]), dtype=dtype)
        if cell == "rnn":
            recurrent, inputs, bias = p["Waa"], p["Wax"], p["ba"]
        else:
            stacked = np.concatenate([p["W" + gate] for gate in ORDER])
            recurrent, inputs = stacked[:, :n_a], stacked[:, n_a:]
            bias = np.concatenate([p["b" + gate] for gate in ORDER])
        values = {"weight_ih_l0": inputs, "weight_hh_l0": recurrent, "bias_ih_l0": bias[:, 0]}
        with torch.no_grad():
            for name, value in values.items():
                getattr(self.cell, name).copy_(_tensor(value))
            self.cell.bias_hh_l0.zero_()  # torch adds two biases
            self.output.weight.copy_(_tensor(p["Wya" if cell == "rnn" else "Wy"]))
            self.output.bias.copy_(_tensor(p["by"][:, 0]))
        self.x = _tensor(x.transpose(2, 1, 0)).requires_grad_()  # (T, m, n_x)
        self.a0 = _tensor(a0.T[None]).requires_grad_()  # (1, m, n_a)
        self.c0 = torch.zeros(1, m, n_a, dtype=dtype)
        self.da = _tensor(da.transpose(2, 1, 0))  # (T, m, n_a)

    def on_threads(self, threads: int) -> Callable[[], None]:
        """What sets the number of torch's threads, to be called before `run`."""
        return lambda: torch.set_num_threads(threads)

    def run(self) -> tuple[torch.Tensor, ...]:
        """Forward and backward: a, y, dx, da0, then the cell's gradients in the order of its parameters."""
        start = self.a0 if self.problem.cell == "rnn" else (self.a0, self.c0)
        a, _ = self.cell(self.x, start)
        with torch.no_grad():  # no gradient goes through y
            y = torch.softmax(self.output(a), dim=-1)
        return a, y, *torch.autograd.grad(a, [self.x, self.a0, *self.cell.parameters()], self.da)

    def results(self) -> dict[str, Array]:
        """What `run` gives, under the textbook's names and shapes."""
        a, y, dx, da0, d_inputs, d_recurrent, d_bias, _ = (value.detach().numpy() for value in self.run())
        named = {name: value.transpose(2, 1, 0) for name, value in (("a", a), ("y", y), ("dx", dx))}
        named["da0"] = da0[0].T
        if self.problem.cell == "rnn":
            return named | {"dWax": d_inputs, "dWaa": d_recurrent, "dba": d_bias[:, None]}
        d_weights = np.concatenate([d_recurrent, d_inputs], axis=1)
        for gate, rows, bias in zip(ORDER, np.split(d_weights, 4), np.split(d_bias, 4), strict=True):
            named["dW" + gate], named["db" + gate] = rows, bias[:, None]
        return named
