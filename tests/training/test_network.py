"""The gradient of a task's loss through output layer and cell: against numeric differences and `autograd`."""

import math
from dataclasses import fields, replace
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from rnnviz.cells import initialize_parameters
from rnnviz.cells.starts import STARTS
from rnnviz.errors import RnnvizError
from rnnviz.tasks import TASKS, Task
from rnnviz.training.network import Network, backward, forward

NETWORKS = [
    Network("rnn", n_a=5),
    Network("rnn", n_a=4, activation="sigmoid", init="glorot", gain=1.5),
    Network("lstm", n_a=4),
    Network("lstm", n_a=3, t_max=10),
]
EACH = pytest.mark.parametrize("network", NETWORKS, ids=str)
EVERY = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


def drawn(network: Network, task: Task, m: int = 3, T: int = 10):
    rng = np.random.default_rng(0)
    return network.draw(task, rng), task.batch(rng, m, T)


@EACH
@EVERY
def test_every_gradient_is_that_of_numeric_differences(network: Network, task: Task) -> None:
    parameters, batch = drawn(network, task)
    gradients, _ = backward(network, parameters, batch, forward(network, parameters, task, batch))
    assert list(gradients) == ["d" + name for name in parameters]
    rng = np.random.default_rng(1)
    for name, value in parameters.items():
        place = tuple(int(rng.integers(n)) for n in value.shape)
        losses = []
        for sign in (1, -1):
            changed = {k: v.copy() for k, v in parameters.items()}
            changed[name][place] += sign * 1e-5
            losses.append(forward(network, changed, task, batch).loss.value)
        assert gradients["d" + name][place] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-5, abs=1e-9), name


def _sigmoid(z):
    return 1 / (1 + anp.exp(-z))


def _loss(parameters, network: Network, task: Task, batch):
    """The same network and loss, written for `autograd`, step by step."""
    p, (x, targets, counts) = parameters, batch
    a = c = anp.zeros((network.n_a, x.shape[1]))
    total, terms = 0.0, 0
    for t in range(x.shape[2]):
        if network.cell == "rnn":
            g = {"tanh": anp.tanh, "sigmoid": _sigmoid}[network.activation]
            a = g(p["Waa"] @ a + p["Wax"] @ x[:, :, t] + p["ba"])
        else:
            both = anp.concatenate([a, x[:, :, t]])
            f, i, o = (_sigmoid(p["W" + k] @ both + p["b" + k]) for k in "fio")
            c = f * c + i * anp.tanh(p["Wc"] @ both + p["bc"])
            a = o * anp.tanh(c)
        if not counts[t]:
            continue
        out = p["Wya" if network.cell == "rnn" else "Wy"] @ a + p["by"]
        terms += 1
        if task.kind == "values":
            total = total + anp.mean((out - targets[:, :, t]) ** 2)
        else:
            log_total = anp.log(anp.sum(anp.exp(out), axis=0))
            total = total + anp.mean(log_total - out[targets[:, t], anp.arange(x.shape[1])])
    return total / terms


@EACH
@EVERY
def test_loss_and_gradients_are_those_of_autograd(network: Network, task: Task) -> None:
    parameters, batch = drawn(network, task)
    done = forward(network, parameters, task, batch)
    gradients, _ = backward(network, parameters, batch, done)
    assert done.loss.value == pytest.approx(_loss(parameters, network, task, batch), rel=1e-12)
    for name, expected in autograd.grad(_loss)(parameters, network, task, batch).items():
        np.testing.assert_allclose(gradients["d" + name], expected, rtol=1e-9, atol=1e-12, err_msg=name)


@EACH
def test_truncated_it_is_the_whole_when_a_piece_is_the_whole(network: Network) -> None:
    task = TASKS["copy"]
    parameters, batch = drawn(network, task, T=3)
    done = forward(network, parameters, task, batch)
    whole, _ = backward(network, parameters, batch, done)
    same, _ = backward(network, parameters, batch, done, truncate=23)
    for name, value in whole.items():
        np.testing.assert_array_equal(same[name], value)


@EACH
def test_truncated_no_gradient_passes_from_piece_to_piece(network: Network) -> None:
    task = TASKS["copy"]
    parameters, batch = drawn(network, task, T=3)  # 23 steps
    done = forward(network, parameters, task, batch)
    cut, _ = backward(network, parameters, batch, done, truncate=5)
    # The same by hand: the gradient of every piece's own losses, with what comes before it held fixed.
    total = dict.fromkeys(cut, 0.0)
    for stop in (23, 18, 13, 8, 3):
        start = max(0, stop - 5)
        counts = np.zeros(23, dtype=bool)
        counts[start:stop] = True
        states = done.forward.states

        def loss(p, start=start, stop=stop, states=states):
            a, c = (
                states[k][:, :, start - 1] if start and k in states else np.zeros((network.n_a, 3)) for k in ("a", "c")
            )
            value = 0.0
            for t in range(start, stop):
                x = batch.x[:, :, t]
                if network.cell == "rnn":
                    g = {"tanh": anp.tanh, "sigmoid": _sigmoid}[network.activation]
                    a = g(p["Waa"] @ a + p["Wax"] @ x + p["ba"])
                else:
                    both = anp.concatenate([a, x])
                    f, i, o = (_sigmoid(p["W" + k] @ both + p["b" + k]) for k in "fio")
                    c = f * c + i * anp.tanh(p["Wc"] @ both + p["bc"])
                    a = o * anp.tanh(c)
                out = p["Wya" if network.cell == "rnn" else "Wy"] @ a + p["by"]
                log_total = anp.log(anp.sum(anp.exp(out), axis=0))
                value = value + anp.mean(log_total - out[batch.targets[:, t], anp.arange(3)])
            return value / 23

        for name, value in autograd.grad(loss)(parameters).items():
            total["d" + name] = total["d" + name] + value
    for name, value in cut.items():
        np.testing.assert_allclose(value, total[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_half_the_precision_stays_so() -> None:
    network, task = Network(n_a=3), TASKS["sine"]
    rng = np.random.default_rng(0)
    parameters, batch = network.draw(task, rng, np.float32), task.batch(rng, 2, 8)
    done = forward(network, parameters, task, batch)
    gradients, _ = backward(network, parameters, batch, done)
    assert {value.dtype for value in gradients.values()} == {np.dtype(np.float32)}


def test_what_is_not_possible_is_said() -> None:
    with pytest.raises(RnnvizError, match="cell must be one of rnn, lstm, gru; got 'mlp'"):
        Network("mlp")
    with pytest.raises(RnnvizError, match=r"cell must be one of rnn, lstm, gru; got \[\]"):
        Network([])  # type: ignore[arg-type]
    with pytest.raises(RnnvizError, match="init must be one of"):
        Network(init="magic")
    with pytest.raises(RnnvizError, match="n_a must be between 1 and 1,000; got 0"):
        Network(n_a=0)
    with pytest.raises(RnnvizError, match="activation must be one of"):
        Network("rnn", activation="swish")
    with pytest.raises(RnnvizError, match="gain must be between 0 and 100; got nan"):
        Network(gain=math.nan)
    with pytest.raises(RnnvizError, match="t_max must be a whole number; got 1"):
        Network(t_max=1.5)  # type: ignore[arg-type]
    network, task = Network("rnn", n_a=2), TASKS["latch"]
    parameters, batch = drawn(network, task)
    with pytest.raises(
        RnnvizError, match=r"lstm_forward: parameters has no Wc.*; it has Wax, Waa, Wya, ba, by\. Make them"
    ):
        forward(Network("lstm", n_a=2), parameters, task, batch)
    with pytest.raises(RnnvizError, match="truncate must be between 1 and 1,000,000; got 0"):
        backward(network, parameters, batch, forward(network, parameters, task, batch), truncate=0)
    with pytest.raises(RnnvizError, match=r"truncate must be a whole number; got 2\.5"):
        backward(network, parameters, batch, forward(network, parameters, task, batch), truncate=2.5)  # type: ignore[arg-type]


#: For each field, a network in which it counts and another value; as near as a control of the page gets, and nearer.
NEXT: dict[str, tuple[Network, Any]] = {
    "cell": (Network("rnn"), "lstm"),
    "activation": (Network("rnn"), "relu"),
    "start": (Network("rnn"), "flax"),
    "init": (Network("rnn"), "gaussian"),
    "gain": (Network("rnn", gain=0.7), 0.7000000000000001),
    "forget_bias": (Network("lstm"), 1.0000000000000002),
    "t_max": (Network("lstm", t_max=8), 9),
    "update_bias": (Network("gru"), 1e-16),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Network) if field.name != "n_a"])
def test_two_networks_that_can_be_compared_are_called_differently(name: str) -> None:
    # What is drawn and said of them is told apart by what they are called; their size is the same.
    network, value = NEXT[name]
    other = replace(network, **{name: value})
    assert network.counts(name)
    assert network.label != other.label
    assert replace(Network("lstm"), gain=1.0000000000000002).label != Network("lstm").label


@pytest.mark.parametrize(
    ("network", "name", "value"),
    [
        (Network("rnn"), "forget_bias", 3.0),
        (Network("rnn"), "t_max", 9),
        (Network("lstm"), "activation", "relu"),
        (Network("lstm", t_max=9), "forget_bias", 3.0),
    ],
)
def test_what_does_not_count_changes_no_weight(network: Network, name: str, value: Any) -> None:
    other = replace(network, **{name: value})
    assert not network.counts(name)
    assert network.label == other.label
    for weights, same in zip(*(drawn(one, TASKS["latch"])[0].values() for one in (network, other)), strict=True):
        np.testing.assert_array_equal(weights, same)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_a_network_starts_as_its_start_says(start: str, cell: str) -> None:
    network, task = Network(cell, n_a=5, start=start), TASKS["latch"]
    found = network.draw(task, np.random.default_rng(4))
    expected = initialize_parameters(
        task.n_x, 5, task.n_y, cell=cell, start=start, init=network.init, rng=np.random.default_rng(4)
    )
    assert {name: value.tobytes() for name, value in found.items()} == {
        name: value.tobytes() for name, value in expected.items()
    }


def test_a_network_without_settings_has_those_of_its_start() -> None:
    assert Network("lstm") == Network("lstm", start="plain", init="orthogonal", forget_bias=1.0)
    assert Network("lstm", start="pytorch") == Network("lstm", start="pytorch", init="own", forget_bias=0.0)
    with pytest.raises(RnnvizError, match="start must be one of plain, keras, pytorch, flax, haiku; got 'theano'"):
        Network(start="theano")
    with pytest.raises(RnnvizError, match=r"start must be one of .*; got \[\]"):
        Network(start=[])  # type: ignore[arg-type]
    with pytest.raises(RnnvizError, match="init must be one of"):
        Network(init="own")  # the plain start has none of its own


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"cell": "rnn", "start": "pytorch", "activation": "relu"}, "RNN, as in PyTorch, ReLU"),
        ({"cell": "rnn", "start": "pytorch", "activation": "relu", "gain": 2.0}, "RNN, as in PyTorch, ReLU × 2"),
        ({"cell": "rnn", "start": "flax", "init": "glorot"}, "RNN, as in Flax, glorot × 1"),
        ({"start": "keras"}, "LSTM, as in Keras"),
        ({"start": "keras", "forget_bias": 0.0, "gain": 0.5}, "LSTM, as in Keras, forget bias 0, × 0.5"),
        ({"start": "pytorch", "t_max": 40}, "LSTM, as in PyTorch, chrono 40"),
        ({"init": "glorot", "gain": 0.5}, "LSTM, forget bias 1, glorot × 0.5"),
    ],
)
def test_labels(fields: dict[str, Any], label: str) -> None:
    assert Network(**fields).label == label
