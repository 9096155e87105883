"""The table of how each curve fades: its numbers are those of the result, and whatever stands in it is shown."""

import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.theme import signal_colour
from rnnviz.figures.words import first_step_in_words, half_life_in_words, label_of, rate_in_words, thousandth_in_words
from rnnviz.numerics.numerals import power_of_ten
from rnnviz.pictures import fade_table as module
from rnnviz.pictures.fade_table import fade_table
from tests.figures.awkward import SCENARIOS, result_of
from tests.figures.sentences import from_to, value_of
from tests.pictures.markup_read import HOSTILE, tags_of, texts_of, without_draws


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_curve_has_its_block_and_every_word_can_be_read(name: str) -> None:
    result, said = result_of(name), []
    for cell, found in result.cells.items():
        for state, fade in found.fades.items():
            said.append(label_of(cell, state))
            if result.scenario.loss == "every":
                said += ["at step 1", f"×{power_of_ten(fade.left)}"]
                continue
            if found.fades["a"].reference == 1:
                said.append("no earlier step")
                continue
            first = first_step_in_words(fade)
            said += [] if first is None else ["first step", first]
            said += ["factor a step", rate_in_words(fade), *half_life_in_words(fade)]
            said += [*thousandth_in_words(fade)]
    table = fade_table(result)
    assert texts_of(without_draws(table)) == said
    assert tags_of(table)[0] == "table"
    assert tags_of(table).count("tbody") == sum(len(cell.fades) for cell in result.cells.values())


def test_what_is_left_of_a_loss_at_every_step_is_what_the_gradients_say() -> None:
    result = run(Scenario(T_x=20, loss="every", cells=("rnn", "gru")))
    texts = texts_of(without_draws(fade_table(result)))
    found = dict(zip(texts[::3], texts[2::3], strict=True))
    for cell, label in (("rnn", "RNN"), ("gru", "GRU")):
        assert found[label].startswith("×")
        assert value_of(found[label][1:]) == pytest.approx(from_to(result, cell)[0], abs=0.03)


def test_the_factor_of_one_step_is_what_the_gradients_say() -> None:
    result = run(Scenario(T_x=2, cells=("rnn",)))
    texts = texts_of(without_draws(fade_table(result)))
    assert value_of(texts[texts.index("factor a step") + 1].lstrip("×")) == pytest.approx(
        from_to(result, "rnn")[0], abs=0.03
    )


def test_a_swatch_looks_like_its_curve() -> None:
    blocks = fade_table(result_of("LSTM only")).split("<tbody>")[1:]
    assert f'<span style="color: {signal_colour("lstm", "a")}"></span>LSTM<' in blocks[0]
    assert f'<span class="dotted" style="color: {signal_colour("lstm", "c")}"></span>LSTM, cell state c<' in blocks[1]


def test_a_name_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "label_of", lambda cell, state: HOSTILE)
    assert texts_of(fade_table(result_of("RNN only")))[0] == HOSTILE
    assert "script" not in tags_of(fade_table(result_of("RNN only")))
