"""Scripts over routes of our own: packed, kept for ever, and nothing beside them."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnnviz.ui.components.browser.served import Folder
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
