"""Do the tests notice? The code is changed in small ways, one at a time, and the tests of its module are run.

``python -m benchmarks.mutants [module ...] [--each N] [--seed S]``: of every module, N mutants chosen at random with
that seed, or all of them. It works in copies of the project in a temporary folder, one on each core, and prints a
table and the mutants that no test noticed. The mutants are Cosmic Ray's; annotations (``A | B``) are left out.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult

ROOT = Path(__file__).parent.parent
_WIDE = "tests/cells/test_wide_steps.py"
_CELLS = (
    *(f"tests/test_cells_{what}.py" for what in ("gradients", "equivalences", "errors")),
    "tests/cells/test_cell.py",
    "tests/gradient_flow/test_jacobians.py",
)
#: The modules that compute what is said, and the tests beside their own that are theirs, too.
MODULES: dict[str, tuple[str, ...]] = {
    "rnnviz/cells/activations.py": (),
    "rnnviz/cells/bptt.py": (_WIDE,),
    "rnnviz/cells/segments.py": (_WIDE, "tests/cells/test_bptt_exact.py", "tests/cells/test_bptt_extremes.py"),
    "rnnviz/cells/cell.py": ("tests/gradient_flow/test_jacobians.py",),
    "rnnviz/cells/lstm.py": (*_CELLS, _WIDE),
    "rnnviz/cells/rnn.py": (*_CELLS, _WIDE),
    "rnnviz/cells/wide_steps.py": (),
    "rnnviz/numerics/wide.py": (),
    "rnnviz/numerics/scaled.py": (),
    "rnnviz/gradient_flow/arriving.py": (),
    "rnnviz/gradient_flow/bounds.py": (),
    "rnnviz/gradient_flow/causes.py": (),
    "rnnviz/gradient_flow/fade.py": (),
    "rnnviz/gradient_flow/graded.py": ("tests/gradient_flow/test_products.py",),
    "rnnviz/gradient_flow/itemized.py": (),
    "rnnviz/gradient_flow/jacobians.py": (),
    "rnnviz/gradient_flow/paths.py": (),
    "rnnviz/gradient_flow/products.py": (),
    "rnnviz/analysis/diagnosis.py": ("tests/figures/test_diagnosis_words.py",),
    "rnnviz/analysis/units.py": (),
    "rnnviz/network/losses.py": (),
    "rnnviz/training/losses.py": (),
    "rnnviz/training/prediction.py": (),
    "rnnviz/training/trainer.py": (),
    "rnnviz/figures/words.py": (),
    "rnnviz/figures/unit_maps.py": (),
}
#: Seconds after which a mutant counts as noticed: it does not end.
TIMEOUT = 120
LEFT_OUT = ("core/ReplaceBinaryOperator_BitOr",)
SKIPPED = WorkResult(WorkerOutcome.SKIPPED)


class Noticed(NamedTuple):
    """What became of the mutants of a module."""

    module: str
    there: int
    tried: int
    survivors: list[str]


def tests_of(module: str) -> list[str]:
    """The test files that mirror a module, and those named beside it; its own docstrings' examples first."""
    folder, _, stem = module.removeprefix("rnnviz/").removesuffix(".py").rpartition("/")
    own = sorted((ROOT / "tests" / folder).glob(f"test_{stem}*.py"))
    return [module, *(path.relative_to(ROOT).as_posix() for path in own), *MODULES.get(module, ())]


def noticed(module: str, each: int, seed: int) -> Noticed:
    """Try mutants of a module in a copy of the project."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        here = Path(folder) / "project"
        ignore = shutil.ignore_patterns(".git", ".venv", ".hypothesis", "*_cache", "__pycache__", "docs")
        shutil.copytree(ROOT, here, ignore=ignore)
        options = "-x -q --no-header -p no:cacheprovider -p no:randomly"
        command = f"{sys.executable} -m pytest {options} {' '.join(tests_of(module))}"
        (here / "mutants.toml").write_text(
            f"[cosmic-ray]\nmodule-path = '{module}'\ntimeout = {TIMEOUT}.0\nexcluded-modules = []\n"
            f"test-command = '{command}'\n[cosmic-ray.distributor]\nname = 'local'\n",
            encoding="utf-8",
        )
        _cosmic_ray(here, "init", "mutants.toml", "mutants.sqlite")
        with use_db(here / "mutants.sqlite", WorkDB.Mode.open) as db:
            there = [item for item in db.work_items if not _is_text_or_annotation(item)]
            chosen = set(_sample(sorted(there, key=_place), each, seed))
            db.set_multiple_results([i.job_id for i in db.work_items if i.job_id not in chosen], SKIPPED)
        _cosmic_ray(here, "exec", "mutants.toml", "mutants.sqlite")
        with use_db(here / "mutants.sqlite", WorkDB.Mode.open) as db:
            alive = {job for job, result in db.results if result.test_outcome == TestOutcome.SURVIVED}
            diffs = {job: result.diff or "" for job, result in db.results if job in alive}
        return Noticed(module, len(there), len(chosen), [_in_short(diff) for diff in diffs.values()])


def _cosmic_ray(here: Path, *words: str) -> None:
    # No tests of a whole page, one BLAS thread: two mutants are tried at once.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(Path(sys.executable).with_name("cosmic-ray")), *words]
    subprocess.run(command, cwd=here, env=environment, check=True, stdout=subprocess.DEVNULL)


def _is_text_or_annotation(item: WorkItem) -> bool:
    return any(mutation.operator_name.startswith(LEFT_OUT) for mutation in item.mutations)


def _place(item: WorkItem) -> tuple[object, ...]:
    """Where a mutant stands: its name is another one each time."""
    one = item.mutations[0]
    return one.start_pos, one.operator_name, one.occurrence, str(one.operator_args)


def _sample(items: Sequence[WorkItem], each: int, seed: int) -> Iterable[str]:
    some = random.Random(seed).sample(items, each) if 0 < each < len(items) else items
    return (item.job_id for item in some)


def _in_short(diff: str) -> str:
    """The changed lines of a difference."""
    lines = [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    place = next((line.split("@@")[1].strip() for line in diff.splitlines() if line.startswith("@@")), "")
    return f"{place}  " + "  →  ".join(line[1:].strip() for line in lines)


def main() -> None:
    """Print what the tests notice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__.splitlines()[0])
    parser.add_argument(
        "modules", nargs="*", default=list(MODULES), help="paths; the modules that compute, unless given"
    )
    parser.add_argument(
        "--each", type=int, default=0, help="mutants of each module, chosen at random; all unless given"
    )
    parser.add_argument("--seed", type=int, default=0, help="of that choice")
    asked = parser.parse_args()
    print("| module | mutants | tried | noticed |\n| --- | ---: | ---: | ---: |", flush=True)
    survivors, tried = [], 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for one in pool.map(lambda module: noticed(module, asked.each, asked.seed), asked.modules):
            share = f"{one.tried - len(one.survivors)} ({100 - 100 * len(one.survivors) / max(one.tried, 1):.0f} %)"
            print(f"| `{one.module}` | {one.there} | {one.tried} | {share} |", flush=True)
            survivors += [f"{one.module}: {line}" for line in one.survivors]
            print("\n".join(one.survivors), file=sys.stderr, flush=True)
            tried += one.tried
    print(f"\n{tried - len(survivors)} of {tried} noticed. Not noticed:\n")
    print("\n".join(survivors))


if __name__ == "__main__":
    main()
