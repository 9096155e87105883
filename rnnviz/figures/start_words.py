"""Whose way of drawing the parameters a result shows, in one computed sentence."""

from rnnviz.cells import CELLS, gates_of
from rnnviz.cells.starts import STARTS
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.figures.words import listed

__all__ = ["differences_in_words", "drawn_in_words"]

#: Those with a constant bias, in the order in which they are named.
GATES = ("forget", "input", "output", "update")
_WEIGHTS = {
    "glorot": "Glorot-uniform recurrent weights",
    "gaussian": "Gaussian recurrent weights",
    "orthogonal": "orthogonal recurrent weights",
    "identity": "the identity as recurrent weights",
}
#: An orthogonal matrix (n_a, k n_a) has entries of variance 1 / (k n_a), one of each gate's own 1 / n_a.
_ONE_MATRIX = " Keras itself draws the {}’s {} gates as one matrix: recurrent weights {} as large."
_SMALLER = {3: ("three", "0.58 times"), 4: ("four", "half")}


def drawn_in_words(setting: Setting) -> str:
    """How the parameters were drawn: as whose, and what is different; nothing where nothing is drawn.

    Examples
    --------
    >>> drawn_in_words(Scenario(cells=("rnn",), start="pytorch"))
    'Untrained, drawn as in PyTorch.'
    >>> drawn_in_words(Scenario(start="pytorch", gain=2.0, forget_bias=1.0))
    'Untrained, drawn as in PyTorch, but for gain 2 and 1 more for the forget bias.'
    >>> drawn_in_words(Scenario())[:47]
    'Untrained, drawn as in Keras, gate by gate. Ker'
    """
    scenario = setting.adjustable
    if scenario is None:
        return ""
    gated = [cell for cell in scenario.cells if gates_of(cell) > 1]
    gates = scenario.start == "plain" and bool(gated)
    whose = STARTS["keras" if scenario.start == "plain" and not gates else scenario.start].label
    different = [words for words, _ in differences_in_words(scenario)]
    sentence = f"Untrained, drawn as in {whose}{', but for ' + listed(different) if different else ''}."
    if not gates or scenario.init != STARTS["plain"].init:
        return sentence
    return sentence + "".join(_ONE_MATRIX.format(CELLS[cell].label, *_smaller(gates_of(cell))) for cell in gated)


def differences_in_words(scenario: Scenario) -> list[tuple[str, str]]:
    """What was set otherwise than the start has it: words, and the setting.

    Examples
    --------
    >>> differences_in_words(Scenario(gain=2.0, forget_bias=0.0))
    [('gain 2', 'gain'), ('forget bias 0', 'forget_bias')]
    """
    return [*_weights(scenario), *_biases(scenario)]


def _smaller(gates: int) -> tuple[str, str]:
    """How many gates in words, and the root of one over it: how large the entries of one matrix for all are."""
    return _SMALLER.get(gates, (str(gates), f"{gates**-0.5:.2f} times"))


def _weights(scenario: Scenario) -> list[tuple[str, str]]:
    parts = [] if scenario.init == STARTS[scenario.start].init else [(_WEIGHTS[scenario.init], "init")]
    return parts if scenario.gain == 1 else [*parts, (f"gain {scenario.gain:g}", "gain")]


def _biases(scenario: Scenario) -> list[tuple[str, str]]:
    own = {"forget": STARTS[scenario.start].forget_bias}
    chrono = f"chrono biases for memories up to {scenario.t_max:,} steps"
    parts = [(chrono, "t_max")] if scenario.counts("t_max") else []
    values = {gate: getattr(scenario, f"{gate}_bias") for gate in GATES if scenario.counts(f"{gate}_bias")}
    return parts + [
        (_bias(scenario, gate, value), f"{gate}_bias") for gate, value in values.items() if value != own.get(gate, 0.0)
    ]


def _bias(scenario: Scenario, gate: str, value: float) -> str:
    """A bias; PyTorch's are drawn, and a constant is on top of them."""
    if scenario.start == "pytorch":
        return f"{abs(value):g} {'more' if value > 0 else 'less'} for the {gate} bias"
    return f"{gate} bias {value:g}".replace("-", "−")
