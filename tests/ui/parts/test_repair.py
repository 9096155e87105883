"""What clipping does is said where a gradient explodes, with its numbers."""

import math
import re

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.gallery import exhibit_of
from rnnviz.figures.words import power_of_ten
from rnnviz.papers import CLAIMS
from rnnviz.ui.parts.repair import RESULTS, _clipping
from tests.opened_page import OpenedPage


def test_the_norm_is_that_of_all_weights() -> None:
    result = run(Scenario(gain=3.0, cells=("rnn",)))
    gradients = result.cells["rnn"].gradients
    norm = math.sqrt(sum(float((gradients[name] ** 2).sum()) for name in ("dWaa", "dWax", "dba")))
    assert f"its norm is {power_of_ten(math.log10(norm))}." in _clipping(result, "rnn")


def test_a_norm_whose_square_is_beyond_floats_is_a_number() -> None:
    result = run(Scenario(gain=5.0, cells=("rnn",), activation="linear", n_a=8, T_x=300, input_scale=0.1))
    gradients = result.cells["rnn"].gradients
    largest = max(np.abs(gradients[name]).max() for name in ("dWaa", "dWax", "dba"))
    assert 1e160 < largest < 1e300
    found = re.search(r"its norm is ([\d.]+)·10(\S+?)\. Clipped", _clipping(result, "rnn"))
    assert found is not None
    power = int(found[2].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")))
    sizes = [gradients[name].ravel() / largest for name in ("dWaa", "dWax", "dba")]
    expected = math.log10(largest) + math.log10(np.linalg.norm(np.concatenate(sizes)))
    assert math.log10(float(found[1])) + power == pytest.approx(expected, abs=0.03)


def test_the_states_before_the_first_step_are_no_weights() -> None:
    result = run(Scenario(gain=3.0, forget_bias=6.0, cells=("lstm",), T_x=100))
    gradients = result.cells["lstm"].gradients
    assert "dc0" in gradients
    norm = math.sqrt(sum(float((gradients[f"d{kind}{gate}"] ** 2).sum()) for kind in "Wb" for gate in "fico"))
    with_dc0 = math.hypot(norm, math.sqrt(float((gradients["dc0"] ** 2).sum())))
    assert power_of_ten(math.log10(with_dc0)) != power_of_ten(math.log10(norm))
    assert f"its norm is {power_of_ten(math.log10(norm))}." in _clipping(result, "lstm")


def test_where_nothing_explodes_there_is_nothing_to_say() -> None:
    assert _clipping(run(Scenario()), "rnn") == ""
    assert _clipping(run(Scenario(T_x=1)), "rnn") == ""


def test_each_remedy_leads_to_a_result_that_is_there() -> None:
    names = {exhibit_of(claim).name for claim in CLAIMS}
    assert set(RESULTS.values()) <= names


def test_who_adopts_a_remedy_keeps_their_own_text(monkeypatch: pytest.MonkeyPatch) -> None:
    # Both have the same network, so that all that is computed is shared; what they have typed is not.
    for words in ("somebody's secret", "my own text"):
        page = OpenedPage(monkeypatch, page="why", folds=(), n_a="4", T_x="8", text=words)
        page.click("Chrono")
        adopted = page.at.session_state["session"].scenario
        assert (adopted.forget, adopted.t_max, adopted.text) == ("chrono", 8, words)
