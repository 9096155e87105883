"""What the networks answer on a fresh example of their task, at the last look."""

import html
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import streamlit as st

from rnnviz.figures.network_names import called
from rnnviz.figures.training_answer import answer_spec, describe_answer
from rnnviz.tasks import Batch, Task
from rnnviz.training.answer import Answer, answer, example, guesses
from rnnviz.training.runs import History
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.session.session import session

__all__ = ["show_answers"]


def show_answers(runs: Sequence[History]) -> None:
    """Draw an example, what is right, and what each network says."""
    number = session().example
    training = runs[0].training
    batch = example(training, number)
    found = {called(run.training.network): answer(run.training, run.last, number) for run in runs if run.last}
    task = training.task
    if task.kind == "values" and len(next(iter(found.values())).steps) > 1:
        cells = [run.training.network.cell for run in runs]
        charts([Chart(answer_spec(batch, found, cells), "A fresh example", describe_answer(found))], key="train_answer")
    else:
        by_chance = {called(one.training.network) for one in runs if guesses(training, one.records[-1].accuracy)}
        st.html(_table(task, batch, found, by_chance))
    st.button("Another example", key="train_another", on_click=_another)


def _another() -> None:
    session().example += 1


def _table(task: Task, batch: Batch, found: dict[str, Answer], by_chance: Collection[str] = ()) -> str:
    first = next(iter(found.values()))
    rows = [("Read", _read(task, batch))]
    if task.kind == "values":
        rows += [("Right answer", " ".join(f"{value:.3f}" for value in first.right[:, 0]))]
        rows += [(label, _values(one)) for label, one in found.items()]
    elif len(first.steps) == 1:
        rows += [("Right answer", _shown(task.classes[int(first.right[0])]))]
        rows += [(label, _shares(task, one, by_chance=label in by_chance)) for label, one in found.items()]
    else:
        rows += [("Right answers", f"<code>{_shown(''.join(task.classes[i] for i in first.right))}</code>")]
        rows += [(label, _named(task, one, by_chance=label in by_chance)) for label, one in found.items()]
    body = "".join(f'<tr><th scope="row">{html.escape(name)}</th><td>{value}</td></tr>' for name, value in rows)
    return f'<table class="rnnviz-answers"><tbody>{body}</tbody></table>'


def _read(task: Task, batch: Batch) -> str:
    """The example as it is read: symbols, or the numbers that are marked."""
    if task.symbols:
        return f"<code>{_shown(''.join(task.symbols[i] for i in batch.x[:, 0].argmax(axis=0)))}</code>"
    numbers, marks = batch.x[:, 0]
    marked = [f"{numbers[t]:.3f} at step {t + 1}" for t in np.flatnonzero(marks)]
    return f"{len(numbers)} numbers; the marked ones are {' and '.join(marked)}"


#: Characters that cannot be seen; a line that ends would tear the rows apart that are to be compared.
_SEEN: Final = {ord("\n"): "⏎", ord("\r"): "⏎", ord("\t"): "⇥", ord("\N{NO-BREAK SPACE}"): " "}


def _shown(symbols: str) -> str:
    return html.escape(symbols.translate(_SEEN))


_NOTHING: Final = "no answer: its numbers became NaN or Inf"


def _values(one: Answer) -> str:
    return " ".join(f"{value:.3f}" for value in one.given[:, 0]) if np.isfinite(one.given).all() else _NOTHING


#: Of a network that is right no more often than somebody who guesses.
_BY_CHANCE: Final = "by chance: over many examples it is no better than guessing"


def _shares(task: Task, one: Answer, *, by_chance: bool) -> str:
    """The probability of every class, as bars."""
    if not np.isfinite(one.given).all():
        return _NOTHING
    right = int(one.right[0])
    said = int(one.given[0].argmax())
    parts = [
        f'<span class="share">{html.escape(name)} <i style="width: {100 * share:.0f}px"></i> {100 * share:.0f} %</span>'
        for name, share in zip(task.classes, one.given[0], strict=True)
    ]
    verdict = "✗ wrong" if said != right else "" if by_chance else "✓ right"  # who guesses is not called right
    told = ", ".join(filter(None, [verdict, _BY_CHANCE if by_chance else ""]))
    return "".join(parts) + f"<span>{told}</span>"


def _named(task: Task, one: Answer, *, by_chance: bool) -> str:
    """The likeliest class at every step; the wrong ones are marked."""
    if not np.isfinite(one.given).all():
        return _NOTHING
    said = one.given.argmax(axis=1)
    parts = []
    for i, right in zip(said, one.right, strict=True):
        name = _shown(task.classes[i])
        parts.append(name if i == right else f"<mark>{name}</mark>")
    return f"<code>{''.join(parts)}</code> {int((said == one.right).sum())} of {len(said)} right" + (
        f"<br>{_BY_CHANCE}" if by_chance else ""
    )
