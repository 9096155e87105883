"""What many draws say: the claim of the one that is shown is counted, and taken back where most say otherwise."""

from collections.abc import Sequence

import numpy as np
import pytest

from rnnviz.analysis.draws import DRAWS, Draws
from rnnviz.figures.draws_words import causes_in_draws, left_in_draws, mean_in_words, range_in_words


def drawn(left: Sequence[float], causes: dict[str, Sequence[float]] | None = None, own: int = 0) -> Draws:
    values = np.asarray(left, dtype=float)
    by_cause = {name: np.asarray(one, dtype=float) for name, one in (causes or {"slope": left}).items()}
    together = np.sum(list(by_cause.values()), axis=0)
    return Draws(own, values[:1], values[:1], {"a": values}, {"a": values}, by_cause, together)


@pytest.mark.parametrize(("more", "said"), [(20, "in all of them"), (14, "in 14 of them"), (11, "in 11 of them")])
def test_in_how_many_draws_the_larger_one_is_larger(more: int, said: str) -> None:
    rnn, lstm = [-5.0] * DRAWS, [-2.0] * more + [-9.0] * (DRAWS - more)
    found = left_in_draws({"rnn": drawn(rnn), "lstm": drawn(lstm)}, back=9)
    assert found.startswith(f"{DRAWS} draws: the LSTM keeps more {said};")


@pytest.mark.parametrize("more", [10, 3, 1])
def test_a_claim_that_most_draws_do_not_make_is_taken_back(more: int) -> None:
    rnn, lstm = [-5.0] * DRAWS, [-2.0] * more + [-9.0] * (DRAWS - more)
    found = left_in_draws({"rnn": drawn(rnn), "lstm": drawn(lstm)}, back=9)
    assert found.startswith(
        f"{'Most' if more < 10 else 'Half of the'} draws say otherwise: the LSTM keeps more in {more}"
    )


def test_numbers_that_are_none_are_not_compared() -> None:
    rnn = [np.nan, *[-3.0] * (DRAWS - 1)]
    found = left_in_draws({"rnn": drawn(rnn), "lstm": drawn([-2.0] * DRAWS)}, back=9)
    assert found == f"{DRAWS} draws: size at step 1 1.0·10⁻³ (RNN), 0.010 (LSTM)."
    assert left_in_draws({"rnn": drawn(rnn)}, back=0) == ""
    assert range_in_words(np.array([np.nan, np.nan])) == "–"
    assert mean_in_words(np.array([np.nan])) == ""


def test_exactly_0_is_said() -> None:
    found = left_in_draws({"rnn": drawn([-np.inf] * 12 + [-3.0] * 8)}, back=9)
    assert found == f"{DRAWS} draws: the RNN's gradient is exactly 0 in 12 of them; size at step 1 0 to 1.0·10⁻³ (RNN)."


def test_the_cause_that_one_draw_names_is_counted() -> None:
    slope, weights = [-0.3] * 6 + [-0.1] * 14, [-0.2] * DRAWS
    found = causes_in_draws({"rnn": drawn([0.0] * DRAWS, {"slope": slope, "weights": weights})})
    assert found.startswith("Most draws say otherwise: the RNN ×0.316 to ×0.501 a step, above all by its slope in 6")
    found = causes_in_draws({"rnn": drawn([0.0] * DRAWS, {"slope": slope, "weights": weights}, own=7)})
    assert found.startswith(f"{DRAWS} draws: the RNN ×0.316 to ×0.501 a step, above all by its weights in 14")
