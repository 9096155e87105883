"""What is asked, and what came out: settings, runs, edits, sweeps and files."""

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import CellResult, Result, run
from rnnviz.experiment.scenario import Scenario

__all__ = ["CellResult", "Edit", "Result", "Scenario", "run"]
