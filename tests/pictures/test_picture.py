"""How a result is looked at: never in a way that it does not have."""

from hypothesis import given
from hypothesis import strategies as st

from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.coloured_text import text_sources
from rnnviz.figures.unit_orders import ORDERS
from rnnviz.pictures.picture import VIEWS, Look

SETTINGS = [Scenario(m=4), Scenario(m=1, cells=("gru",)), Scenario(input="text", text="hello", cells=("lstm",))]
looks = st.builds(
    Look,
    sequence=st.integers(),
    order=st.sampled_from([*ORDERS]) | st.text(max_size=9),
    view=st.sampled_from([*VIEWS]) | st.text(max_size=9),
    source=st.none() | st.sampled_from(["rnn a", "lstm c", "lstm x", "rnn", ""]) | st.text(max_size=9),
    moving=st.booleans(),
    pinned=st.none(),
)


@given(looks, st.sampled_from(SETTINGS))
def test_whatever_is_asked_for_it_is_within_the_setting(look: Look, setting: Scenario) -> None:
    within = look.within(setting)
    assert 1 <= within.sequence <= setting.batch
    assert within.order in ORDERS
    assert within.view == (look.view if look.view in VIEWS else "unit")
    assert within.moving == look.moving
    assert within.source in (list(text_sources(setting)) if setting.letters else [None])
    assert within.within(setting) == within


def test_what_the_setting_has_stays_as_it_was_chosen() -> None:
    look = Look(sequence=3, order="memory", view="lines", source=None, moving=True)
    assert look.within(Scenario(m=3)) == look
    text = Scenario(input="text", text="hello")
    assert Look(source="lstm c").within(text).source == "lstm c"
    assert Look().within(text).source == "rnn x"
    assert Look(sequence=-9).within(Scenario(m=3)).sequence == 1
    assert Look(sequence=10**400).within(Scenario(m=3)).sequence == 3
    assert Look(source="gru a").within(text).source == "rnn x"  # of a cell that is not compared
