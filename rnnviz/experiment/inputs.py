r"""Sequences that a person can choose as input, each (n_x, m, T).

Made ones, with :math:`v_j \sim N(0, 1)` drawn for every feature and sample:

===========  =====================================================================
``noise``    :math:`x^{\langle t\rangle} \sim N(0, s^2)`, independent at every step
``impulse``  :math:`s\,v` at one step, 0 elsewhere
``step``     0 before one step, :math:`s\,v` from it on
``sine``     :math:`s \sin(2\pi (t / p + \phi))`, the phase φ drawn for every feature and sample
===========  =====================================================================

and brought ones: a text, one-hot by character, and a table of numbers, one row a feature.
"""

import csv
import io
import math
import unicodedata
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import InputError
from rnnviz.numerics.ranges import in_full

__all__ = [
    "CODE_POINTS",
    "MAX_CSV_BYTES",
    "MAX_MARKS",
    "MAX_NUMBER",
    "MAX_TEXT",
    "alphabet",
    "gaussian_noise",
    "impulse",
    "normalize_text",
    "number_text",
    "one_hot",
    "parse_table",
    "read_csv",
    "sine",
    "standardized",
    "step_function",
    "table",
    "table_text",
]

Array = NDArray[Any]
Rng = np.random.Generator
Table = tuple[tuple[float, ...], ...]

#: Largest CSV file that is read.
MAX_CSV_BYTES = 1_000_000
#: What some editors put before a text, to say how its bytes are ordered.
BYTE_ORDER_MARK = "\ufeff"
#: Largest absolute value in a table.
MAX_NUMBER = 1e6
#: Longest text that is taken anywhere.
MAX_TEXT = 20_000
#: Most combining marks in a row: what Unicode's Stream-Safe Text Format (UAX #15) has, far more than any script needs.
MAX_MARKS = 30
#: Most code points that become one character when they are composed.
CODE_POINTS = 4


def gaussian_noise(n_x: int, m: int, T_x: int, *, scale: float = 1.0, rng: Rng) -> Array:
    """Independent normal numbers with standard deviation ``scale``, (n_x, m, T_x).

    Examples
    --------
    >>> gaussian_noise(2, 3, 4, rng=np.random.default_rng(0)).shape
    (2, 3, 4)
    """
    return scale * rng.normal(size=(n_x, m, T_x))


def impulse(n_x: int, m: int, T_x: int, *, at: int = 1, scale: float = 1.0, rng: Rng) -> Array:
    """A random direction at step ``at``, counted from 1, and zeros elsewhere, (n_x, m, T_x).

    Examples
    --------
    >>> impulse(2, 1, 4, at=3, rng=np.random.default_rng(0)).any(axis=(0, 1))
    array([False, False,  True, False])
    """
    x = np.zeros((n_x, m, T_x))
    x[:, :, at - 1] = scale * rng.normal(size=(n_x, m))
    return x


def step_function(n_x: int, m: int, T_x: int, *, at: int = 1, scale: float = 1.0, rng: Rng) -> Array:
    """Zeros before step ``at``, counted from 1, and one random direction from it on, (n_x, m, T_x).

    Examples
    --------
    >>> step_function(2, 1, 4, at=3, rng=np.random.default_rng(0)).any(axis=(0, 1))
    array([False, False,  True,  True])
    """
    x = np.zeros((n_x, m, T_x))
    x[:, :, at - 1 :] = scale * rng.normal(size=(n_x, m, 1))
    return x


def sine(n_x: int, m: int, T_x: int, *, period: float = 20.0, scale: float = 1.0, rng: Rng) -> Array:
    """Sine waves of one period, in steps, and random phases, (n_x, m, T_x).

    Examples
    --------
    >>> x = sine(1, 1, 9, period=4.0, rng=np.random.default_rng(0))
    >>> bool(np.allclose(x[..., 0], x[..., 4]))
    True
    """
    phase = rng.uniform(size=(n_x, m, 1))
    return np.asarray(scale * np.sin(2 * np.pi * (np.arange(1, T_x + 1) / period + phase)))


def normalize_text(text: str, most: int = MAX_TEXT) -> str:
    """The text in Unicode's composed form (NFC), so that é is one character however it was typed.

    A byte-order mark, which editors write invisibly before a text, is no letter and is left out, wherever files were
    joined.

    Parameters
    ----------
    text : str
        Any.
    most : int
        Characters that the caller takes. What cannot have so few once it is composed is refused unread.

    Raises
    ------
    InputError
        If it is too long, holds half of a surrogate pair, which is no character, or too many combining marks in a row.

    Notes
    -----
    Composing takes a time that grows with the square of a run of combining marks, during which nothing else in this
    process runs: so their number is looked at before.

    Examples
    --------
    >>> len("e\\u0301"), len(normalize_text("e\\u0301"))
    (2, 1)
    >>> normalize_text("a" + 40 * "\\u0301")
    Traceback (most recent call last):
    rnnviz.errors.InputError: The text has 40 combining marks in a row from character 2 on; at most 30 are possible.
    Delete some of them.
    """
    if len(text) > CODE_POINTS * most:
        raise InputError(f"The text has {len(text):,} characters; at most {most:,} are possible. Shorten it.")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"The text holds half a surrogate pair at character {error.start + 1}, which is no Unicode character. "
            "Delete it or paste the text again."
        ) from None
    text = text.replace(BYTE_ORDER_MARK, "")
    _check_marks(text)
    return unicodedata.normalize("NFC", text)


def _check_marks(text: str) -> None:
    marks = {character for character in set(text) if _is_mark(character)}
    place = 0
    for is_run, run in groupby(text, marks.__contains__) if marks else ():
        length = sum(1 for _ in run)
        if is_run and length > MAX_MARKS:
            raise InputError(
                f"The text has {length:,} combining marks in a row from character {place + 1:,} on; "
                f"at most {MAX_MARKS} are possible. Delete some of them."
            )
        place += length


def _is_mark(character: str) -> bool:
    """Whether it is put in order among its like when a text is composed; three Tibetan ones are once taken apart."""
    return unicodedata.combining(unicodedata.normalize("NFD", character)[0]) != 0


def alphabet(text: str) -> str:
    """The different characters of a text, sorted by code point.

    Examples
    --------
    >>> alphabet("hello")
    'ehlo'
    """
    return "".join(sorted(set(text)))


def one_hot(text: str) -> Array:
    """A text as one column a character, 1 in the row of that character in the text's `alphabet`, (n_x, 1, T).

    Examples
    --------
    >>> one_hot("aba")[:, 0, :]
    array([[1., 0., 1.],
           [0., 1., 0.]])
    """
    row = {character: k for k, character in enumerate(alphabet(text))}
    x = np.zeros((len(row), 1, len(text)))
    x[[row[character] for character in text], 0, np.arange(len(text))] = 1
    return x


def table(numbers: Table) -> Array:
    """Numbers, one row a feature, as one sequence (n_x, 1, T).

    Examples
    --------
    >>> table(((1.0, 2.0, 3.0),)).shape
    (1, 1, 3)
    """
    return np.array(numbers, dtype=np.float64)[:, None, :]


def standardized(numbers: Table, digits: int = 4) -> Table:
    """A table whose every row has mean 0 and standard deviation 1 (LeCun, Bottou, Orr & Müller 1998, section 4.3).

    Parameters
    ----------
    numbers : tuple of tuple of float
        The table, one row a feature; a row that never changes becomes 0.
    digits : int
        Behind the point, in what is returned.

    Examples
    --------
    >>> standardized(((112.0, 118.0, 622.0), (5.0, 5.0, 5.0)))
    ((-0.7196, -0.6945, 1.4141), (0.0, 0.0, 0.0))
    """
    values = np.array(numbers, dtype=np.float64)
    largest = np.abs(values).max(axis=1, keepdims=True)
    values = np.divide(values, largest, out=np.zeros_like(values), where=largest > 0)  # squares of 1e-269 are 0
    centred = values - values.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    changes = spread > 1e-12
    scaled = np.divide(centred, spread, out=np.zeros_like(values), where=changes)
    return tuple(tuple(row) for row in (scaled.round(digits) + 0.0).tolist())


def parse_table(text: str, *, max_rows: int = 32, max_columns: int = 1000) -> Table:
    """Read a table that was typed or pasted: one row a feature, one column a time step.

    Parameters
    ----------
    text : str
        Rows on lines of their own (or separated by ``|``); numbers separated by commas, semicolons, tabs or blanks.
    max_rows, max_columns : int
        Features and steps at most.

    Returns
    -------
    tuple of tuple of float
        The rows, all of one length.

    Raises
    ------
    InputError
        If it is empty or too large, if a cell is empty or no finite number, or if rows differ in length.

    Examples
    --------
    >>> parse_table("0, 0.5, 1\\n1  0  -1")
    ((0.0, 0.5, 1.0), (1.0, 0.0, -1.0))
    """
    if len(text) > MAX_CSV_BYTES:
        raise InputError(
            f"The table has {len(text):,} characters; at most {MAX_CSV_BYTES:,} are read. "
            "Keep the rows and columns you need."
        )
    # Blanks around a row say nothing, but a tab at its end is a gap.
    text = text.replace(BYTE_ORDER_MARK, "").replace("|", "\n")
    lines = [line.strip(" ") for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError("There are no numbers yet. Type or paste at least one row: for example 0, 0.5, 1.")
    if len(lines) > max_rows:
        raise InputError(f"The table has {len(lines):,} rows; at most {max_rows} are possible. One row is one feature.")
    rows = []
    for number, line in enumerate(lines, start=1):
        # Between commas, semicolons or tabs a cell can be empty, which is a gap; between blanks it cannot.
        separator = next((s for s in ("\t", ";", ",") if s in line), None)
        cells = line.split() if separator is None else _split(line, separator)
        if len(cells) > max_columns:
            raise InputError(
                f"Row {number} has {len(cells):,} columns; at most {max_columns:,} are possible. "
                "One column is one time step: shorten the rows."
            )
        rows.append(tuple(_number(cell, number, column) for column, cell in enumerate(cells, start=1)))
    short = next((k for k, row in enumerate(rows, start=1) if len(row) != len(rows[0])), None)
    if short is not None:
        raise InputError(
            f"Row {short} has {len(rows[short - 1]):,} numbers, but row 1 has {len(rows[0]):,}. "
            "Every feature needs a number at every time step: fill the gap or shorten the other rows."
        )
    return tuple(rows)


def number_text(value: float) -> str:
    """A number as the shortest text that reads back as the same number.

    Examples
    --------
    >>> number_text(1.0), number_text(-0.25)
    ('1', '-0.25')
    """
    return repr(float(value)).removesuffix(".0")


def table_text(numbers: Table, *, separator: str = ", ", row_separator: str = "\n") -> str:
    """A table as text that `parse_table` reads back.

    Examples
    --------
    >>> table_text(((0.0, 0.5), (1.0, -1.0)))
    '0, 0.5\\n1, -1'
    """
    return row_separator.join(separator.join(number_text(value) for value in row) for row in numbers)


def read_csv(content: bytes, *, max_rows: int = 32, max_columns: int = 1000) -> Table:
    """Read an uploaded CSV file as `parse_table` does.

    Parameters
    ----------
    content : bytes
        The file, UTF-8, at most 1 MB.
    max_rows, max_columns : int
        Features and steps at most.

    Raises
    ------
    InputError
        If the file is too large, is not text, or its text is no table of numbers.

    Examples
    --------
    >>> read_csv(b"1,2,3\\n4,5,6\\n")
    ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))
    """
    if len(content) > MAX_CSV_BYTES:
        raise InputError(
            f"The file has {len(content) / 1e6:.1f} MB; at most {MAX_CSV_BYTES / 1e6:.0f} MB is read. "
            "Keep the rows and columns you need and save it again."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InputError(
            "The file is not plain text, so it is no CSV file. Save the table as CSV (UTF-8) and upload that."
        )
    return parse_table(text, max_rows=max_rows, max_columns=max_columns)


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=separator))
    except csv.Error:  # a cell longer than the reader takes, which is no number either
        return line.split(separator)


def _number(cell: str, row: int, column: int) -> float:
    cell = cell.strip()
    if not cell:
        raise InputError(f"Row {row}, column {column} is empty. Fill the gap: every time step needs a number.")
    try:
        value = float(cell.replace("_", "?"))
    except ValueError:
        shown = cell if len(cell) <= 20 else cell[:20] + "…"
        raise InputError(
            f"Row {row}, column {column} is {shown!r}, which is no number. "
            "Write numbers such as 0.5 or -1e-3, without headings or units."
        ) from None
    if not math.isfinite(value) or abs(value) > MAX_NUMBER:
        raise InputError(
            f"Row {row}, column {column} is {cell[:20]}; numbers must lie between -{in_full(MAX_NUMBER)} and "
            f"{in_full(MAX_NUMBER)}. Replace it or rescale the table."
        )
    return value
