"""The same training in PyTorch: `nn.LSTM`, a linear output layer, `clip_grad_norm_` and `torch.optim.Adam`."""

from collections.abc import Callable

import numpy as np
import torch

from benchmarks.problem import Array
from benchmarks.torch_cells import copied, textbook
from rnnviz.tasks import Batch

__all__ = ["TorchTraining"]


class TorchTraining:
    """Training of an LSTM handed over to PyTorch, for tasks that ask for values at the last step.

    Parameters
    ----------
    parameters : dict of str to numpy.ndarray
        Values and type of the weights are taken from here.
    draw : callable
        ``draw(number)`` gives the batch of an update, counted from 0.
    clip, learning_rate : float
        As in `rnnviz.training.Training`.
    """

    def __init__(
        self, parameters: dict[str, Array], draw: Callable[[int], Batch], clip: float, learning_rate: float
    ) -> None:
        self.draw, self.clip, self.updates = draw, clip, 0
        self.cell, self.output = copied("lstm", parameters)
        self.cell.bias_hh_l0.requires_grad_(False)  # two biases would learn twice as fast
        self.weights = [w for layer in (self.cell, self.output) for w in layer.parameters() if w.requires_grad]
        self.optimizer = torch.optim.Adam(self.weights, learning_rate)

    def on_threads(self, threads: int) -> Callable[[], None]:
        """What sets the number of torch's threads, to be called before `update`."""
        return lambda: torch.set_num_threads(threads)

    def backward(self) -> None:
        """Draw a batch, run forward and backward; the gradients are in the weights then."""
        batch = self.draw(self.updates)
        dtype = self.output.weight.dtype
        x = torch.from_numpy(batch.x).permute(2, 1, 0).to(dtype, memory_format=torch.contiguous_format)  # (T, m, n_x)
        targets = torch.tensor(batch.targets[:, :, -1].T, dtype=dtype)  # (m, n_y)
        self.optimizer.zero_grad()
        a, _ = self.cell(x)
        torch.nn.functional.mse_loss(self.output(a[-1]), targets).backward()

    def update(self) -> torch.Tensor:
        """Do the next update; the gradient's norm before clipping."""
        self.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.weights, self.clip)
        self.optimizer.step()
        self.updates += 1
        return norm

    def parameters(self) -> dict[str, Array]:
        """The weights under the textbook's names and shapes."""
        return self._textbook([w.detach().numpy() for w in self.weights])

    def gradients(self) -> dict[str, Array]:
        """The gradients of the next update, before clipping, likewise."""
        self.backward()
        found = self._textbook([w.grad.numpy() for w in self.weights if w.grad is not None])
        return {"d" + name: value for name, value in found.items()}

    def _textbook(self, values: list[Array]) -> dict[str, Array]:
        inputs, recurrent, bias, output, output_bias = values
        found = textbook("lstm", inputs, recurrent, bias) | {"Wy": output, "by": output_bias[:, None]}
        return {name: np.array(value) for name, value in found.items()}
