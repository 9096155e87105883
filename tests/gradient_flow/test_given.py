"""What somebody's backward pass returns: names, tuples, what is missing, shapes that are explained."""

import numpy as np
import pytest

from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.gradient_flow.given import expected_names, named_gradients

RNN = {"dx": (3, 4, 7), "da0": (5, 4), "dWax": (5, 3), "dWaa": (5, 5), "dba": (5, 1)}
LSTM_STEP = {"dxt": (3, 4), "da_prev": (5, 4), "dc_prev": (5, 4)} | {
    f"d{kind}{gate}": (5, 8 if kind == "W" else 1) for gate in "fico" for kind in "Wb"
}


def ones(shapes):
    return {name: np.full(shape, k + 1.0) for k, (name, shape) in enumerate(shapes.items())}


def said_by(returned, shapes=RNN, error=RnnvizError):
    with pytest.raises(error) as caught:
        named_gradients("backward", returned, shapes)
    return str(caught.value)


def test_names_are_in_the_course_s_order():
    lstm = dict.fromkeys(("Wf", "bf", "Wi", "bi", "Wc", "bc", "Wo", "bo", "Wy", "by"), 0)
    assert expected_names(lstm, ("a", "c"), sequence=False) == tuple(LSTM_STEP)
    assert expected_names({"Waa": 0, "ba": 0, "Wax": 0, "Wya": 0, "by": 0}, ("a",), sequence=True) == tuple(RNN)
    assert expected_names({"other": 0}, ("a",), sequence=True) == ("dx", "da0", "dother")


class TestNames:
    def test_ours(self):
        given = named_gradients("f", ones(RNN), RNN)
        assert list(given.gradients) == list(RNN)
        assert given.missing == ()

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            *[("dxt", "dx"), ("dx_t", "dx"), ("da_0", "da0"), ("da_prev", "da0"), ("dh0", "da0"), ("da_prevt", "da0")],
            *[("dW_ax", "dWax"), ("dwax", "dWax"), ("dWxh", "dWax"), ("dWhh", "dWaa"), ("db_a", "dba"), ("dbh", "dba")],
        ],
    )
    def test_theirs_of_a_sequence(self, theirs, ours):
        given = named_gradients("f", {theirs: np.ones(RNN[ours])}, RNN)
        assert list(given.gradients) == [ours]

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            ("dx", "dxt"),
            ("da0", "da_prev"),
            ("dh_prev", "da_prev"),
            ("dc_prevt", "dc_prev"),
            ("dWu", "dWi"),
            ("dbu", "dbi"),
            ("dWg", "dWc"),
            ("dW_f", "dWf"),
        ],
    )
    def test_theirs_of_a_step(self, theirs, ours):
        given = named_gradients("f", {theirs: np.ones(LSTM_STEP[ours])}, LSTM_STEP)
        assert list(given.gradients) == [ours]

    def test_ours_come_before_theirs(self):
        both = {"dWu": np.ones((5, 8)), "dWi": np.zeros((5, 8))}
        assert not named_gradients("f", both, LSTM_STEP).gradients["dWi"].any()

    def test_what_is_not_asked_for_is_left_alone(self):
        given = named_gradients("f", ones(RNN) | {"dWya": "no array", "dby": None, "loss": 3.0}, RNN)
        assert list(given.gradients) == list(RNN)

    def test_what_is_missing_is_told(self):
        given = named_gradients("f", {"dx": np.ones((3, 4, 7)), "da0": None}, RNN)
        assert given.missing == ("da0", "dWax", "dWaa", "dba")
        assert named_gradients("f", {"dx": np.ones((3, 4, 7))}, RNN, optional=("da0",)).missing == tuple(RNN)[2:]

    def test_no_gradient_at_all(self):
        assert said_by({"loss": 1.0}) == (
            "backward: no gradient that is expected came back: loss. Return a dict with dx, da0, dWax, dWaa, dba."
        )
        assert "came back: an empty dict. Return" in said_by({})


class TestTuples:
    @pytest.mark.parametrize("kind", [tuple, list])
    def test_in_the_course_s_order(self, kind):
        given = named_gradients("f", kind(ones(RNN).values()), RNN)
        for k, name in enumerate(RNN):
            assert (given.gradients[name] == k + 1).all()

    def test_without_what_need_not_come(self):
        values = [value for name, value in ones(LSTM_STEP).items() if name != "dc_prev"]
        given = named_gradients("f", values, LSTM_STEP, optional=("dc_prev",))
        assert given.missing == ()
        assert "dc_prev" not in given.gradients

    def test_of_another_length(self):
        assert said_by((1, 2)) == (
            "backward: a tuple of 2 came back, which does not say what is what. "
            "Return a dict, or these 5 in this order: dx, da0, dWax, dWaa, dba."
        )

    @pytest.mark.parametrize(("returned", "what"), [(None, "nothing (None): its return is missing"), (3.0, "a float")])
    def test_something_else(self, returned, what):
        assert said_by(returned) == f"backward: {what} came back. Return a dict with dx, da0, dWax, dWaa, dba."


class TestShapes:
    @pytest.mark.parametrize(
        ("name", "shape", "why"),
        [
            ("dba", (5,), "Sum over the batch with keepdims: np.sum(..., axis=1, keepdims=True)."),
            ("dba", (), "Sum over the batch with keepdims: np.sum(..., axis=1, keepdims=True)."),
            ("dba", (1, 4), "Sum over the batch, not over the units: np.sum(..., axis=1, keepdims=True)."),
            ("dba", (1, 5), "It is transposed: dba.T, or exchange the factors of the product."),
            ("dWax", (3, 5), "It is transposed: dWax.T, or exchange the factors of the product."),
            ("dx", (8, 4, 7), "All columns of the weights went in; take those that belong to it: W[:, n_a:].T."),
            ("da0", (8, 4), "All columns of the weights went in; take those that belong to it: W[:, :n_a].T."),
            ("dx", (4, 7, 3), "Its axes stand in another order."),
            ("dWaa", (5, 8), "A gradient has the shape of what it belongs to."),
            ("dx", (3, 4, 8), "A gradient has the shape of what it belongs to."),
        ],
    )
    def test_are_explained(self, name, shape, why):
        message = said_by({name: np.ones(shape)}, error=ShapeError)
        assert message == f"backward: {name} must have shape {RNN[name]}; got {shape}. {why}"

    def test_dx_may_be_shorter(self):
        assert named_gradients("f", {"dx": np.ones((3, 4, 2))}, RNN).gradients["dx"].shape == (3, 4, 2)

    @pytest.mark.parametrize("value", ["word", [[1], [1, 2]], np.ones((5, 1)) * 1j, object()])
    def test_what_is_no_array_of_numbers(self, value):
        message = said_by({"dba": value})
        assert message.startswith("backward: dba must hold real numbers; got type ")
        assert message.endswith("Return an array.")

    def test_integers_and_lists_are_numbers(self):
        given = named_gradients("f", {"dba": [[1], [2], [3], [4], [5]]}, RNN)
        assert given.gradients["dba"].dtype == np.float64
