"""What is used of Streamlit and Plotly without being public is there, and stands in one file."""

import re
from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunContext
from streamlit.testing.v1 import AppTest

from rnnviz.ui import private_api
from tests.architecture.project import ROOT

#: Of the browser's side, in the file itself and in the one that reads a drawn chart.
IN_STYLES = re.compile(r"data-testid=\"([\w-]+)\"")
IN_CHARTS = re.compile(r"(?<!this)\.(_\w+|d2p|p2d)\b")
#: What nobody else may ask Streamlit and Plotly for.
PRIVATE = re.compile(
    r"streamlit\.(runtime|proto|web|util|elements|components)\b|components\.v1|get_script_run_ctx|app/static|component/"
    r"|from streamlit import runtime|global\.appTest|plotly\.__version__|package_data|plotly\.io\._|\bst\._"
)


def sources(*endings: str) -> list[tuple[str, str]]:
    """Text of all files that run, but for the one."""
    files = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
    files += [file for file in sorted((ROOT / "rnnviz").rglob("*")) if file.suffix in endings]
    return [
        (str(file.relative_to(ROOT)), file.read_text(encoding="utf-8"))
        for file in files
        if file.suffix in endings and file.name != "private_api.py"
    ]


def test_no_other_file_uses_what_is_not_public() -> None:
    for name, text in sources(".py"):
        code = re.sub(r'""".*?"""', "", text, flags=re.DOTALL)
        assert not PRIVATE.findall(code), name
        assert not IN_STYLES.findall(code), name


def test_every_name_in_the_browser_has_its_reason_and_no_reason_stands_alone() -> None:
    own = (ROOT / "rnnviz" / "ui" / "private_api.py").read_text(encoding="utf-8")
    used = {name for _, text in [*sources(".css", ".js"), ("", own)] for name in IN_STYLES.findall(text)}
    assert used == private_api.SELECTORS.keys()
    charts = (ROOT / "rnnviz" / "ui" / "components" / "modules" / "charts" / "inner.js").read_text(encoding="utf-8")
    assert set(IN_CHARTS.findall(charts)) == private_api.PLOTLY_INNER.keys()


def test_outside_of_a_run_there_is_none() -> None:
    found = private_api.page_of_run(), private_api.session_of_run()
    assert found == ("", None)
    assert private_api.went_back_or_forward() is False


def test_a_run_has_them() -> None:
    def script() -> None:
        import streamlit as st  # noqa: PLC0415

        from rnnviz.ui import private_api  # noqa: PLC0415

        st.session_state["found"] = (
            private_api.page_of_run(),
            private_api.session_of_run(),
            private_api.went_back_or_forward(),
        )

    page, session, back = AppTest.from_function(script).run().session_state["found"]
    assert isinstance(page, str)
    assert session
    assert back is False


def test_the_context_of_a_run_has_these_names() -> None:
    names = ScriptRunContext.__dataclass_fields__.keys() | vars(ScriptRunContext).keys()
    assert {"page_script_hash", "is_history_navigation", "session_id"} <= names


def test_a_session_without_a_server_is_open_and_with_one_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert private_api.is_open("anything")
    assert callable(Runtime.is_active_session)
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(is_active_session="mine".__eq__))
    assert private_api.is_open("mine")
    assert not private_api.is_open("another")


def test_plotly_brings_its_script_of_its_own_version() -> None:
    head = private_api.PLOTLY_SCRIPT.read_text(encoding="utf-8")[:200]
    assert re.search(r"plotly\.js v\d+\.\d+", head)
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", private_api.plotly_version())


def test_addresses_are_relative_to_the_app() -> None:
    served = private_api.serve_folder("a_test", private_api.PLOTLY_SCRIPT.parent)
    assert re.fullmatch(r"component/[\w.]+\.a_test", served)


@pytest.mark.parametrize(("option", "path"), [("", ""), ("rnn", "/rnn"), ("/a/b/", "/a/b")])
def test_the_path_of_the_app_begins_with_a_slash_or_is_empty(
    monkeypatch: pytest.MonkeyPatch, option: str, path: str
) -> None:
    monkeypatch.setattr(private_api.config, "get_option", {"server.baseUrlPath": option}.__getitem__)
    assert private_api.base_path() == path


def test_whether_a_server_runs_is_asked_of_streamlit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert private_api.server_runs() is False
    monkeypatch.setattr(runtime, "exists", lambda: True)
    assert private_api.server_runs() is True
