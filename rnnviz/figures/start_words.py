"""Whose way of drawing the parameters a result shows, in one computed sentence."""

from rnnviz.cells.starts import STARTS
from rnnviz.experiment.given import Brought
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.words import listed

__all__ = ["drawn_in_words"]

_WEIGHTS = {
    "glorot": "Glorot-uniform recurrent weights",
    "gaussian": "Gaussian recurrent weights",
    "orthogonal": "orthogonal recurrent weights",
    "identity": "the identity as recurrent weights",
}
#: An orthogonal matrix (n_a, 4 n_a) has entries of variance 1 / (4 n_a), one of each gate's own 1 / n_a.
_ONE_MATRIX = " Keras itself draws the LSTM’s four gates as one matrix: recurrent weights half as large."


def drawn_in_words(scenario: Scenario) -> str:
    """How the parameters were drawn: as whose, and what is different; nothing where they were brought.

    Examples
    --------
    >>> drawn_in_words(Scenario(cells=("rnn",), start="pytorch"))
    'Untrained, drawn as in PyTorch.'
    >>> drawn_in_words(Scenario(start="pytorch", gain=2.0, forget_bias=1.0))
    'Untrained, drawn as in PyTorch, but for gain 2 and 1 more for the forget bias.'
    >>> drawn_in_words(Scenario())[:47]
    'Untrained, drawn as in Keras, gate by gate. Ker'
    """
    if isinstance(scenario, Brought):
        return ""
    gates = scenario.start == "plain" and "lstm" in scenario.cells
    whose = STARTS["keras" if scenario.start == "plain" and not gates else scenario.start].label
    different = [*_weights(scenario), *(_biases(scenario) if "lstm" in scenario.cells else [])]
    sentence = f"Untrained, drawn as in {whose}{', but for ' + listed(different) if different else ''}."
    return sentence + (_ONE_MATRIX if gates and scenario.init == STARTS["plain"].init else "")


def _weights(scenario: Scenario) -> list[str]:
    parts = [] if scenario.init == STARTS[scenario.start].init else [_WEIGHTS[scenario.init]]
    return parts if scenario.gain == 1 else [*parts, f"gain {scenario.gain:g}"]


def _biases(scenario: Scenario) -> list[str]:
    if scenario.forget == "chrono":
        parts = [f"chrono biases for memories up to {scenario.t_max:,} steps"]
    else:
        own = STARTS[scenario.start].forget_bias
        parts = [] if scenario.forget_bias == own else [_bias(scenario, "forget", scenario.forget_bias)]
        parts += [_bias(scenario, "input", scenario.input_bias)] * bool(scenario.input_bias)
    return parts + [_bias(scenario, "output", scenario.output_bias)] * bool(scenario.output_bias)


def _bias(scenario: Scenario, gate: str, value: float) -> str:
    """A bias; PyTorch's are drawn, and a constant is on top of them."""
    if scenario.start == "pytorch":
        return f"{abs(value):g} {'more' if value > 0 else 'less'} for the {gate} bias"
    return f"{gate} bias {value:g}".replace("-", "−")
