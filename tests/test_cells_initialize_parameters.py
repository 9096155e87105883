"""initialize_parameters: keys, shapes, what gain and forget bias reach, and what a person is told."""

from itertools import pairwise

import numpy as np
import pytest

from rnnviz import initialize_parameters, lstm_forward, rnn_forward
from rnnviz.cells.initialization import INITIALIZATIONS, largest_singular_value
from rnnviz.errors import RnnvizError

GATES = ("Wf", "Wi", "Wc", "Wo")


def drawn(seed=0, **choices):
    return initialize_parameters(rng=np.random.default_rng(seed), **choices)


def test_without_an_argument():
    shapes = {name: value.shape for name, value in initialize_parameters().items()}
    assert shapes == {"Wax": (5, 3), "Waa": (5, 5), "Wya": (2, 5), "ba": (5, 1), "by": (2, 1)}


def test_the_shapes_of_an_rnn():
    shapes = {name: value.shape for name, value in drawn(n_x=4, n_a=6, n_y=7).items()}
    assert shapes == {"Wax": (6, 4), "Waa": (6, 6), "Wya": (7, 6), "ba": (6, 1), "by": (7, 1)}


def test_the_shapes_of_an_lstm():
    shapes = {name: value.shape for name, value in drawn(n_x=4, n_a=6, n_y=7, cell="lstm").items()}
    gates = {"W" + g: (6, 10) for g in "fico"} | {"b" + g: (6, 1) for g in "fico"}
    assert shapes == {**gates, "Wy": (7, 6), "by": (7, 1)}


@pytest.mark.parametrize("init", INITIALIZATIONS)
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
class TestGain:
    def test_it_reaches_the_recurrent_weights_and_nothing_else(self, cell, init):
        one, three = drawn(cell=cell, init=init), drawn(cell=cell, init=init, gain=3.0)
        for name in one:
            factor = np.ones(one[name].shape)
            if name == "Waa" or name in GATES:
                factor[:, :5] = 3.0  # acting on the hidden state, which comes first
            np.testing.assert_array_equal(three[name], factor * one[name], err_msg=name)

    def test_every_gate_has_a_draw_of_its_own(self, cell, init):
        parameters = drawn(cell=cell, init=init)
        if cell == "lstm":
            for name, other in pairwise(GATES):
                assert (parameters[name][:, 5:] != parameters[other][:, 5:]).all()
                if init != "identity":
                    assert (parameters[name][:, :5] != parameters[other][:, :5]).all()

    def test_the_result_runs(self, cell, init):
        parameters = drawn(cell=cell, init=init)
        forward = rnn_forward if cell == "rnn" else lstm_forward
        assert np.isfinite(forward(np.ones((3, 2, 4)), np.zeros((5, 2)), parameters)[0]).all()


def test_orthogonal_recurrent_weights_are_orthogonal_in_every_gate():
    parameters = drawn(cell="lstm", init="orthogonal", gain=0.5)
    for name in GATES:
        np.testing.assert_allclose(parameters[name][:, :5] @ parameters[name][:, :5].T, 0.25 * np.eye(5), atol=1e-14)
    assert largest_singular_value(drawn(init="orthogonal", gain=2.0)["Waa"]) == pytest.approx(2)


def test_input_and_output_weights_are_glorot_uniform():
    parameters = drawn(n_x=200, n_a=100, n_y=300, init="identity")
    for name, fans in (("Wax", 300), ("Wya", 400)):
        limit = np.sqrt(6 / fans)
        assert 0.99 * limit < np.abs(parameters[name]).max() <= limit
        assert parameters[name].var() == pytest.approx(2 / fans, rel=0.03)


class TestBiases:
    def test_of_an_rnn_are_zero(self):
        assert not drawn()["ba"].any()
        assert not drawn()["by"].any()

    @pytest.mark.parametrize("forget_bias", [0, 1.0, -3.0])
    def test_of_an_lstm_are_zero_but_the_forget_gate_s(self, forget_bias):
        parameters = drawn(cell="lstm", forget_bias=forget_bias)
        np.testing.assert_array_equal(parameters["bf"], np.full((5, 1), float(forget_bias)))
        assert not any(parameters[name].any() for name in ("bi", "bc", "bo", "by"))

    def test_of_each_gate_can_be_given(self):
        parameters = drawn(cell="lstm", forget_bias=2.0, input_bias=-1.5, output_bias=0.5)
        for gate, bias in {"f": 2.0, "i": -1.5, "c": 0.0, "o": 0.5}.items():
            np.testing.assert_array_equal(parameters["b" + gate], np.full((5, 1), bias))

    def test_the_forget_bias_is_1_unless_given(self):
        assert (drawn(cell="lstm")["bf"] == 1).all()

    def test_chrono(self):
        parameters = drawn(cell="lstm", n_a=50, t_max=100)
        steps = 1 + np.exp(parameters["bf"])  # 1 / (1 - σ(bf))
        assert 2 <= steps.min() < steps.max() <= 100
        np.testing.assert_array_equal(parameters["bi"], -parameters["bf"])
        assert not any(parameters[name].any() for name in ("bc", "bo"))


class TestRandomness:
    @pytest.mark.parametrize("cell", ["rnn", "lstm"])
    def test_the_same_generator_draws_the_same(self, cell):
        one, two, other = drawn(1, cell=cell), drawn(1, cell=cell), drawn(2, cell=cell)
        for name in one:
            np.testing.assert_array_equal(one[name], two[name])
            assert not one[name].any() or name[0] == "b" or (one[name] != other[name]).any()

    def test_without_a_generator_every_call_draws_anew(self):
        assert (initialize_parameters()["Waa"] != initialize_parameters()["Waa"]).all()

    def test_numpy_s_global_state_is_neither_read_nor_moved(self):
        before = np.random.get_state()[1].copy()  # noqa: NPY002 (it is what must not be touched)
        initialize_parameters(cell="lstm", t_max=9)
        np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types(cell, dtype):
    for init in INITIALIZATIONS:
        parameters = drawn(cell=cell, init=init, gain=0.5, t_max=20, dtype=dtype)
        assert {value.dtype for value in parameters.values()} == {np.dtype(dtype)}


@pytest.mark.parametrize("n", [1, 2])
def test_the_smallest_network(n):
    for cell in ("rnn", "lstm"):
        for init in INITIALIZATIONS:
            assert all(np.isfinite(v).all() for v in drawn(n_x=n, n_a=n, n_y=n, cell=cell, init=init).values())


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"cell": "mlp"}, "cell must be one of rnn, lstm, gru; got 'mlp'."),
        ({"init": "he"}, "init must be one of glorot, gaussian, orthogonal, identity; got 'he'."),
        ({"n_x": 0}, "n_x must be at least 1; got 0."),
        ({"n_a": -2}, "n_a must be at least 1; got -2."),
        ({"n_y": 0, "cell": "lstm"}, "n_y must be at least 1; got 0."),
        ({"t_max": 2, "cell": "lstm"}, "t_max must be at least 3 for chrono initialisation; got 2."),
    ],
)
def test_what_a_person_is_told(choices, said):
    with pytest.raises(RnnvizError) as caught:
        initialize_parameters(**choices)
    assert said in str(caught.value)
