"""Sheets to print and to hand in: what somebody has worked out, and the answer key of a lesson for its teacher."""

import csv
import html
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final

from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.answers import answer_of, choices_of, scenario_of
from rnnviz.lessons.lesson import Card, Lesson
from rnnviz.lessons.wording import as_plain, with_numbers
from rnnviz.lessons.worksheet import Checked, Row, score_of

__all__ = ["answer_key", "class_table", "sheet_table", "table_of", "worksheet"]

_STYLE: Final = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 11pt/1.45 system-ui, sans-serif; color: #1a212b; }
h1 { font-size: 18pt; margin: 0 0 0.25rem; } h2 { font-size: 13pt; margin: 1.5rem 0 0.5rem; }
section { border-top: 1px solid #8a93a3; padding: 0.5rem 0; break-inside: avoid; }
p { margin: 0.2rem 0; } .muted { color: #4b5563; font-size: 10pt; } .asks { font-weight: 600; }
.code { font: 9pt/1.3 ui-monospace, monospace; overflow-wrap: anywhere; border: 1px solid #8a93a3; padding: 0.5rem; }
"""


def worksheet(
    name: str,
    rows: Sequence[Row],
    code: str,
    challenges: Iterable[str] = (),
    words: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """A sheet of what somebody has guessed, found and done, to be printed or handed in.

    Parameters
    ----------
    name : str
        Whose it is; empty leaves a line to write on.
    rows : sequence of Row
        From `rnnviz.lessons.worksheet.rows`.
    code : str
        From `rnnviz.lessons.worksheet.code_of`.
    challenges : iterable of str
        What was reached, each in a sentence.
    words : mapping of str to str
        By id of a lesson, what was learned, in their own words.

    Returns
    -------
    str
        A page of HTML that loads nothing.

    Examples
    --------
    >>> from rnnviz.lessons.library import LESSONS
    >>> from rnnviz.lessons.worksheet import Entry, rows
    >>> sheet = worksheet("Ada", rows([Entry("forgetting", "factor", "2", "It is 0.727 ** 99.")], LESSONS), "abc")
    >>> "1 of 1 guesses right" in sheet, "How did you get there? It is 0.727 ** 99." in sheet
    (True, True)
    """
    right, guessed = score_of(rows)
    parts = [f"<p>Name: {html.escape(name) or '______________________________'}</p>"]
    if guessed:
        parts.append(f"<p>{right} of {guessed} guesses right.</p>")
    for lesson, cards in groupby(rows, key=lambda row: row.lesson):
        parts.append(f"<h2>{html.escape(lesson.title)}</h2>")
        parts += [_section(row) for row in cards]
        if words.get(lesson.id):
            parts.append(
                f"<section><p class='asks'>What I have learned</p><p>{html.escape(words[lesson.id])}</p></section>"
            )
    reached = "".join(f"<p>✓ {html.escape(one)}</p>" for one in challenges)
    if reached:
        parts.append(f"<h2>Challenges</h2>{reached}")
    parts.append(
        "<h2>Code</h2><p class='muted'>It holds this sheet. The page Learn, For teachers, checks it by computing every "
        f"answer again.</p><p class='code'>{html.escape(code)}</p>"
    )
    return _page("Worksheet", "".join(parts))


def _section(row: Row) -> str:
    """What stands on a sheet of one card."""
    card, entry = row.card, row.entry
    said = [f"<p class='muted'>Card {row.lesson.cards.index(card) + 1}{_settings(card)}</p>"]
    if card.question is not None and (row.answer or entry.guess is not None):
        said.append(f"<p class='asks'>{html.escape(card.question.ask)}</p>")
        if row.guess:
            mark = {True: " ✓", False: " ✗", None: ""}[row.right]
            said.append(f"<p>Guess: {html.escape(row.guess)}{mark}</p>")
        elif entry.guess is not None and row.answer:
            said.append("<p>Shown without a guess.</p>")
        if entry.reason:
            said.append(f"<p>{html.escape(card.question.reason or 'Why')} {html.escape(entry.reason)}</p>")
        if row.answer:
            said.append(f"<p>Computed: {html.escape(row.answer)}</p>")
    if card.task is not None:
        said.append(f"<p>Task: {html.escape(as_plain(card.task.text))}</p><p>{_done(entry.done)}</p>")
    return f"<section>{''.join(said)}</section>"


def _done(done: bool) -> str:
    return "✓ Done." if done else "Not done."


def _settings(card: Card) -> str:
    """The setting of a card, as it stands in an address."""
    told = ", ".join(f"{name} {value}" for name, value in card.answered.items() if name != "text")
    return f": {html.escape(told)}" if told else ""


#: What a spreadsheet would compute: a stranger's words never begin with it.
_FORMULA: Final = re.compile(r"^[\s]*[=+\-@\t\r]")
_COLUMNS: Final = ("name", "lesson", "card", "question", "guess", "reason", "computed", "right", "task done")


def sheet_table(name: str, rows: Iterable[Row]) -> str:
    """The same as a table of comma-separated values, one row a card.

    Examples
    --------
    >>> sheet_table("Ada", []).strip()
    'name,lesson,card,question,guess,reason,computed,right,task done'
    """
    return table_of(_COLUMNS, ([name, *_cells(row)] for row in rows))


def _cells(row: Row) -> list[str]:
    question = row.card.question.ask if row.card.question else ""
    right = {True: "yes", False: "no", None: ""}[row.right]
    done = ("yes" if row.entry.done else "no") if row.card.task else ""
    return [row.lesson.id, row.card.id, question, row.guess, row.entry.reason, row.answer, right, done]


def class_table(sheets: Iterable[Checked]) -> str:
    """Checked sheets of a class as comma-separated values: one row a card of each, and whether its sheet agrees.

    Examples
    --------
    >>> class_table([Checked("Ada", (), ())]).strip()
    'name,agrees,lesson,card,question,guess,reason,computed,right,task done'
    """
    head, *rest = _COLUMNS
    lines = ([one.name, "no" if one.wrong else "yes", *_cells(row)] for one in sheets for row in one.rows)
    return table_of((head, "agrees", *rest), lines)


def table_of(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """Comma-separated values in which no word is a formula, whoever has written it.

    Examples
    --------
    >>> table_of(["why"], [["=1+1"]])
    "why\\n'=1+1\\n"
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(head)
    for line in lines:
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in line])
    return written.getvalue()


def answer_key(lesson: Lesson, run_of: Callable[[Scenario], Result] = run) -> str:
    """The answers of a lesson, computed now, with the note for its teacher.

    Parameters
    ----------
    lesson : Lesson
        One of ours, or one from a file.
    run_of : callable
        Runs a scenario; the place for a memory.

    Returns
    -------
    str
        A page of HTML that loads nothing.

    Examples
    --------
    >>> from rnnviz.lessons.library import LESSONS
    >>> "About 10⁻⁸ (7.3·10⁻⁹)" in answer_key(LESSONS["forgetting"])
    True
    """
    parts = [f"<p class='muted'>{lesson.minutes} minutes. Afterwards one can {html.escape(lesson.able)}.</p>"]
    if lesson.teacher:
        parts.append(f"<h2>For the teacher</h2><p>{html.escape(as_plain(lesson.teacher))}</p>")
    parts.append("<h2>Answers</h2>")
    parts += [_key_section(place, card, run_of) for place, card in enumerate(lesson.cards, start=1)]
    return _page(f"Answer key: {lesson.title}", "".join(parts))


def _key_section(place: int, card: Card, run_of: Callable[[Scenario], Result]) -> str:
    said = [f"<p class='muted'>Card {place}, page {card.page or 'gradient'}{_settings(card)}</p>"]
    is_run = card.page not in ("train", "papers")
    before = run_of(scenario_of(card.setting)) if is_run else None
    text = card.text if before is None else with_numbers(card.text, before)
    said.append(f"<p>{html.escape(as_plain(text))}</p>")
    answer = ""
    if card.question is not None:
        said.append(f"<p class='asks'>{html.escape(card.question.ask)}</p>")
        if card.question.measured is not None:
            found, choices = answer_of(card, run_of(scenario_of(card.answered))), choices_of(card.question)
            answer = found.words
            said.append(f"<p>{html.escape(f'{choices[found.right]} ({answer})' if found.right else answer)}</p>")
            others = [choice for key, choice in choices.items() if key != found.right]
            if others:
                said.append(f"<p class='muted'>Also to choose from: {html.escape('; '.join(others))}.</p>")
        else:
            said.append("<p>It is trained on the page: what comes depends on the seed.</p>")
            texts = list(choices_of(card.question).values())
            if texts:
                said.append(f"<p class='muted'>To choose from: {html.escape('; '.join(texts))}.</p>")
    if card.task is not None:
        said.append(f"<p>Task: {html.escape(as_plain(card.task.text))}</p>")
    if card.notice:
        notice = card.notice
        if before is not None:
            notice = with_numbers(notice, run_of(scenario_of(card.answered)), answer, before)
        said.append(f"<p>{html.escape(as_plain(notice))}</p>")
    return f"<section>{''.join(said)}</section>"


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><h1>{html.escape(title)}</h1>{body}</body></html>"
    )
