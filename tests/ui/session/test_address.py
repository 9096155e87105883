"""One function writes the address, and leaves there what others have in it."""

import re
from types import SimpleNamespace

import pytest

from rnnviz.ui.session import address
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
