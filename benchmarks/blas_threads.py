"""How many BLAS threads should the server have? `python -m benchmarks.blas_threads`.

The work is what one move of a slider asks for: an LSTM's forward pass over the whole sequence, then products of the
same shapes for the way back. It is written out here, so that what is measured is BLAS and not the package.
BLAS reads its number of threads once, when NumPy is loaded, so each reading is a process of its own; the settings take
turns, so that a busy minute of the machine falls on all of them.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time

SHAPES = {"n_a=32 m=8 T=100": (32, 8, 100), "n_a=256 m=64 T=100": (256, 64, 100)}
USERS = (1, 30)
THREADS = (1, 2)
MOVES = {"n_a=32 m=8 T=100": 6, "n_a=256 m=64 T=100": 1}  # by each user of many; a single user makes five times as many
THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def make_move(n_a: int, m: int, T: int) -> Callable[[], None]:
    """Return a function that does the work of one move of a slider."""
    import numpy as np  # noqa: PLC0415 - after the process has its number of threads

    rng = np.random.default_rng(0)
    W = rng.normal(size=(4 * n_a, 2 * n_a)) / n_a  # the four gates, stacked
    x = rng.normal(size=(T, n_a, m))

    def move() -> None:
        a, c = np.zeros((n_a, m)), np.zeros((n_a, m))
        for xt in x:
            z = W @ np.concatenate([a, xt])
            f, i, o = 1 / (1 + np.exp(-z[: 3 * n_a].reshape(3, n_a, m)))
            c = f * c + i * np.tanh(z[3 * n_a :])
            a = o * np.tanh(c)
            dz = z * (1 - np.tanh(z))
            W.T @ dz  # what goes back to [a_prev; xt]

    return move


def read(shape: str, users: int) -> dict[str, float]:
    """Let `users` threads make their moves all at once; milliseconds a move, and moves a second of all together."""
    move = make_move(*SHAPES[shape])
    move()
    moves = MOVES[shape] * (5 if users == 1 else 1)

    def one_user(_: int) -> list[float]:
        waits = []
        for _ in range(moves):
            start = perf_counter()
            move()
            waits.append(1e3 * (perf_counter() - start))
        return waits

    start, start_cpu = perf_counter(), process_time()
    with ThreadPoolExecutor(users) as pool:
        waits = sorted(wait for user in pool.map(one_user, range(users)) for wait in user)
    seconds, cpu_seconds = perf_counter() - start, process_time() - start_cpu
    return {
        "p50": statistics.median(waits),
        "p95": waits[int(0.95 * (len(waits) - 1))],
        "moves_per_second": len(waits) / seconds,
        "cpu_ms": 1e3 * cpu_seconds / len(waits),
    }


def read_in_own_process(threads: int, shape: str, users: int) -> dict[str, float]:
    """Run `read` in a fresh process whose BLAS has `threads` threads."""
    environment = os.environ | dict.fromkeys(THREAD_VARIABLES, str(threads))
    command = [sys.executable, "-m", "benchmarks.blas_threads", "--one", shape, str(users)]
    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def main() -> None:
    """Print one row for each shape, number of users and number of threads: the median of the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", nargs=2, metavar=("SHAPE", "USERS"), help="one reading, as JSON (used by this script)")
    arguments = parser.parse_args()
    if arguments.one:
        shape, users = arguments.one
        print(json.dumps(read(shape, int(users))))
        return

    readings: dict[tuple[str, int, int], list[dict[str, float]]] = {}
    for _ in range(arguments.rounds):
        for shape in SHAPES:
            for users in USERS:
                for threads in THREADS:
                    reading = read_in_own_process(threads, shape, users)
                    readings.setdefault((shape, users, threads), []).append(reading)

    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {arguments.rounds} rounds"
    )
    print("| shape | users | BLAS threads | p50 ms | p95 ms | moves/s, all users | CPU ms a move |")
    print("|---|---|---|---|---|---|---|")
    for (shape, users, threads), rows in readings.items():
        p50, p95, rate, cpu = (
            statistics.median(column) for column in zip(*(row.values() for row in rows), strict=True)
        )
        print(f"| {shape} | {users} | {threads} | {p50:.1f} | {p95:.1f} | {rate:.1f} | {cpu:.1f} |")


if __name__ == "__main__":
    main()
