"""What a remedy is in PyTorch and in Keras: the few lines that a person takes home.

Written for one layer. PyTorch stacks a layer's gates along the first axis, LSTM: i, f, g, o, GRU: r, z, n; Keras along
the last one, LSTM: i, f, c, o, GRU: z, r, h.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from rnnviz.analysis.remedies import Remedy
from rnnviz.cells import CELLS
from rnnviz.experiment.inputs import number_text

__all__ = ["CLIPPING", "InFrameworks", "in_frameworks"]


class InFrameworks(NamedTuple):
    """The same change in two frameworks, as Python.

    Parameters
    ----------
    pytorch : str
        For ``layer``, a ``torch.nn.RNN``, ``LSTM`` or ``GRU``.
    keras : str
        For ``layer``, a ``keras.layers.SimpleRNN``, ``LSTM`` or ``GRU``, that has its weights.
    """

    pytorch: str
    keras: str

    def as_text(self, cell: str = "") -> str:
        """Both, each under its name; with what ``layer`` is, of a cell that both have.

        Examples
        --------
        >>> print(CLIPPING.as_text())
        # PyTorch
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # before optimizer.step()
        <BLANKLINE>
        # Keras
        optimizer = keras.optimizers.Adam(global_clipnorm=1.0)
        """
        layers = _LAYERS.get(cell)
        pytorch, keras = (f": layer = {layer}" for layer in layers) if layers else ("", "")
        return f"# PyTorch{pytorch}\n{self.pytorch}\n\n# Keras{keras}\n{self.keras}"


#: What ``layer`` is, by cell.
_LAYERS: Final = {
    "rnn": ("torch.nn.RNN(n_x, n_a)", "keras.layers.SimpleRNN(n_a)"),
    "lstm": ("torch.nn.LSTM(n_x, n_a)", "keras.layers.LSTM(n_a)"),
    "gru": ("torch.nn.GRU(n_x, n_a)", "keras.layers.GRU(n_a)"),
}


#: Of a training step, whatever the cell is.
CLIPPING: Final = InFrameworks(
    "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # before optimizer.step()",
    "optimizer = keras.optimizers.Adam(global_clipnorm=1.0)",
)


def _orthogonal(remedy: Remedy) -> InFrameworks:
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[remedy.cell]
    if gates == 1:
        return InFrameworks(
            "torch.nn.init.orthogonal_(layer.weight_hh_l0)",
            'layer = keras.layers.SimpleRNN(n_a, recurrent_initializer="orthogonal")  # as it is by default',
        )
    return InFrameworks(
        f"for gate in layer.weight_hh_l0.chunk({gates}):\n    torch.nn.init.orthogonal_(gate)",
        "# its default draws all gates as one matrix: here each has its own\n"
        f"gates = [keras.initializers.Orthogonal()((n_a, n_a)) for _ in range({gates})]\n"
        "layer.cell.recurrent_kernel.assign(keras.ops.concatenate(gates, axis=-1))",
    )


def _irnn(_: Remedy) -> InFrameworks:
    return InFrameworks(
        'layer = torch.nn.RNN(n_x, n_a, nonlinearity="relu")\n'
        "torch.nn.init.eye_(layer.weight_hh_l0)\n"
        "torch.nn.init.zeros_(layer.bias_ih_l0)\n"
        "torch.nn.init.zeros_(layer.bias_hh_l0)",
        'layer = keras.layers.SimpleRNN(n_a, activation="relu", recurrent_initializer="identity")',
    )


def _gain(remedy: Remedy) -> InFrameworks:
    gain = number_text(remedy.scenario.gain)
    return InFrameworks(
        f"with torch.no_grad():  # for weights that were drawn with gain 1\n    layer.weight_hh_l0.mul_({gain})",
        f"kernel = layer.cell.recurrent_kernel  # drawn with gain 1\nkernel.assign({gain} * kernel)",
    )


def _bias(remedy: Remedy) -> InFrameworks:
    """Of the gate that keeps: the second of PyTorch's; of Keras's the LSTM's second and the GRU's first."""
    value = number_text(getattr(remedy.scenario, CELLS[remedy.cell].keeping_bias))
    pytorch = (
        "n = layer.hidden_size\n"
        "with torch.no_grad():  # PyTorch adds two biases: one of them is enough\n"
        f"    layer.bias_ih_l0[n : 2 * n].fill_({value})\n"
        "    layer.bias_hh_l0[n : 2 * n].zero_()"
    )
    if remedy.cell == "gru":
        return InFrameworks(
            pytorch,
            f"bias = layer.cell.bias.numpy()  # (2, 3 n_a)\nbias[0, :n_a] = {value}\nlayer.cell.bias.assign(bias)",
        )
    if value == "1":
        return InFrameworks(pytorch, "layer = keras.layers.LSTM(n_a, unit_forget_bias=True)  # as it is by default")
    return InFrameworks(
        pytorch, f"bias = layer.cell.bias.numpy()\nbias[n_a : 2 * n_a] = {value}\nlayer.cell.bias.assign(bias)"
    )


def _chrono(remedy: Remedy) -> InFrameworks:
    longest = remedy.scenario.t_max - 1
    return InFrameworks(
        "n = layer.hidden_size\n"
        "with torch.no_grad():\n"
        f"    forget = torch.empty(n).uniform_(1, {longest}).log()\n"
        "    layer.bias_ih_l0[n : 2 * n] = forget\n"
        "    layer.bias_ih_l0[:n] = -forget  # the input gate\n"
        "    layer.bias_hh_l0[: 2 * n].zero_()",
        f"forget = np.log(np.random.uniform(1, {longest}, n_a))\n"
        "bias = layer.cell.bias.numpy()\n"
        "bias[n_a : 2 * n_a], bias[:n_a] = forget, -forget  # forget gate, input gate\n"
        "layer.cell.bias.assign(bias)",
    )


def _scaled(_: Remedy) -> InFrameworks:
    line = "x = (x - mean) / std  # of each feature, over the training data"
    return InFrameworks(line, line)


_CODE: Final[Mapping[str, Callable[[Remedy], InFrameworks]]] = MappingProxyType(
    {
        "Orthogonal weights": _orthogonal,
        "Identity and ReLU (IRNN)": _irnn,
        "Gain tuned to ×1": _gain,
        "Forget bias 1": _bias,
        "Forget bias tuned to ×1": _bias,
        "Update bias 1": _bias,
        "Update bias tuned to ×1": _bias,
        "Chrono": _chrono,
        "Input scaled": _scaled,
    }
)


def in_frameworks(remedy: Remedy) -> InFrameworks:
    """A remedy as code.

    Parameters
    ----------
    remedy : Remedy
        From `rnnviz.analysis.remedies.remedies`.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> remedy = Remedy("Gain tuned to ×1", "rnn", "", Scenario(gain=1.65), "")
    >>> print(in_frameworks(remedy).keras)
    kernel = layer.cell.recurrent_kernel  # drawn with gain 1
    kernel.assign(1.65 * kernel)
    """
    return _CODE[remedy.name](remedy)
