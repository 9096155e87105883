"""How components are put together."""

import pytest

from rnnviz.ui.components.browser import component


def test_a_constant_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^component: charts\.js has no place '/\* nothing \*/ null'\.$"):
        component("rnnviz.ui.components.charts", "charts", nothing=1)
