"""The search: which parts are wrong, which mistake it is, and silence where nothing is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.gradient_flow.suspects.equations import RIGHT, Mistake
from rnnviz.gradient_flow.suspects.search import Suspect, search, wrong_parts
from tests.gradient_flow.suspects.planted import CELLS, SIZES, plant

RIGHT_ONES = {"dx": np.arange(1.0, 13).reshape(2, 2, 3), "dba": np.array([[1.0], [1e-9]])}


class TestWrongParts:
    def test_steps_by_themselves(self):
        given = {"dx": RIGHT_ONES["dx"] * np.array([1, 1.0001, 1]), "dba": RIGHT_ONES["dba"]}
        assert wrong_parts(given, RIGHT_ONES) == {("dx", 1)}

    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_what_is_no_number(self, bad):
        assert wrong_parts({"dba": np.array([[1.0], [bad]])}, RIGHT_ONES) == {("dba", None)}

    def test_what_is_not_given_is_not_wrong(self):
        assert wrong_parts({}, RIGHT_ONES) == frozenset()
        assert wrong_parts({"other": np.ones(3)}, RIGHT_ONES) == frozenset()

    def test_another_shape_is_wrong(self):
        assert wrong_parts({"dba": np.ones(2)}, RIGHT_ONES) == {("dba", None)}

    def test_rounding_is_not(self):
        given = {"dx": RIGHT_ONES["dx"].astype(np.float32) * np.float32(1.0001)}
        assert wrong_parts(given, RIGHT_ONES) == frozenset()
        assert len(wrong_parts({"dx": given["dx"].astype(np.float64)}, RIGHT_ONES)) == 3


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("sequence", [True, False])
class TestSilence:
    def test_a_right_pass_is_never_accused(self, cell, size, sequence):
        planted = plant(cell, size, sequence)
        right = planted.compute(RIGHT)
        assert planted.named(right) == []
        for name, value in right.items():  # nor if not all of it came, in whatever precision
            assert planted.named({name: value}) == []
            assert planted.named({name: value.astype(np.float32)}) == []

    @settings(max_examples=5)
    @given(seed=st.integers(0, 999), size_of=st.sampled_from([1e-3, 0.3, 1.7]))
    def test_an_unknown_mistake_is_not_given_a_name(self, cell, size, sequence, seed, size_of):
        planted, rng = plant(cell, size, sequence), np.random.default_rng(seed)
        right = planted.compute(RIGHT)
        assert planted.named({n: v * (1 + size_of * rng.normal(size=v.shape)) for n, v in right.items()}) == []


@pytest.mark.parametrize("cell", CELLS)
def test_gradients_of_which_some_are_missing_are_told_by_the_others(cell):
    planted = plant(cell, "all different")
    mistake = next(one for one in planted.mistakes if one.name == "da_prev not carried")
    assert planted.named({"dx": planted.compute(mistake)["dx"]}) == [mistake.name]


def test_mistakes_that_the_numbers_do_not_tell_apart_are_all_named():
    planted = plant("rnn", "all different")
    zeros = {"da0": np.zeros((5, 4))}
    assert planted.named(zeros) == ["own da ignored", "da0 stays 0"]


class TestTwoAtOnce:
    @pytest.mark.parametrize(
        ("cell", "one", "other"),
        [
            ("rnn", "da_prev not carried", "biases averaged over the batch"),
            ("rnn", "dWaa with a_next", "da0 stays 0"),
            ("rnn", "tanh' missing", "dx in reverse"),
            ("lstm", "dft: parentheses", "dbi plus dbf"),
            ("lstm", "dc_prev not carried", "dot: tanh of c missing"),
            ("lstm", "dbo: one sample", "dWc: a_next"),
            ("gru after", "dzt: another sign", "dbhr is dbh"),
            ("gru before", "da_prev: carry missing", "dWr: a_next"),
        ],
    )
    def test_both_are_named(self, cell, one, other):
        planted = plant(cell, "all different")
        first, second = (next(m for m in planted.mistakes if m.name == name) for name in (one, other))
        lines = {**first.lines, **second.lines}
        after = second.after or first.after
        both = planted.compute(Mistake(f"{one}; {other}, by the test", "", (), lines, None, after))
        found = search(both, planted.compute, planted.mistakes, {})
        assert {suspect.name for suspect in found} == {one, other}
        assert all(suspect.together for suspect in found)

    def test_a_known_one_beside_an_unknown_one_is_named_with_what_it_leaves(self):
        planted = plant("rnn", "all different")
        mistake = next(one for one in planted.mistakes if one.name == "da_prev not carried")
        gradients = planted.compute(mistake) | {"dba": 1.234 * planted.compute(mistake)["dba"]}
        (found,) = search(gradients, planted.compute, planted.mistakes, {})
        assert (found.name, found.leaves, found.together) == (mistake.name, ("dba",), False)
        assert str(found).endswith("What else is wrong it does not explain: dba.")


def test_a_suspect_in_words():
    assert str(Suspect("n", "It is so.", ("a = b", "c = d"))) == "It is so. Right: a = b; c = d."
    assert str(Suspect("n", "It is so.", ())) == "It is so."
