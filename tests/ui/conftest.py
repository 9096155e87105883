"""The page on which the parts of the interface stand, opened."""

from functools import partial

import pytest

from tests.opened_page import OpenedPage, Opener


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Open the page with an address: ``opened(n_a="16")``."""
    return partial(OpenedPage, monkeypatch)
