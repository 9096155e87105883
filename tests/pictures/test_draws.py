"""What lies behind the first page's curves: of the same setting, and said to be."""

import numpy as np

from rnnviz.analysis.draws import DRAWS, draws_of
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.pictures.draws import bands, draws_in_words, has_draws, later, line, with_draws
from tests.pictures.decoding import decode
from tests.pictures.settings import brought


def test_only_what_is_soon_drawn_from_a_seed_has_them() -> None:
    assert has_draws(Scenario())
    assert not has_draws(Scenario(n_a=256, T_x=1000, m=2))
    assert not has_draws(brought("a", "b", letters=("a", "b", "c")))
    assert draws_in_words(Scenario(n_a=256, T_x=1000, m=2)) is None


def test_the_browser_is_told_of_which_setting_they_are() -> None:
    scenario = Scenario(T_x=5, n_a=2, m=1)
    found = draws_of(scenario)
    told = decode(bands(scenario, found))
    assert told["of"] == scenario.key
    for band, spread in zip(told["bands"], found.values(), strict=True):
        np.testing.assert_array_equal(band["low"], spread.low)
        np.testing.assert_array_equal(band["high"], spread.high)


def test_how_many_and_which_seeds_is_said() -> None:
    assert draws_in_words(Scenario(seed=7)) == (
        f"The line is one draw, seed 7. The faint band is where {DRAWS} draws lie, seeds 7 to {7 + DRAWS - 1}, "
        "as far as the axis goes."
    )


def test_what_was_edited_by_hand_is_no_draw() -> None:
    edits = (Edit("rnn", "Waa", (0, 0), 2.0),)
    scenario = Scenario(T_x=5, n_a=2, m=1)
    assert not has_draws(scenario, edits)
    assert line(run(scenario, edits), "left") == ""
    assert line(run(scenario), "left") == '<p class="rnnviz-draws" data-draws="line left">\u00a0</p>'


def test_every_place_is_filled_and_nothing_else_is_touched() -> None:
    scenario = Scenario(T_x=6, n_a=3, m=1)
    places = ["line left", "line causes", "range left rnn a", "mean factor lstm c", "range cause rnn slope"]
    places += ["range cause lstm together", "mean cause lstm forget gates"]
    words = "a\u00a0b" + "".join(f"<i{later(of)}</i>" for of in places)
    filled = with_draws(words, scenario, draws_of(scenario))
    assert filled.startswith("a\u00a0b<i")
    assert "\u00a0" not in filled[3:]
    assert filled.count("data-draws") == len(places)


def test_where_there_is_nothing_to_say_the_place_stays_free() -> None:
    scenario = Scenario(T_x=1, n_a=2, m=1)
    words = f"<i{later('line left')}</i>"
    assert with_draws(words, scenario, draws_of(scenario)) == words
