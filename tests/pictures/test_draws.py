"""What lies behind the first page's curves: of the same setting, and said to be."""

import numpy as np

from rnnviz.analysis.draws import DRAWS, spreads
from rnnviz.experiment.scenario import Scenario
from rnnviz.pictures.draws import bands, draws_in_words, has_bands
from tests.pictures.decoding import decode
from tests.pictures.settings import brought


def test_only_what_is_soon_drawn_from_a_seed_has_them() -> None:
    assert has_bands(Scenario())
    assert not has_bands(Scenario(n_a=256, T_x=1000, m=2))
    assert not has_bands(brought("a", "b", letters=("a", "b", "c")))
    assert draws_in_words(Scenario(n_a=256, T_x=1000, m=2)) is None


def test_the_browser_is_told_of_which_setting_they_are() -> None:
    scenario = Scenario(T_x=5, n_a=2, m=1)
    told, found = decode(bands(scenario)), spreads(scenario)
    assert told["of"] == scenario.key
    for band, spread in zip(told["bands"], found.values(), strict=True):
        np.testing.assert_array_equal(band["low"], spread.low)
        np.testing.assert_array_equal(band["high"], spread.high)


def test_how_many_and_which_seeds_is_said() -> None:
    assert draws_in_words(Scenario(seed=7)) == (
        f"The line is one draw, seed 7. The faint band is where {DRAWS} draws lie, seeds 7 to {7 + DRAWS - 1}, "
        "as far as the axis goes."
    )
