"""Which array is laid out in another way; what the functions say with it is in test_cells_errors.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.cells.layouts import fewest_turns, for_the_call, with_advice
from rnnviz.cells.lstm import PARAMETER_AXES as LSTM_AXES
from rnnviz.cells.rnn import PARAMETER_AXES as RNN_AXES
from rnnviz.errors import ShapeError

CALL = {"x": ("n_x", "m", "T_x"), "a0": ("n_a", "m")}


def shapes(axes, sizes):
    known = {**sizes, "1": 1, "n_a + n_x": sizes["n_a"] + sizes["n_x"]}
    return {name: (tuple(known[axis] for axis in one), one) for name, one in axes.items()}


sizes = st.fixed_dictionaries({name: st.integers(1, 4) for name in ("n_x", "n_a", "n_y", "m", "T_x")})


@pytest.mark.parametrize("axes", [RNN_AXES | CALL, LSTM_AXES | CALL])
class TestFewestTurns:
    @given(sizes=sizes)
    def test_what_fits_is_not_turned(self, axes, sizes):
        assert [fit.turns for fit in fewest_turns(shapes(axes, sizes))] == [{}]

    @given(sizes=sizes, data=st.data())
    def test_what_is_said_makes_all_fit(self, axes, sizes, data):
        asked = shapes(axes, sizes)
        name = data.draw(st.sampled_from(list(axes)))
        shape, one = asked[name]
        asked[name] = (tuple(data.draw(st.permutations(shape))), one)
        for fit in fewest_turns(asked):
            assert len(fit.turns) <= 1  # one turn is enough
            for turned, ways in fit.turns.items():
                for way in ways:
                    became = eval(way.line, {turned: np.empty(asked[turned][0])}).shape
                    fits = {**asked, turned: (became, asked[turned][1])}
                    assert [rest.turns for rest in fewest_turns(fits)] == [{}]

    def test_a_single_turned_array_is_named_where_all_sizes_differ(self, axes):
        asked = shapes(axes, {"n_x": 2, "n_a": 3, "n_y": 4, "m": 5, "T_x": 6})
        for name, (shape, one) in asked.items():
            if len(set(shape)) > 1:
                (fit,) = fewest_turns({**asked, name: (shape[::-1], one)})
                assert list(fit.turns) == [name]


def test_nothing_is_said_of_what_no_turn_mends():
    asked = {"W": ((2, 3), ("n_a", "n_a")), "x": ((3, 4), ("n_a", "m"))}
    assert fewest_turns(asked) == []


def test_two_ways_are_both_said():
    given = {"W": (np.ones((2, 3)), ("n_a", "n_x")), "x": (np.ones((2, 3)), ("n_x", "m"))}
    assert str(with_advice(ShapeError("no"), "f", given)) == (
        "f: the shapes of W and x do not fit together: W (2, 3) for (n_a, n_x), x (2, 3) for (n_x, m). "
        "More than one way of turning them makes all arguments fit: W.T; or x.T. Choose what you mean."
    )


@pytest.mark.parametrize(
    "arrays",
    [
        # A batch axis alone is said where one array is checked.
        {"x": (np.ones((3, 4)), ("n_x", "m", "T_x")), "b": (np.ones((3, 1)), ("n_x", "1"))},
        {"x": (np.ones((3, 4)), ("n_x", "m"))},
        {"x": (np.ones((3, 0)), ("n_x", "m"))},
        {"x": ([[1], [1, 2]], ("n_x", "m"))},
        {"x": (np.ones((2, 3)), ("n_a", "n_a"))},
    ],
)
def test_the_error_that_came_stays_where_nothing_better_is_known(arrays):
    error = ShapeError("came")
    assert with_advice(error, "f", arrays) is error


def test_the_odd_one_out():
    given = {
        "A": (np.ones((4, 3)), ("n_a", "n_x")),
        "b": (np.ones((5, 1)), ("n_a", "1")),
        "x": (np.ones((3, 2)), ("n_x", "m")),
    }
    given["B"] = (np.ones((5, 5)), ("n_a", "n_a"))
    assert str(with_advice(ShapeError("f: b must have shape"), "f", given)) == (
        "f: A must have shape (n_a, n_x) with n_a = 5, n_x = 3; got shape (4, 3). "
        "Make A agree with the other arguments."
    )


def test_a_missing_parameter_is_said_as_it_was():
    error = ShapeError("came")
    assert for_the_call(error, "f", {"a": np.ones((2, 3))}, {"b": ("n", "1")}) is error
    torch = {"weight_ih_l0": 0, "weight_hh_l0": 0, "bias_ih_l0": 0, "bias_hh_l0": 0}
    assert str(for_the_call(error, "f", torch, {"b": ("n", "1")})) == (
        "came From these names: Wax = weight_ih_l0, Waa = weight_hh_l0, ba = (bias_ih_l0 + bias_hh_l0).reshape(-1, 1)."
    )


def test_none_where_no_state_is_meant():
    given = {"x": (None, ("n_x", "m"))}
    assert str(with_advice(ShapeError("no"), "f", given)) == "f: x is None; it must be an array (n_x, m). Pass one."
