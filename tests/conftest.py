"""Settings for every test: Hypothesis profiles, one BLAS thread, where the browser tests run; and the app, opened."""

import os

# Two workers with two BLAS threads each only wait for one another. NumPy reads this when it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from functools import partial
from typing import Any

import pytest
from hypothesis import settings

# No deadline: how long one example takes depends on what else the machine is doing.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests of a file together: they share a server and a Chromium."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group(f"browser {item.path.stem}"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open the app with an address: ``opened(n_a="16")``, a `tests.opened_page.Opener`."""
    from tests.opened_page import OpenedPage  # noqa: PLC0415  # most tests need no app

    return partial(OpenedPage, monkeypatch)
