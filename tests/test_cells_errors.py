"""What a person is told when the arguments of a cell do not fit: where, what is allowed, what came, what to do."""

import re

import numpy as np
import pytest

from rnnviz import (
    gru_backward,
    gru_cell_backward,
    gru_cell_forward,
    gru_forward,
    lstm_backward,
    lstm_cell_backward,
    lstm_cell_forward,
    lstm_forward,
    rnn_backward,
    rnn_cell_backward,
    rnn_cell_forward,
    rnn_forward,
)
from rnnviz.cells.lstm import lstm_bptt
from rnnviz.errors import RnnvizError, ShapeError
from tests.oracles.kinds import draw

RNN, LSTM, GRU = draw("tanh"), draw("lstm"), draw("gru after")  # n_x = 3, n_a = 5, m = 4, T = 7
X, A0 = RNN.x, RNN.states0["a"]
X1 = X[:, :, 0]
RNN_CACHES, LSTM_CACHES = rnn_forward(X, A0, RNN.parameters).caches, lstm_forward(X, A0, LSTM.parameters).caches
GRU_CACHES = gru_forward(X, A0, GRU.parameters).caches
PARAMETERS = {rnn_forward: RNN.parameters, lstm_forward: LSTM.parameters, gru_forward: GRU.parameters}
#: Of each, a weight that is not square, and a bias.
NAMES = {rnn_forward: ("Wax", "ba"), lstm_forward: ("Wf", "bf"), gru_forward: ("Wr", "br")}


def said_by(call, *arguments, error=ShapeError, **keywords):
    with pytest.raises(error) as caught:
        call(*arguments, **keywords)
    assert isinstance(caught.value, RnnvizError)
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


def without(parameters, *names):
    return {name: value for name, value in parameters.items() if name not in names}


@pytest.mark.parametrize(("call", "p"), PARAMETERS.items())
class TestForward:
    def test_one_sequence_without_a_batch_axis(self, call, p):
        assert said_by(call, np.ones((3, 10)), A0, p) == (
            f"{call.__name__}: x must have 3 axes (n_x, m, T_x); got shape (3, 10). "
            "For one sequence add a batch axis: x[:, None, :]."
        )

    def test_a_state_without_a_batch_axis(self, call, p):
        assert said_by(call, X, np.ones(5), p) == (
            f"{call.__name__}: a0 must have 2 axes (n_a, m); got shape (5,). "
            "For one sequence add a batch axis: a0[:, None]."
        )

    def test_too_many_axes(self, call, p):
        message = said_by(call, X[None], A0, p)
        assert message == f"{call.__name__}: x must have 3 axes (n_x, m, T_x); got shape (1, 3, 4, 7)."

    def test_another_number_of_features(self, call, p):
        assert said_by(call, X[:2], A0, p) == (
            f"{call.__name__}: x must have shape (n_x, m, T_x) with n_x = 3; got shape (2, 4, 7). "
            "Make x agree with the other arguments."
        )

    def test_a_state_of_another_batch(self, call, p):
        message = said_by(call, X, A0[:, :3], p)
        assert re.match(rf"{call.__name__}: (a0|x) must have shape .* with m = [34]; got shape", message)
        assert "agree with the other arguments" in message

    def test_a_state_of_another_size(self, call, p):
        message = said_by(call, X, A0[:4], p)
        assert f"{call.__name__}: a0 must have shape (n_a, m) with n_a = 5; got shape (4, 4)." in message

    def test_a_missing_parameter(self, call, p):
        message = said_by(call, X, A0, without(p, "by"))
        assert message.startswith(f"{call.__name__}: parameters has no by; it has ")
        assert message.endswith("Make them with initialize_parameters for the same kind of cell.")

    def test_no_parameters(self, call, p):
        assert "it has nothing" in said_by(call, X, A0, {})

    def test_the_other_cell_s_parameters(self, call, p):
        other = LSTM.parameters if call is rnn_forward else RNN.parameters
        message = said_by(call, X, A0, other)
        missing = {
            rnn_forward: "no Waa, Wax, Wya, ba",
            lstm_forward: "no Wc, Wf, Wi, Wo",
            gru_forward: "no Wh, Wr, Wy, Wz",
        }
        assert missing[call] in message

    @pytest.mark.parametrize(
        ("x", "kind"), [(np.full(X.shape, "1.5"), "<U3"), (X + 0j, "complex128"), (X.astype(object), "object")]
    )
    def test_what_is_no_real_number(self, call, p, x, kind):
        assert said_by(call, x, A0, p) == (
            f"{call.__name__}: x must hold real numbers; got type {kind}. Convert it to float first."
        )

    @pytest.mark.parametrize("shape", [(3, 4, 0), (3, 0, 7), (0, 4, 7)])
    def test_an_empty_axis(self, call, p, shape):
        a0 = np.ones((5, shape[1]))
        message = said_by(call, np.ones(shape), a0, p)
        assert re.search(r"has no elements; got shape .* Give at least one per axis.", message)

    def test_a_bias_without_its_second_axis(self, call, p):
        _, name = NAMES[call]
        message = said_by(call, X, A0, {**p, name: np.ones(5)})
        assert message == (
            f"{call.__name__}: {name} must have 2 axes (n_a, 1); got shape (5,). "
            f"Make a column of it: {name}.reshape(-1, 1)."
        )

    def test_a_bias_that_is_a_row(self, call, p):
        _, name = NAMES[call]
        message = said_by(call, X, A0, {**p, name: np.ones((5, 5))})
        assert f"{call.__name__}: {name} must have shape (n_a, 1)" in message
        assert "got shape (5, 5)" in message


@pytest.mark.parametrize("call", PARAMETERS)
class TestOtherLayouts:
    """The array that is laid out in another way is named, with the line that turns it; not one that is right."""

    def parameters(self, call):
        return PARAMETERS[call]

    @pytest.mark.parametrize("which", range(5))
    def test_a_transposed_weight(self, call, which):
        p = self.parameters(call)
        weights = [name for name in p if name[0] == "W" and len(set(p[name].shape)) > 1]
        name = weights[which % len(weights)]
        message = said_by(call, X, A0, {**p, name: p[name].T})
        shape = p[name].shape
        assert message.startswith(f"{call.__name__}: {name} has its axes in another order: {shape[::-1]} where ")
        assert f" = {shape} fits the other arguments. Turn it: {name}.T." in message
        assert "must have shape" not in message

    @pytest.mark.parametrize(
        ("order", "called", "line"),
        [
            ((1, 2, 0), ", (batch, time, features)", "x.transpose(2, 0, 1)"),
            ((2, 1, 0), ", (time, batch, features)", "x.transpose(2, 1, 0)"),
            ((0, 2, 1), "", "x.transpose(0, 2, 1)"),
            ((1, 0, 2), "", "x.transpose(1, 0, 2)"),
        ],
    )
    def test_another_order_of_x(self, call, order, called, line):
        x = X.transpose(order)
        assert said_by(call, x, A0, self.parameters(call)) == (
            f"{call.__name__}: x has its axes in another order{called}: {x.shape} where (n_x, m, T_x) = (3, 4, 7) fits "
            f"the other arguments. Turn it: {line}."
        )
        np.testing.assert_array_equal(eval(line, {"x": x}), X)

    def test_batch_and_time_of_one_length_are_not_told_apart(self, call):
        message = said_by(call, np.ones((4, 4, 3)), A0, self.parameters(call))
        assert "(batch, time, features) or (time, batch, features)" in message
        assert message.endswith("Turn it: x.transpose(2, 0, 1) or x.transpose(2, 1, 0).")

    def test_another_order_of_a0(self, call):
        message = said_by(call, X, A0.T, self.parameters(call))
        assert message.endswith("(4, 5) where (n_a, m) = (5, 4) fits the other arguments. Turn it: a0.T.")

    def test_one_sequence_with_time_first(self, call):
        message = said_by(call, X[:, 0].T, A0[:, :1], self.parameters(call))
        assert message.endswith("Turn it: x.T[:, None, :].")

    def test_the_whole_layout_of_another_course(self, call):
        p = {name: value.T if name[0] == "W" else value.ravel() for name, value in self.parameters(call).items()}
        message = said_by(call, X.transpose(1, 2, 0), A0.T, p)
        turns = message.partition("Turn them: ")[2].partition(".  ")[0]
        for line in ("x.transpose(2, 0, 1)", "a0.T", *(f"{n}.T" for n in p if n[0] == "W" and n != "Waa")):
            assert line in turns
        for name in p:
            assert name[0] != "b" or f"{name}.reshape(-1, 1)" in turns
        square = "Waa is square, which fits either way; if it is laid out as Wax and Wya, turn it too: Waa.T."
        assert message.endswith(square) == (call is rnn_forward)

    def test_biases_without_their_second_axis(self, call):
        p = {name: value.ravel() if name[0] == "b" else value for name, value in self.parameters(call).items()}
        message = said_by(call, X, A0, p)
        assert " must be columns (n, 1); got " in message
        for name in p:
            assert name[0] != "b" or f"{name}.reshape(-1, 1)" in message

    def test_no_initial_state(self, call):
        assert said_by(call, X, None, self.parameters(call)) == (
            f"{call.__name__}: a0 is None; it must be an array (n_a, m). To start from zeros: np.zeros((5, 4))."
        )

    def test_a_weight_of_another_size_is_named_though_others_are_checked_later(self, call):
        name, _ = NAMES[call]
        value = self.parameters(call)[name]
        message = said_by(call, X, A0, {**self.parameters(call), name: np.ones((4, value.shape[1]))})
        assert message.startswith(f"{call.__name__}: {name} must have shape (n_a, ")
        assert f"got shape (4, {value.shape[1]})." in message


def test_names_of_another_course():
    message = said_by(rnn_forward, X, A0, {"Wx": np.ones((3, 5)), "Wh": np.ones((5, 5)), "b": np.ones(5)})
    assert message.endswith(
        "From these names: Wax = Wx.T, Waa = Wh.T, ba = b.reshape(-1, 1), if Wx is (features, units)."
    )


def test_no_cell_state():
    message = said_by(lstm_cell_forward, X1, A0, None, LSTM.parameters)
    assert message == (
        "lstm_cell_forward: c_prev is None; it must be an array (n_a, m). To start from zeros: np.zeros((5, 4))."
    )
    assert "Turn it: c0.T." in said_by(lstm_forward, X, A0, LSTM.parameters, A0.T)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (rnn_cell_forward, lambda xt, a: (xt, a, RNN.parameters)),
        (lstm_cell_forward, lambda xt, a: (xt, a, A0, LSTM.parameters)),
        (gru_cell_forward, lambda xt, a: (xt, a, GRU.parameters)),
    ],
)
class TestCellForward:
    def test_a_step_without_a_batch_axis(self, call, arguments):
        message = said_by(call, *arguments(np.ones(3), A0))
        assert message == (
            f"{call.__name__}: xt must have 2 axes (n_x, m); got shape (3,). "
            "For one sequence add a batch axis: xt[:, None]."
        )

    def test_another_number_of_features(self, call, arguments):
        message = said_by(call, *arguments(X1[:2], A0))
        assert f"{call.__name__}: xt must have shape (n_x, m) with n_x = 3; got shape (2, 4)." in message

    def test_a_state_of_another_size(self, call, arguments):
        assert f"{call.__name__}: a_prev must have shape (n_a, m)" in said_by(call, *arguments(X1, A0[:4]))


@pytest.mark.parametrize(
    ("call", "caches"), [(rnn_backward, RNN_CACHES), (lstm_backward, LSTM_CACHES), (gru_backward, GRU_CACHES)]
)
class TestBackward:
    def test_more_steps_than_the_forward_pass_had(self, call, caches):
        assert said_by(call, np.ones((5, 4, 9)), caches) == (
            f"{call.__name__}: da has 9 steps, but the forward pass had 7. Pass at most as many: da[:, :, :7]."
        )

    def test_one_step_instead_of_a_sequence(self, call, caches):
        assert said_by(call, np.ones((5, 4)), caches) == (
            f"{call.__name__}: da must have 3 axes (n_a, m, T); got shape (5, 4). For a gradient g at the last step "
            "alone, put it there, beside zeros: da = np.zeros((5, 4, 7)); da[:, :, -1] = g."
        )

    def test_one_step_beside_several(self, call, caches):
        assert said_by(call, np.ones((5, 4, 1)), caches) == (
            f"{call.__name__}: da has shape (5, 4, 1), one step beside 7 of x, and does not say which. For the last "
            "step: g = da[:, :, 0]; da = np.zeros((5, 4, 7)); da[:, :, -1] = g. For the first step alone, run the "
            "forward pass with x[:, :, :1]."
        )

    def test_what_each_advice_says_is_taken(self, call, caches):
        g = np.random.default_rng(0).normal(size=(5, 4))
        da = np.zeros((5, 4, 7))
        da[:, :, -1] = g
        found = call(da, caches)
        assert np.abs(found["dx"][:, :, 0]).max() > 0  # it reaches the first step from the last one
        backwards = (rnn_backward, lstm_backward, gru_backward)
        forward, p = dict(zip(backwards, PARAMETERS.items(), strict=True))[call]
        alone = call(g[:, :, None], forward(X[:, :, :1], A0, p).caches)
        assert alone["dx"].shape == (3, 4, 1)

    def test_another_order_of_axes(self, call, caches):
        message = said_by(call, np.ones((4, 7, 5)), caches)
        assert message.endswith(
            "(4, 7, 5) where (n_a, m, T_x) = (5, 4, 7) fits the other arguments. Turn it: da.transpose(2, 0, 1)."
        )

    def test_nothing(self, call, caches):
        assert said_by(call, None, caches) == (
            f"{call.__name__}: da is None; it must be an array (n_a, m, T_x). Pass one."
        )

    @pytest.mark.parametrize(("shape", "axis"), [((4, 4, 7), "n_a = 5"), ((5, 3, 7), "m = 4")])
    def test_another_size(self, call, caches, shape, axis):
        message = said_by(call, np.ones(shape), caches)
        assert f"{call.__name__}: da must have shape (n_a, m, T) with {axis}; got shape {shape}." in message

    def test_no_step(self, call, caches):
        assert "da has no elements; got shape (5, 4, 0)" in said_by(call, np.ones((5, 4, 0)), caches)


def test_cells_backward():
    cache = rnn_cell_forward(X1, A0, RNN.parameters).cache
    message = said_by(rnn_cell_backward, np.ones((5, 3)), cache)
    assert "rnn_cell_backward: da_next must have shape (n_a, m) with m = 4; got shape (5, 3)." in message
    cache = lstm_cell_forward(X1, A0, A0, LSTM.parameters).cache
    message = said_by(lstm_cell_backward, A0, np.ones((4, 4)), cache)
    assert "lstm_cell_backward: dc_next must have shape (n_a, m) with n_a = 5; got shape (4, 4)." in message
    assert "da_next must hold real numbers" in said_by(lstm_cell_backward, A0 * 1j, A0, cache)
    cache = gru_cell_forward(X1, A0, GRU.parameters).cache
    message = said_by(gru_cell_backward, A0[:4], cache)
    assert "gru_cell_backward: da_next must have shape (n_a, m) with n_a = 5; got shape (4, 4)." in message
    assert "da_next must hold real numbers" in said_by(gru_cell_backward, A0 * 1j, cache)


def test_the_lstm_s_second_state():
    message = said_by(lstm_cell_forward, X1, A0, A0[:, :1], LSTM.parameters)
    assert "lstm_cell_forward: c_prev must have shape (n_a, m) with m = 4; got shape (5, 1)." in message
    message = said_by(lstm_forward, X, A0, LSTM.parameters, A0[:3])
    assert "lstm_forward: c0 must have shape (n_a, m) with n_a = 5; got shape (3, 4)." in message
    message = said_by(lstm_bptt, LSTM.da, LSTM_CACHES, np.ones((5, 1)))
    assert "dc_next must have shape (n_a, m) with m = 4; got shape (5, 1)." in message


@pytest.mark.parametrize("columns", [5, 4])
def test_lstm_weights_without_columns_for_the_input(columns):
    # (n_a, n_a) is what is left when somebody forgets that a gate reads the input too.
    gates = {"W" + gate: np.ones((5, columns)) for gate in "fico"}
    for call, arguments in ((lstm_forward, (X, A0)), (lstm_cell_forward, (X1, A0, A0))):
        message = said_by(call, *arguments, {**LSTM.parameters, **gates})
        assert call.__name__ in message
        assert "Wf" in message, "the weights are wrong, not x"
        assert not re.search("n_x = (-|0)", message), "a size below 1 says nothing to anybody"


def test_gates_of_different_sizes():
    message = said_by(gru_forward, X, A0, {**GRU.parameters, "Wh": np.ones((5, 9))})
    assert "gru_forward: Wh must have shape (n_a, n_a + n_x) with n_a + n_x = 8; got shape (5, 9)." in message
    message = said_by(lstm_forward, X, A0, {**LSTM.parameters, "Wi": np.ones((5, 9))})
    assert "lstm_forward: Wi must have shape (n_a, n_a + n_x) with n_a + n_x = 8; got shape (5, 9)." in message


def test_an_activation_that_there_is_not():
    for call, x in ((rnn_forward, X), (rnn_cell_forward, X1)):
        message = said_by(call, x, A0, RNN.parameters, "gelu", error=RnnvizError)
        assert message == "activation must be one of tanh, sigmoid, relu, linear; got 'gelu'."
