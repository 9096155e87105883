"""What does not work gets one sentence where it was entered; the rest of the page stays."""

import dataclasses
import pickle
import re

import pytest

from rnnviz.experiment import possible
from rnnviz.experiment.scenario import Scenario
from tests.opened_page import OpenedPage, Opener

STILL = "What is shown is the last setting that was possible: see the message beside the control."


def error_stands_below(page: OpenedPage, key: str) -> bool:
    """Whether the error is the very next thing below a control."""
    drawn = list(page.at.sidebar)
    place = next(k for k, element in enumerate(drawn) if getattr(element, "key", None) == key)
    return drawn[place + 1].type in ("error", "alert")


def assert_refused(page: OpenedPage, field: str, sentence: str, shown: Scenario) -> None:
    assert len(page.errors) == 1
    assert re.search(sentence, page.errors[0]), page.errors
    assert page.warnings == [STILL]
    assert error_stands_below(page, f"set_{field}")
    assert page.address == shown.to_query()
    assert len(page.maps["sections"]) == len(shown.cells)


# ------------------------------------------------------------------------------------------------ text and numbers


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"The text has no characters yet\. Type at least one\."),
        ("x" * 100_000, r"The text has 100,000 characters; at most 1,000 are possible, one a time step\. Shorten it\."),
    ],
    ids=["empty", "100,000 characters"],
)
def test_a_text_that_does_not_fit(opened: Opener, text: str, sentence: str) -> None:
    page = opened(input="text", text="hello")
    last, drawn = page.sentence, page.drawn
    page.set("text", text)
    assert_refused(page, "text", sentence, Scenario(input="text", text="hello"))
    assert page.sentence == last
    assert page.drawn == drawn
    # another control works on beside it, on what was last possible
    page.set("gain", 2.0)
    assert len(page.errors) == 1
    assert page.set("text", "world").shows(Scenario(input="text", text="world", gain=2.0))
    assert page.errors == page.warnings == []


def test_a_bad_text_does_not_follow_to_another_input(opened: Opener) -> None:
    page = opened(input="text", text="hello").set("text", "x" * 100_000).set("input", "noise")
    assert page.shows(Scenario(text="hello"))
    assert page.errors == page.warnings == []


@pytest.mark.parametrize(
    "text", ["😀👨‍👩‍👧😀", "e\u0301e\u0301", "שלום עולם", "漢字漢字", "a\nb\n", "**_$x$_** <b>", " ", "\u202eabc"]
)
def test_any_text_is_a_sequence(opened: Opener, text: str) -> None:
    assert opened(input="text").set("text", text).shows(Scenario(input="text", text=text))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", r"There are no numbers yet\. Type or paste at least one row"),
        ("1, two, 3", r"Row 1, column 2 is 'two', which is no number"),
        ("1,,3", r"Row 1, column 2 is empty\. Fill the gap"),
        ("1 2 3\n4 5", r"Row 2 has 2 numbers, but row 1 has 3"),
        ("nan 1", r"Row 1, column 1 is nan; numbers must lie between"),
        ("1 " * 10_000, r"Row 1 has 10,000 columns; at most 1,000 are possible"),
        ("9" * 200_000 + ",1", r"numbers must lie between"),
    ],
    ids=["empty", "a word", "a gap", "ragged", "NaN", "10,000 columns", "200,000 digits"],
)
def test_numbers_that_do_not_fit(opened: Opener, typed: str, sentence: str) -> None:
    page = opened(input="numbers").set("numbers", typed)
    assert_refused(page, "numbers", sentence, Scenario(input="numbers"))
    assert page.set("numbers", "1 2 3").shows(Scenario(input="numbers", numbers=((1.0, 2.0, 3.0),)))
    assert page.set("numbers", typed).set("input", "sine").errors == []


# ------------------------------------------------------------------------------------------------ files


def test_a_good_file_becomes_the_table(opened: Opener) -> None:
    page = opened(input="numbers").upload(b"\xef\xbb\xbf1;2;3\r\n4;5;6\r\n")
    assert page.shows(Scenario(input="numbers", numbers=((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))))
    assert page.control("numbers").value == "1, 2, 3\n4, 5, 6"
    # the table can be changed by hand, the file does not come back
    assert page.set("numbers", "7 8").shows(Scenario(input="numbers", numbers=((7.0, 8.0),)))
    assert page.run().control("numbers").value == "7 8"
    # and another file takes its place
    assert page.upload(b"9,9\n").shows(Scenario(input="numbers", numbers=((9.0, 9.0),)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"time,value\n1,2\n", r"Row 1, column 1 is 'time', which is no number"),
        (b"1,,3\n", r"Row 1, column 2 is empty"),
        (pickle.dumps([1.0, 2.0]), r"not plain text, so it is no CSV file"),
        (b"\x1f\x8b\x08\x00truncated", r"not plain text, so it is no CSV file"),
        (b"", r"There are no numbers yet"),
        (b"1," * 600_000, r"The file has 1\.2 MB; at most 1 MB is read"),
        ((b"1," * 9_999) + b"1", r"Row 1 has 10,000 columns"),
    ],
    ids=["a heading", "a gap", "pickle", "truncated gzip", "empty", "1.2 MB", "10,000 columns"],
)
def test_a_bad_file_is_told_at_the_uploader_and_changes_nothing(opened: Opener, content: bytes, sentence: str) -> None:
    page = opened(input="numbers", numbers="1,2")
    last = page.sentence
    page.upload(content)
    assert len(page.errors) == 1
    assert re.search(sentence, page.errors[0])
    drawn = [element.type for element in page.at.sidebar]
    assert drawn[drawn.index("file_uploader") + 1] in ("error", "alert")
    assert page.sentence == last
    assert page.shows(Scenario(input="numbers", numbers=((1.0, 2.0),)))
    assert page.upload(b"5,6,7").shows(Scenario(input="numbers", numbers=((5.0, 6.0, 7.0),)))
    assert page.errors == []


def test_a_table_too_long_for_the_address_is_said(opened: Opener) -> None:
    row = ",".join(["0.123456789"] * 1000).encode()
    page = opened(input="numbers").upload(b"\n".join([row] * 3))
    assert page.address == {"input": "numbers", "table": page.address["table"]}
    assert [info.value for info in page.at.info] == [
        "The address bar cannot hold so many numbers. Copy link holds more, and says where it cannot."
    ]
    assert len(page.maps["sections"]) == 2
    sentence = page.sentence
    assert page.run().sentence == sentence  # it stays in this session


# ------------------------------------------------------------------------------------------------ the budget


@pytest.mark.parametrize(
    ("address", "field", "value", "fits"),
    [
        ({"n_a": "64", "m": "64", "T_x": "10"}, "T_x", 100, 5),
        ({"n_a": "10", "m": "64", "T_x": "100"}, "n_a", 64, 5),
        ({"n_a": "64", "m": "40", "T_x": "100"}, "m", 64, 5),
        ({"n_a": "64", "m": "64", "T_x": "100", "input": "text"}, "input", "noise", "text"),
    ],
    ids=["T_x", "n_a", "m", "input"],
)
def test_over_the_budget_there_is_one_error_where_it_was_entered_and_the_last_page_stays(
    opened: Opener,
    monkeypatch: pytest.MonkeyPatch,
    address: dict[str, str],
    field: str,
    value: object,
    fits: object,
) -> None:
    monkeypatch.setattr(possible, "BUDGET", 260_000)  # the page at the real one: `test_all_sizes_at_once`
    page = opened(**address)
    shown, problems = Scenario.from_query(address)
    assert problems == []
    drawn = page.drawn
    page.set(field, value)
    over = r"100 steps × 64 units × 64 sequences = 409,600 hidden values, more than the 260,000 .*: a batch of 40 "
    assert_refused(page, field, over, shown)
    assert page.drawn == drawn
    assert page.control(field).value == value  # what was entered is not taken away
    page.set("gain", 2.0)
    assert_refused(page, field, over, shown)
    assert page.set(field, fits).set("gain", 1.0).shows(dataclasses.replace(shown, **{field: fits}))
    assert page.errors == page.warnings == []


@pytest.mark.parametrize(
    ("address", "field", "value"),
    [
        ({"input": "impulse", "T_x": "20"}, "input_at", 21),
        ({"loss": "step", "T_x": "20"}, "loss_step", 21),
    ],
)
def test_a_step_beyond_the_sequence(opened: Opener, address: dict[str, str], field: str, value: int) -> None:
    page = opened(**address).set(field, value)
    shown = Scenario.from_query(address).scenario
    assert_refused(page, field, "step 21, but the sequence has 20 steps. Choose a step from 1 to 20", shown)
    assert page.set("T_x", 21).errors == []


# ------------------------------------------------------------------------------------------------ the address


def test_the_address_is_the_whole_setting(opened: Opener) -> None:
    scenario = Scenario(
        n_a=5,
        m=3,
        T_x=40,
        activation="relu",
        init="identity",
        gain=0.35,
        forget="chrono",
        t_max=33,
        seed=9,
        loss="every",
    )
    page = opened(**scenario.to_query())
    assert page.shows(scenario)
    assert page.codes[0].count("Scenario(") == 1


def test_an_address_with_nonsense_says_each_and_keeps_the_good(opened: Opener) -> None:
    page = opened(n_a="9999", gain="1e6", init="magic", seed="7", numbers="a", cells="mlp", T_x="12.5")
    assert len(page.warnings) == 6
    assert all(w.startswith("In the address: ") and w.endswith("left at its default.") for w in page.warnings)
    assert page.errors == []
    assert page.shows(Scenario(seed=7))
    assert len(page.run().warnings) == 6  # until something is changed
    assert page.set("n_a", 8).warnings == []


def test_what_somebody_wrote_into_an_address_is_shown_as_text(opened: Opener) -> None:
    page = opened(activation="![](http://x.yz/p)", init="[a](b) $x$ :red[r]")
    raw = [warning.value for warning in page.at.warning]
    assert "got '![](http://x.yz/p)'" in page.warnings[0]
    for text in raw:
        assert not re.search(r"(?<!\\)[\[\]$]|(?<!\\)!\\?\[", text.removeprefix("In the address: ")), text


def test_keys_of_others_stay_in_the_address(opened: Opener) -> None:
    page = opened(embed="true", n_a="16").set("n_a", 17)
    assert page.address == {"embed": "true", "n_a": "17"}


def test_an_address_that_changes_while_the_page_is_open_is_adopted(opened: Opener) -> None:
    page = opened().set("n_a", 5).set("n_a", 6)
    assert page.go_to(n_a="5").shows(Scenario(n_a=5))  # the back button
    assert page.go_to(n_a="6", gain="2").shows(Scenario(n_a=6, gain=2.0))
    assert page.go_to().shows(Scenario())
    assert page.go_to(input="text", text="abc").shows(Scenario(input="text", text="abc"))
    page.go_to(n_a="0")
    assert page.shows(Scenario())
    assert len(page.warnings) == 1
    assert page.set("gain", 3.0).shows(Scenario(gain=3.0))
    assert page.warnings == []


def test_a_text_of_thousands_of_characters_in_the_address_is_refused(opened: Opener) -> None:
    for address in ({"text": "x" * 20_000}, {"text": "x" * 20_000, "input": "text"}):
        page = opened(**address)
        assert len(page.warnings) == 1
        assert "The text has 20,000 characters" in page.warnings[0]
        assert len(page.maps["sections"]) == 2


def test_the_longest_text_fits_into_the_address(opened: Opener) -> None:
    text = "".join(chr(0x1F600 + k % 64) for k in range(1000))
    page = opened(input="text").set("text", text)
    assert page.address == {"input": "text", "text": text}
    assert not page.at.info


def test_two_sessions_do_not_disturb_each_other(opened: Opener) -> None:
    one, other = opened(), opened(n_a="16")
    one.set("input", "text").set("text", "")
    assert len(one.errors) == 1
    assert other.run().shows(Scenario(n_a=16))
    assert other.errors == other.warnings == []
    other.set("gain", 2.0)
    assert len(one.run().errors) == 1
    assert one.set("text", "ab").address == {"input": "text", "text": "ab"}
