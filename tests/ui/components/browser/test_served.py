"""Where the browser finds scripts: on routes of our own, or where there are none with Streamlit."""

import re
import sys
from pathlib import Path

import pytest

from rnnviz.ui.components.browser.served import ADDRESS, FOLDERS, Folder, serve

module = sys.modules[serve.__module__]


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    folders: dict[str, Folder] = {}
    monkeypatch.setattr(module, "_folders", folders)
    monkeypatch.setattr(module, "FOLDERS", folders)


def test_before_a_server_runs_it_is_a_route_that_knows_its_files(tmp_path: Path) -> None:
    address = serve("one_1", tmp_path, ("a.js", "b/c.js"))
    assert address == f"{ADDRESS}/one_1"
    assert {"one_1": Folder(tmp_path, ("a.js", "b/c.js"))} == module.FOLDERS


def test_when_a_server_runs_already_streamlit_serves_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "server_runs", lambda: True)
    assert re.fullmatch(r"component/[\w.]+\.two_2", serve("two_2", tmp_path, ("a.js",)))


def test_all_that_is_served_is_there() -> None:
    from rnnviz.ui.components import charts, follower, one_step, underlay, unit_maps, unrolled  # noqa: F401, PLC0415

    for folder in FOLDERS.values():
        assert all((folder.path / file).is_file() for file in folder.files)
