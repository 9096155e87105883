"""One function writes the address, and leaves there what others have in it."""

import re
from types import SimpleNamespace

import pytest

from rnnviz.ui.session import address
from rnnviz.ui.session.packed import packed, unpacked
from rnnviz.ui.session.session import Session
from tests.architecture.project import ROOT


class Parameters(dict):
    """Stands in for `st.query_params`."""

    writes = 0

    def to_dict(self) -> dict[str, str]:
        return dict(self)

    def from_dict(self, values: dict[str, str]) -> None:
        self.writes += 1
        self.clear()
        self.update(values)


@pytest.fixture
def parameters(monkeypatch: pytest.MonkeyPatch) -> Parameters:
    found = Parameters(n_a="5", gain="2", result="3")
    monkeypatch.setattr(address, "st", SimpleNamespace(query_params=found))
    monkeypatch.setattr(address, "session", Session)
    return found


MINE = {"n_a", "gain"}.__contains__


def test_what_is_one_s_own_is_replaced_and_the_rest_stays(parameters: Parameters) -> None:
    address.write({"n_a": "6"}, MINE)
    assert parameters == {"result": "3", "n_a": "6"}
    address.write({}, MINE)
    assert address.read() == {"result": "3"}


def test_it_is_written_only_if_it_changes(parameters: Parameters) -> None:
    address.write({"gain": "2", "n_a": "5"}, MINE)
    assert parameters.writes == 0  # every write is a step for the back button
    address.write({"gain": "3", "n_a": "5"}, MINE)
    assert parameters.writes == 1


def test_nobody_else_touches_it() -> None:
    for file in [*(ROOT / "rnnviz").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        if file.name != "address.py":
            assert not re.search(r"st\.query_params", file.read_text(encoding="utf-8")), file


def test_what_is_packed_is_read_and_what_stands_beside_counts_more(parameters: Parameters) -> None:
    parameters.clear()
    parameters.update(link=packed({"n_a": "5", "gain": "2"}), gain="3")
    assert address.read() == {"n_a": "5", "gain": "3"}
    address.write({"gain": "3", "n_a": "5"}, MINE)
    assert parameters.writes == 0  # a link stays what it is until something is changed
    address.write({"gain": "4", "n_a": "5"}, MINE)
    assert parameters == {"n_a": "5", "gain": "4"}


def test_how_something_is_looked_at_goes_with_the_first_change(parameters: Parameters) -> None:
    parameters.update(draw="maps", t="7")
    address.write({"n_a": "5", "gain": "2"}, MINE)
    assert parameters.writes == 0
    address.write({"n_a": "6", "gain": "2"}, MINE)
    assert parameters == {"n_a": "6", "gain": "2", "result": "3"}


def test_what_is_hidden_is_written_where_no_hand_sets_it(
    parameters: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "session", lambda: Session(hidden=frozenset({"controls"})))
    parameters.clear()
    parameters.update(link=packed({"n_a": "5", "hide": "controls"}), gain="2")
    assert address.shown() == address.Opened({"n_a": "5", "hide": "controls"}, ("gain",))
    address.write({"n_a": "6"}, MINE)
    assert list(parameters) == ["link"]
    assert unpacked(parameters["link"]) == {"n_a": "6", "hide": "controls"}


def test_beside_a_link_one_can_hide_more_and_show_nothing(parameters: Parameters) -> None:
    parameters.clear()
    parameters.update(link=packed({"hide": "code"}), hide="pages")
    assert address.read() == {"hide": "code,pages"}


def test_a_link_that_cannot_be_read_is_told_and_the_rest_counts() -> None:
    one = address.opened({"link": "zzz", "n_a": "5"})
    assert one.names == {"n_a": "5"}
    assert one.problem.startswith("This link cannot be read.")
