"""The scripts of the app as they are packed: whole, the same in every process, and once."""

import gzip
from pathlib import Path

import pytest

from rnnviz.ui.components import browser
from rnnviz.ui.components.browser.served import FOLDERS, Folder
from rnnviz.ui.live import files
from tests.ui.live.serving import asked_for, serving


def test_every_script_of_the_app_comes_as_it_is_and_its_head_alone() -> None:
    browser._served()
    with serving(files.file_routes()) as port:
        for name, folder in FOLDERS.items():
            for file in folder.files if folder.path.is_absolute() else ():
                path = f"/rnnviz/{name}/{file}"
                status, headers, body = asked_for(port, "GET", path, Accept_Encoding="gzip")
                assert (status, gzip.decompress(body)) == (200, (folder.path / file).read_bytes())
                head = asked_for(port, "HEAD", path, Accept_Encoding="gzip")
                assert head[0::2] == (200, b"")
                assert head[1]["content-length"] == headers["content-length"] == str(len(body))


def test_a_script_is_packed_once_and_no_time_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_bytes(b"export const a = 1;\n" * 9)
    monkeypatch.setattr(files, "FOLDERS", {"packed_once": Folder(tmp_path, ("a.js",))})
    first = files._packed("packed_once", "a.js")
    assert first[4:8] == bytes(4)  # where gzip writes when it was
    assert files._packed("packed_once", "a.js") is first
