"""What is asked, and what came out: settings, runs, edits, sweeps and files."""

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.given import Given
from rnnviz.experiment.run import CellResult, Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting

__all__ = ["CellResult", "Edit", "Given", "Result", "Scenario", "Setting", "run"]
