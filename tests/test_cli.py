"""The command that starts the app."""

import subprocess
import sys
import tomllib

import pytest

from rnnviz import __version__, cli
from tests.architecture.project import ROOT


def test_in_the_repository_the_app_is_the_one_at_its_root() -> None:
    assert cli.app_folder() == ROOT
    assert cli.command()[1:5] == ["-m", "streamlit", "run", str(ROOT / "app.py")]


def test_every_setting_is_handed_over() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    found = cli.command()
    assert "--browser.gatherUsageStats=false" in found
    assert f"--theme.dark.primaryColor={settings['theme']['dark']['primaryColor']}" in found
    count = sum(len(v) if isinstance(v, dict) else 1 for group in settings.values() for v in group.values())
    assert len(found) == 5 + count


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_what_it_says_about_itself(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rnnviz", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ("--host" in done.stdout) if arguments == ["--help"] else done.stdout == f"rnnviz {__version__}\n"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8501.5", "٣"])
def test_what_is_no_port_is_said(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([f"--port={port}"])
    assert "a port is a whole number from 1 to 65,535" in capsys.readouterr().err


def test_without_the_app_s_packages_it_says_how_to_get_them(monkeypatch, capsys) -> None:
    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    assert cli.main([]) == 1
    assert capsys.readouterr().err == (
        'The app needs more than the library: install it with pip install "rnnviz[app]".\n'
    )
