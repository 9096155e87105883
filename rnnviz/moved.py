"""Where modules stood in version 0.1.0: their old import paths work for one version more, each with one warning."""

import importlib
import sys
import warnings
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

__all__ = ["MOVED", "follow_old_paths"]

#: The new name of every module that stood elsewhere.
MOVED: Final = {
    "rnnviz." + old: "rnnviz." + new
    for new, old in {
        "numerics.scaled": "scaled",
        "numerics.wide": "wide",
        "numerics.shapes": "shapes",
        "numerics.ranges": "bounds",
        "numerics.numerals": "numerals",
        "cells.layouts": "layouts",
        "cells.starts": "starts",
        "cells.initialization": "parameters",
        "network.losses": "losses",
        "experiment.key": "key",
        "experiment.scenario": "scenario",
        "experiment.given": "brought",
        "experiment.inputs": "inputs",
        "experiment.edits": "edits",
        "experiment.export": "export",
        "experiment.sweep": "sweep",
        "analysis.units": "units",
        "analysis.sequence": "sequence",
        "analysis.diagnosis": "diagnosis",
        "analysis.remedies": "remedies",
        "analysis.verification": "verification",
        "analysis.criticality": "criticality",
        "analysis.preactivations": "preactivations",
        "processes.parallel": "parallel",
        "processes.workers": "workers",
    }.items()
}


class _OldPaths(MetaPathFinder, Loader):
    """Finds a module under its old name, and gives the one that has the new name."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname in MOVED else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return ModuleType(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        old, new = module.__name__, MOVED[module.__name__]
        warnings.warn(f"{old} is now {new}; the old name goes with the next version.", FutureWarning, stacklevel=2)
        # The very module: what is changed under one name is changed under the other.
        sys.modules[old] = importlib.import_module(new)


def follow_old_paths() -> None:
    """From now on old import paths are found; to call it twice changes nothing."""
    if not any(isinstance(finder, _OldPaths) for finder in sys.meta_path):
        sys.meta_path.append(_OldPaths())
