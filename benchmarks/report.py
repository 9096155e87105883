"""What a report says about the machine, and tables in Markdown."""

import datetime
import importlib.metadata
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["at_least", "at_most", "machine", "percentile", "table"]


def _cpu() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _blas() -> str:
    blas: dict[str, Any] = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    threads = os.environ.get("OPENBLAS_NUM_THREADS") or os.environ.get("OMP_NUM_THREADS")
    return f"{blas['name']} {blas['version']} ({f'threads: {threads}' if threads else 'its own choice of threads'})"


def machine(*packages: str) -> str:
    """One paragraph: date, processor, cores, load, versions of Python, NumPy, its BLAS and the packages named."""
    now = datetime.datetime.now(tz=datetime.UTC)
    load = f", load before the start {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    versions = [f"{package} {importlib.metadata.version(package)}" for package in packages]
    software = ", ".join([f"Python {platform.python_version()}", f"NumPy {np.__version__}", _blas(), *versions])
    return f"{now:%Y-%m-%d %H:%M} UTC. {_cpu()}, {os.cpu_count()} cores{load}. {software}."


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, the first column to the left and the others to the right."""
    aligned = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (header, aligned, *rows))


def at_least(value: float, target: float) -> str:
    """The value, its target and whether it is met: ``7.1 (≥ 5 ✓)``."""
    return f"{value:.2f} (≥ {target:g} {'✓' if value >= target else '✗'})"


def at_most(value: float, target: float, unit: str = "") -> str:
    """The value, its target and whether it is met: ``14.2 ms (≤ 20 ✓)``."""
    return f"{value:.2f}{unit} (≤ {target:g} {'✓' if value <= target else '✗'})"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of all does not exceed; NaN if there are none."""
    return float(np.quantile(values, share, method="higher")) if len(values) else float("nan")
