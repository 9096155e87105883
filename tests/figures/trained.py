"""Runs that a figure must cope with: by name, each trained once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from rnnviz.tasks import TASKS, next_character
from rnnviz.training.network import Network
from rnnviz.training.runs import History, advance
from rnnviz.training.trainer import Record, Training, start

SMALL = Training(TASKS["latch"], 6, Network("rnn", n_a=6), batch=16, updates=20, learning_rate=0.01)
WILD = replace(SMALL, T=40, network=Network("rnn", n_a=6, activation="relu", gain=3.0), clip=None, optimizer="sgd")

TRAININGS: dict[str, Training] = {
    "plain": SMALL,
    "LSTM": replace(SMALL, network=Network("lstm", n_a=5)),
    "chrono": replace(SMALL, network=Network("lstm", n_a=5, t_max=40)),
    "one step back": replace(SMALL, T=1),
    "ReLU, which has no ends": replace(SMALL, network=Network("rnn", n_a=5, activation="relu")),
    "trouble": replace(WILD, learning_rate=1e300),
    "vanishing": replace(SMALL, T=300, network=Network("rnn", n_a=2, gain=0.05), batch=2, updates=4),
    "values": replace(SMALL, task=TASKS["adding"]),
    "curves": replace(SMALL, task=TASKS["sine"], T=8),
    "bits": replace(SMALL, task=TASKS["flipflop"], T=12),
    "copy": replace(SMALL, task=TASKS["copy"]),
    "order": replace(SMALL, task=TASKS["order"], T=12),
    "text": replace(SMALL, task=next_character("abcabcabd"), T=7),
}


@cache
def run_of(name: str, *, single: bool = False, **changes: object) -> History:
    """Give a run that has ended, or one that has done one update."""
    run = History(replace(TRAININGS[name], **changes), until_solved=not changes)  # type: ignore[arg-type]
    while not run.ended:
        run.add(*advance(run.training, run.last, 5, until_solved=run.until_solved, single=single))
        if single:
            break
    return run


def lasting(losses: Sequence[float]) -> History:
    """A run of the latch with given losses, one a look."""
    record: Record = run_of("plain").records[0]
    run = History(replace(SMALL, updates=10 * len(losses)))
    run.records = [record._replace(update=10 * i, loss=loss) for i, loss in enumerate(losses)]
    run.last = start(SMALL)._replace(update=10 * (len(losses) - 1))
    return run
