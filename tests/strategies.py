"""Whole scenarios for Hypothesis: every field at once, within its bounds and the budget."""

from typing import Any

from hypothesis import strategies as st

from rnnviz.experiment.inputs import MAX_NUMBER
from rnnviz.experiment.scenario import BOUNDS, BUDGET, CHOICES, Scenario, choices_of

#: Text that is in normal form already, without halves of surrogate pairs.
texts = st.text(min_size=1, max_size=40).map(lambda text: Scenario(text=text).text)
values = st.floats(-MAX_NUMBER, MAX_NUMBER)
tables = st.integers(1, 12).flatmap(lambda T: st.lists(st.tuples(*[values] * T), min_size=1, max_size=4).map(tuple))
cells = st.sampled_from([("rnn",), ("lstm",), ("rnn", "lstm"), ("lstm", "rnn"), ("gru",), ("rnn", "lstm", "gru")])


def number(field: str, most: float = float("inf")) -> st.SearchStrategy[Any]:
    """Any value that a field may have, up to ``most``."""
    low, high = BOUNDS[field]
    if isinstance(low, int):
        return st.integers(low, int(min(high, most)))
    return st.floats(low, min(high, most))


@st.composite
def scenarios(draw: st.DrawFn, **most: float) -> Scenario:
    """Scenarios that are possible; keywords bound single fields further: ``scenarios(T_x=12, n_a=6)``."""
    fields = {name: draw(st.sampled_from(choices)) for name, choices in CHOICES.items()}
    fields["init"] = draw(st.sampled_from(choices_of("init", fields["start"])))
    fields |= {name: draw(number(name, most.get(name, float("inf")))) for name in BOUNDS}
    fields |= {"cells": draw(cells), "text": draw(texts), "numbers": draw(tables)}
    steps = {"text": len(fields["text"]), "numbers": len(fields["numbers"][0])}.get(fields["input"], fields["T_x"])
    if fields["input"] in ("impulse", "step"):
        fields["input_at"] = draw(st.integers(1, steps))
    if fields["loss"] == "step":
        fields["loss_step"] = draw(st.integers(1, steps))
    fields["m"] = min(fields["m"], BUDGET // (steps * fields["n_a"]))
    return Scenario(**fields)
