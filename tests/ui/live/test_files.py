"""Scripts over routes of our own: packed, kept for ever, and nothing beside them."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnnviz.ui.components import browser
from rnnviz.ui.components.browser.served import FOLDERS, Folder
from rnnviz.ui.live import files
from tests.ui.live.serving import asked_for, serving

SCRIPT = b"export const one = 1;\n" * 50


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "a.js").write_bytes(SCRIPT)
    (tmp_path / "secret.js").write_bytes(b"nobody's")
    monkeypatch.setattr(files, "FOLDERS", {"scripts_1": Folder(tmp_path, ("part/a.js",))})
    files._packed.cache_clear()
    with serving(files.file_routes()) as found:
        yield found
    files._packed.cache_clear()


def test_a_script_is_packed_for_those_who_unpack_it(port: int) -> None:
    status, headers, body = asked_for(port, "GET", "/rnnviz/scripts_1/part/a.js", Accept_Encoding="gzip, br")
    assert (status, gzip.decompress(body)) == (200, SCRIPT)
    assert headers["content-encoding"] == "gzip"
    assert len(body) < len(SCRIPT) / 5
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "Accept-Encoding"


def test_others_get_it_as_it_is(port: int) -> None:
    status, headers, body = asked_for(port, "GET", "/rnnviz/scripts_1/part/a.js")
    assert (status, body) == (200, SCRIPT)
    assert "content-encoding" not in headers
    assert asked_for(port, "HEAD", "/rnnviz/scripts_1/part/a.js")[0] == 200
    assert asked_for(port, "POST", "/rnnviz/scripts_1/part/a.js")[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "scripts_1/secret.js",
        "scripts_1/part/b.js",
        "scripts_1/",
        "scripts_2/part/a.js",
        "scripts_1/../secret.js",
        "scripts_1/part/../secret.js",
        "scripts_1/part/..%2f..%2fsecret.js",
        "scripts_1/%2e%2e/secret.js",
        "scripts_1//etc/passwd",
        "scripts_1/part/a.js%00",
        "scripts_1/part/" + "a" * 5000,
    ],
)
def test_whatever_else_is_asked_for_is_not_there(port: int, path: str) -> None:
    assert asked_for(port, "GET", f"/rnnviz/{path}")[0] == 404


def test_it_stands_below_the_path_of_the_app(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setattr(files, "base_path", lambda: "/below")
    (route,) = files.file_routes()
    assert route.path == "/below/rnnviz/{name}/{file:path}"


def test_what_is_packed_is_the_same_at_every_start(port: int) -> None:
    first = files._packed("scripts_1", "part/a.js")
    files._packed.cache_clear()
    assert files._packed("scripts_1", "part/a.js") == first
    assert gzip.decompress(first) == SCRIPT


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip ; q=1.0, *", True),
        ("gzip;q=0", False),
        ("br, gzip; q=0.000, identity", False),
        ("x-gzipped-not", False),
        ("", False),
    ],
)
def test_it_is_packed_for_nobody_who_does_not_take_it(port: int, accepted: str, taken: bool) -> None:
    _, headers, body = asked_for(port, "GET", "/rnnviz/scripts_1/part/a.js", Accept_Encoding=accepted)
    assert (headers.get("content-encoding") == "gzip") is taken
    assert (gzip.decompress(body) if taken else body) == SCRIPT


def test_every_script_of_the_app_comes_as_it_is_and_its_head_alone() -> None:
    browser._served()
    with serving(files.file_routes()) as port:
        for name, folder in FOLDERS.items():
            for file in folder.files:
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
