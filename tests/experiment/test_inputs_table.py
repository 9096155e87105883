"""Tables that are typed, pasted or uploaded: each mistake gives one `InputError` that says what to do."""

import io
import math
import pickle
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import InputError
from rnnviz.experiment.inputs import MAX_CSV_BYTES, MAX_NUMBER, number_text, parse_table, read_csv, table, table_text

numbers = st.floats(-MAX_NUMBER, MAX_NUMBER)
tables = st.integers(1, 8).flatmap(
    lambda width: st.lists(st.tuples(*[numbers] * width), min_size=1, max_size=6).map(tuple)
)


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3\n4,5,6",
        "1, 2, 3\r\n4, 5, 6\r\n",
        "1;2;3\n4;5;6",
        "1\t2\t3\n4\t5\t6",
        "1 2   3\n4 5 6",
        "  1 2 3  \n\n   \n4 5 6\n\n",
        "1,2,3|4,5,6",
        '"1","2","3"\n"4","5","6"',
        "\n1e0,+2,3.\n4.0,5,6\n",
        "1,2,3\r4,5,6",
        "1,2,3\n4 5 6",  # each row decides for itself
    ],
)
def test_the_ways_to_write_one_table(text: str) -> None:
    assert parse_table(text) == ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"There are no numbers yet\. Type or paste at least one row"),
        (" \n\t\n", r"There are no numbers yet"),
        ("1,two,3", r"Row 1, column 2 is 'two', which is no number\. Write numbers such as 0\.5"),
        ("time,value\n1,2", r"Row 1, column 1 is 'time', which is no number\. .* without headings or units"),
        ("1,2\n3,4kg", r"Row 2, column 2 is '4kg', which is no number"),
        ("1,,3", r"Row 1, column 2 is empty\. Fill the gap"),
        ("1,2,", r"Row 1, column 3 is empty\. Fill the gap"),
        ("\t1\t2", r"Row 1, column 1 is empty\. Fill the gap"),
        ("\t1\t2\n3\t4\t", r"Row 1, column 1 is empty\. Fill the gap"),  # not two columns, shifted
        ("1,nan", r"Row 1, column 2 is nan; numbers must lie between -1,000,000 and 1,000,000\. Replace it"),
        ("1,-inf", r"Row 1, column 2 is -inf; numbers must lie between"),
        ("1,1e999", r"Row 1, column 2 is 1e999; numbers must lie between"),
        ("1,1000000.1", r"Row 1, column 2 is 1000000\.1; numbers must lie between .* rescale the table"),
        ("1,2,3\n4,5", r"Row 2 has 2 numbers, but row 1 has 3\. .* fill the gap or shorten"),
        ("1,2\n3,4,5", r"Row 2 has 3 numbers, but row 1 has 2"),
        ("0,5;1,5", r"Row 1, column 1 is '0,5', which is no number\. Write numbers such as 0\.5"),  # decimal commas
        ("0,5\t1,5", r"Row 1, column 1 is '0,5', which is no number"),
        ("1_000", r"Row 1, column 1 is '1_000', which is no number"),
        ("0x10", r"'0x10', which is no number"),
        ("1,\0", r"which is no number"),
        ("1," + "x" * 100, r"Row 1, column 2 is '" + "x" * 20 + "…', which is no number"),
        ("1," + "9" * 200_000, r"Row 1, column 2 is 9{20}; numbers must lie between"),
        (",".join(["1"] * 10_000), r"Row 1 has 10,000 columns; at most 1,000 are possible\. .* shorten the rows"),
        ("1\n" * 33, r"The table has 33 rows; at most 32 are possible\. One row is one feature"),
    ],
)
def test_each_mistake_has_its_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        parse_table(text)
    assert len(str(caught.value)) < 250
    if "\0" not in text:
        with pytest.raises(InputError, match=sentence):
            read_csv(text.encode())


def test_the_largest_table_is_read() -> None:
    rows = parse_table("\n".join([",".join(["1000000"] * 1000)] * 32))
    assert (len(rows), len(rows[0])) == (32, 1000)
    assert table(rows).shape == (32, 1, 1000)


def test_the_sizes_that_are_allowed_can_be_set() -> None:
    with pytest.raises(InputError, match="at most 1 are possible"):
        parse_table("1\n2", max_rows=1)
    with pytest.raises(InputError, match="at most 2 are possible"):
        parse_table("1 2 3", max_columns=2)


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf1,2\r\n3,4\r\n", b"1,2\n3,4", b"1;2\n3;4\n", b"1\t2\n3\t4\n"],
    ids=["byte order mark and CRLF", "no newline at the end", "semicolons", "tabs"],
)
def test_files_as_programs_write_them(content: bytes) -> None:
    assert read_csv(content) == ((1.0, 2.0), (3.0, 4.0))


def npz() -> bytes:
    file = io.BytesIO()
    np.savez(file, x=np.arange(100.0))
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps({"x": [1.0, 2.0]}),
        pickle.dumps([1, 2], protocol=0) + b"\0",
        npz(),
        npz()[:50],
        "1,2\n3,4".encode("utf-16"),
        "1,2,caf\xe9".encode("latin-1"),
        b"\x89PNG\r\n\x1a\n" + bytes(20),
        "1,2\n3,€".encode()[:-1],
        b"1,2\0,3",
    ],
    ids=["pickle", "text pickle", "npz", "half an npz", "UTF-16", "Latin-1", "PNG", "cut in a character", "NUL"],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match=r"not plain text, so it is no CSV file\. Save the table as CSV \(UTF-8\)"):
        read_csv(content)


def test_files_of_a_megabyte_are_read_and_larger_ones_refused() -> None:
    one_megabyte = b"1" + b" " * (MAX_CSV_BYTES - 1)
    assert len(one_megabyte) == 1_000_000
    assert read_csv(one_megabyte) == ((1.0,),)
    with pytest.raises(InputError, match=r"The file has 1\.2 MB; at most 1 MB is read\. Keep the rows and columns"):
        read_csv(bytes(1_200_000))
    with pytest.raises(InputError, match="at most 1 MB is read"):
        read_csv(one_megabyte + b" ")


def test_an_empty_file_is_an_empty_table() -> None:
    for content in (b"", b"\xef\xbb\xbf", b"\r\n\r\n"):
        with pytest.raises(InputError, match="There are no numbers yet"):
            read_csv(content)


def is_a_table(rows: object) -> None:
    assert isinstance(rows, tuple)
    assert len({len(row) for row in rows}) == 1
    assert all(math.isfinite(value) and abs(value) <= MAX_NUMBER for row in rows for value in row)


def table_or_sentence(read: Callable[[], object]) -> None:
    """A table as it should be, or an `InputError` with a whole sentence; any other error goes through."""
    try:
        is_a_table(read())
    except InputError as error:
        sentence = str(error)
    else:
        sentence = "."
    assert sentence.endswith(".")


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_table_or_an_input_error(content: bytes) -> None:
    table_or_sentence(lambda: read_csv(content))


@given(st.text(max_size=100) | st.text("0123456789.,;\t |\n-+e\"'naif\u2028\x85", max_size=100))
def test_any_text_is_a_table_or_an_input_error(text: str) -> None:
    table_or_sentence(lambda: parse_table(text))


@given(tables, st.sampled_from([(", ", "\n"), (",", "|"), ("\t", "\r\n"), (" ", "\n"), (";", "\n")]))
def test_a_table_as_text_reads_back_exactly(rows: tuple[tuple[float, ...], ...], separators: tuple[str, str]) -> None:
    text = table_text(rows, separator=separators[0], row_separator=separators[1])
    back = parse_table(text)
    assert back == rows
    assert [math.copysign(1, v) for row in back for v in row] == [math.copysign(1, v) for row in rows for v in row]


@given(st.floats(allow_nan=False))
def test_a_number_as_text_is_the_same_number(value: float) -> None:
    assert float(number_text(value)) == value
    assert len(number_text(value)) <= len(repr(value))


def test_a_table_is_one_sequence_with_a_row_a_feature() -> None:
    x = table(((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)))
    assert x.shape == (2, 1, 3)
    assert x[1, 0].tolist() == [4.0, 5.0, 6.0]


def test_a_table_is_not_read_before_its_length_is() -> None:
    with pytest.raises(InputError, match="The table has 1,000,001 characters; at most 1,000,000 are read"):
        parse_table("|" * 1_000_001)
