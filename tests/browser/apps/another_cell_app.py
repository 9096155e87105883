"""The app, with a cell that it does not know."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from rnnviz.cells import CELLS  # noqa: E402 (found by the line above)
from tests.architecture.another_cell import KEEPER  # noqa: E402

CELLS["keeper"] = KEEPER
runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
