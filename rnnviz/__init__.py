"""See what flows through a recurrent network: forwards its states, backwards its gradient at every time step."""

from rnnviz.errors import InputError, RnnvizError, ScenarioError, ShapeError
from rnnviz.experiment import CellResult, Result, run
from rnnviz.recurrent_neural_network import *  # noqa: F403
from rnnviz.recurrent_neural_network import __all__ as _functions
from rnnviz.scaled import Scaled
from rnnviz.scenario import Scenario

__version__ = "0.1.0"

__all__ = sorted(
    [
        *_functions,
        "CellResult",
        "InputError",
        "Result",
        "RnnvizError",
        "Scaled",
        "Scenario",
        "ScenarioError",
        "ShapeError",
        "run",
    ]
)
