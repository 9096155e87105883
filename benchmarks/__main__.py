"""All that is measured about the cells, training and the app, as one report: `python -m benchmarks [--quick]`."""

import argparse

from benchmarks.app import app_report
from benchmarks.cells import cells_report
from benchmarks.live import live_report
from benchmarks.rooms import rooms_report
from benchmarks.training import training_report
from benchmarks.training_sessions import training_sessions_report


def main() -> None:
    """Print the report; what is about the cells comes first, since it is there first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less time, more noise")
    quick = parser.parse_args().quick
    for part in cells_report(quick=quick):
        print(part, end="\n\n", flush=True)
    print(training_report(quick=quick), end="\n\n", flush=True)
    print(app_report(quick=quick), end="\n\n", flush=True)
    print(live_report(quick=quick), end="\n\n", flush=True)
    print(rooms_report(quick=quick), end="\n\n", flush=True)
    print(training_sessions_report(quick=quick))


if __name__ == "__main__":
    main()
