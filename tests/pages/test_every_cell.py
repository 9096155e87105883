"""Every page with every choice of networks."""

import pytest

from rnnviz.cells import CELLS
from tests.opened_page import Opener

PAGES = ("", "gates", "step", "why")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("cells", [*CELLS, ",".join(CELLS), "gru,lstm"])
def test_a_page_shows_any_networks(opened: Opener, page: str, cells: str) -> None:
    shown = opened(page=page, cells=cells, n_a="5", T_x="12")
    assert shown.errors == []
    assert shown.warnings == []
    assert not shown.at.exception
