"""What is built is what people install: a library of two packages, and with its extra an app that starts anywhere."""

import os
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnnviz import __version__
from tests.architecture.project import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

#: What the library and the app are made of: code, trials, and what the browser gets.
OF_THE_PACKAGE = {".py", ".csv", ".js", ".css", ".svg"}
SITE = Path(sysconfig.get_path("purelib"))
#: Opens every page of the installed app, from a folder that is none of the project's.
OPEN_EVERY_PAGE = """
import re, rnnviz
from rnnviz.cli import app_folder
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
assert "site-packages" in rnnviz.__file__, rnnviz.__file__
for page in ("", "gates", "step", "why", "train", "papers"):
    at = AppTest.from_file(str(app_folder() / "app.py"), default_timeout=120)
    if page:
        at._page_hash = calc_hash(page)
    at.run()
    assert not at.exception and not at.error, (page, at.exception, at.error)
    written = "".join(element.proto.body for element in at.get("html"))
    print([one.value for one in at.title] + re.findall("<h1>(.*?)</h1>", written))
"""
#: The library alone: whatever else it asked for would not be found.
LIBRARY_ALONE = """
import sys
for name in ("streamlit", "plotly", "pandas", "pyarrow"):
    sys.modules[name] = None
import numpy as np, rnnviz
result = rnnviz.run(rnnviz.Scenario(cells=("rnn", "lstm", "gru"), n_a=4, T_x=9))
print(sorted(result.cells))
"""


def run(*command: object, **how: object) -> str:
    """What a command prints; it must succeed."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def environment(folder: Path) -> Path:
    """A fresh virtual environment's Python."""
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    return folder / "bin" / "python"


def site_of(python: Path) -> Path:
    return Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel and the source archive."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=ROOT)
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return {"wheel": wheel, "sdist": source}


@pytest.fixture(scope="module")
def installed(built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and, by a path, what else is installed here, but for the project."""
    python = environment(tmp_path_factory.mktemp("app") / "venv")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", built["wheel"])
    (site_of(python) / "shared.pth").write_text(f"{SITE}\n")
    return python


def test_one_version_and_the_same_packages_as_requirements_txt(built: dict[str, Path]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    asked = {re.sub(r"\s*#.*", "", line) for line in lines if line and not line.startswith("#")}
    assert asked == {*project["dependencies"], *project["optional-dependencies"]["app"]}
    assert built["wheel"].name.startswith(f"rnnviz-{__version__}-")


def test_the_wheel_has_every_file_of_the_package(built: dict[str, Path]) -> None:
    files = {str(file.relative_to(ROOT)) for file in (ROOT / "rnnviz").rglob("*") if file.suffix in OF_THE_PACKAGE}
    with zipfile.ZipFile(built["wheel"]) as wheel:
        assert files <= set(wheel.namelist())
    assert {Path(name).suffix for name in files} == OF_THE_PACKAGE


def test_the_source_archive_has_what_the_wheel_is_made_of(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"app.py", "pages/gates.py", ".streamlit/config.toml", "pyproject.toml", "rnnviz/py.typed"} <= names
    assert not any(name.startswith(("tests/", "docs/")) for name in names)


def test_every_page_of_the_installed_app_opens(installed: Path, tmp_path: Path) -> None:
    titles = run(installed, "-W", "ignore", "-c", OPEN_EVERY_PAGE, cwd=tmp_path).splitlines()
    assert len(set(titles)) == 6


def test_the_library_needs_numpy_and_joblib_alone(built: dict[str, Path], tmp_path: Path) -> None:
    python = environment(tmp_path / "venv")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", built["wheel"])
    for package in ("numpy", "numpy.libs", "joblib"):
        if (SITE / package).exists():
            (site_of(python) / package).symlink_to(SITE / package)
    assert run(python, "-c", LIBRARY_ALONE, cwd=tmp_path).strip() == "['gru', 'lstm', 'rnn']"
    done = subprocess.run([python.parent / "rnnviz"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'pip install "rnnviz[app]"' in done.stderr


@pytest.fixture
def served(installed: Path, tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The command, called in a folder of somebody's own; its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [installed.parent / "rnnviz", "--port", str(port)],
        cwd=tmp_path,
        env={**os.environ, "STREAMLIT_SERVER_HEADLESS": "true"},
        start_new_session=True,
    )
    url, end = f"http://localhost:{port}", time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                break
        except OSError:
            time.sleep(0.05)
    yield url, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_the_command_serves_the_app_and_ends_with_ctrl_c(served: tuple[str, "subprocess.Popen[bytes]"]) -> None:
    url, process = served
    with urllib.request.urlopen(f"{url}/gates", timeout=10) as answer:
        assert answer.status == 200
    os.killpg(process.pid, signal.SIGINT)  # as the terminal sends it: to all that it started
    assert process.wait(timeout=30) == 0
