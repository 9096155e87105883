"""What a session keeps is in one place, and described there."""

import re
from dataclasses import fields
from types import SimpleNamespace

import pytest

from rnnviz.ui.session import session as module
from rnnviz.ui.session.session import Session, session
from tests.architecture.project import ROOT


def test_it_is_the_same_in_every_run_of_a_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    visits = [SimpleNamespace(session_state={}) for _ in range(2)]
    kept = []
    for visit in (visits[0], visits[0], visits[1]):
        monkeypatch.setattr(module, "st", visit)
        kept.append(session())
    assert kept[0] is kept[1]
    assert kept[0] is not kept[2]


def test_two_visits_share_nothing() -> None:
    one, other = Session(), Session()
    for name in (field.name for field in fields(Session)):
        value = getattr(one, name)
        assert value is not getattr(other, name) or not hasattr(value, "__setitem__"), name


def test_every_part_of_it_is_in_its_table_and_described() -> None:
    text = Session.__doc__ or ""
    table, described = text.split("Parameters")
    for field in fields(Session):
        assert re.search(rf"\b{field.name}\b", table), field.name
        assert re.search(rf"^    {field.name} : ", described, re.MULTILINE), field.name


def test_nobody_else_keeps_anything_in_streamlit_s_state() -> None:
    # A literal as a key would be something that nobody finds: widgets have theirs by a function or a constant.
    for file in [*(ROOT / "rnnviz").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        written = re.findall(r"session_state\[\"(\w+)\"\] = ", file.read_text(encoding="utf-8"))
        assert not written, file


def test_an_event_is_heard_once() -> None:
    visit = Session()
    assert not visit.heard("plan changed")
    visit.tell("plan changed")
    visit.tell("plan changed")
    visit.tell("result taken")
    assert [visit.heard("plan changed") for _ in range(2)] == [True, False]
    assert visit.events == {"result taken"}


def test_nothing_is_drawn_here() -> None:
    for file in (ROOT / "rnnviz" / "ui" / "session").glob("*.py"):
        used = set(re.findall(r"\bst\.([a-z_]+)", file.read_text(encoding="utf-8")))
        assert used <= {"session_state", "query_params", "rerun", "cache_resource"}, file
