"""The seed's own line, ``from recurrent_neural_network import *``, and its usage section, in a fresh process."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Every call of the API's table, by hand.
NAMES = {
    "gru_cell_forward",
    "gru_forward",
    "gru_cell_backward",
    "gru_backward",
    "rnn_cell_forward",
    "rnn_forward",
    "rnn_cell_backward",
    "rnn_backward",
    "lstm_cell_forward",
    "lstm_forward",
    "lstm_cell_backward",
    "lstm_backward",
    "sigmoid",
    "softmax",
    "initialize_parameters",
    "initialize_adam",
    "update_parameters_with_adam",
}


def fresh(code: str) -> str:
    """Run code in a new process at the repository's root, warnings being errors, and give what it prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("module", ["recurrent_neural_network", "rnnviz.recurrent_neural_network"])
def test_the_star_import_gives_these_names_and_no_other(module):
    before = "before = set(dir()) | {'before'}; "
    names = ast.literal_eval(fresh(f"{before}from {module} import *; print(sorted(set(dir()) - before))"))
    assert set(names) == NAMES


def test_the_package_gives_them_too():
    there = ast.literal_eval(fresh("import rnnviz; print(dir(rnnviz))"))
    assert NAMES.issubset(there)


def test_they_are_the_same_objects():
    fresh(
        "import rnnviz, recurrent_neural_network as facade\n"
        f"for name in {sorted(NAMES)}: assert getattr(rnnviz, name) is getattr(facade, name), name"
    )


def test_the_functions_import_no_interface():
    code = "from recurrent_neural_network import *; import sys; print(sorted({n.split('.')[0] for n in sys.modules}))"
    loaded = set(ast.literal_eval(fresh(code)))
    assert loaded.isdisjoint({"streamlit", "plotly", "pandas", "scipy", "torch", "autograd"})


SETTING = "n_x, n_a, m, T_x = 3, 5, 10, 4\n"
SEED_USAGE = """\
import numpy as np
from recurrent_neural_network import *
x = np.random.randn(n_x, m, T_x)  # Input data
a0 = np.random.randn(n_a, m)  # Initial hidden state
parameters = initialize_parameters()  # Initialize RNN/LSTM parameters
a, y_pred, caches = rnn_forward(x, a0, parameters)
da = np.random.randn(n_a, m, T_x)
gradients = rnn_backward(da, caches)
"""


def test_the_seed_s_usage_section():
    shapes = fresh(SETTING + SEED_USAGE + "print([v.shape for v in (a, y_pred, *gradients.values())])")
    assert ast.literal_eval(shapes) == [(5, 10, 4), (2, 10, 4), (3, 10, 4), (5, 10), (5, 3), (5, 5), (5, 1)]


def test_every_call_of_the_contract_unpacks_as_it_says():
    code = """
xt, c0 = x[:, :, 0], np.zeros((n_a, m))
a_next, yt_pred, cache = rnn_cell_forward(xt, a0, parameters)
a_next_, a_prev, xt_, parameters_ = cache
d = rnn_cell_backward(a_next, cache)
assert set(d) == {'dxt', 'da_prev', 'dWax', 'dWaa', 'dba'}
v, s = initialize_adam(parameters)
parameters, v, s = update_parameters_with_adam(parameters, gradients, v, s, 1)
parameters, v, s = update_parameters_with_adam(
    parameters, gradients, v, s, t=2, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8
)
p = initialize_parameters(cell='lstm')
a_next, c_next, yt_pred, cache = lstm_cell_forward(xt, a0, c0, p)
a_next_, c_next_, a_prev, c_prev, ft, it, cct, ot, xt_, p_ = cache
d = lstm_cell_backward(a_next, c_next, cache)
assert set(d) == {'dxt', 'da_prev', 'dc_prev'} | {'d' + k + g for k in 'Wb' for g in 'fico'}
a, c, y, caches = lstm_forward(x, a0, p)
assert np.allclose(c[:, :, 0], c_next) and y.shape == (2, m, T_x)
d = lstm_backward(da, caches)
assert set(d) == {'dx', 'da0', 'dc0'} | {'d' + k + g for k in 'Wb' for g in 'fico'}
assert len(caches) == 2 and len(caches[0]) == T_x and caches[1] is x
assert softmax(np.ones((2, 2))).tolist() == [[0.5, 0.5], [0.5, 0.5]] and sigmoid(0) == 0.5
"""
    fresh(SETTING + SEED_USAGE + code)


def test_a_network_learns_with_these_functions_alone():
    # What the names are for: a loss that falls. Its gradient at the hidden states is made here, from softmax.
    code = """
rng = np.random.default_rng(0)
x, a0 = rng.normal(size=(n_x, m, T_x)), np.zeros((n_a, m))
labels = np.eye(2)[(x.sum(axis=(0, 2)) > 0).astype(int)].T
cells = ('rnn', rnn_forward, rnn_backward, 'Wya'), ('lstm', lstm_forward, lstm_backward, 'Wy')
for cell, forward, backward, Wy in cells:
    parameters = initialize_parameters(cell=cell, rng=rng)
    v, s = initialize_adam(parameters)
    losses = []
    for t in range(1, 151):
        *states, y, caches = forward(x, a0, parameters)
        losses.append(-np.log((y[:, :, -1] * labels).sum(axis=0)).mean())
        da = np.zeros((n_a, m, T_x))
        da[:, :, -1] = parameters[Wy].T @ (y[:, :, -1] - labels) / m
        parameters, v, s = update_parameters_with_adam(parameters, backward(da, caches), v, s, t, learning_rate=0.02)
    assert losses[-1] < 0.2 * losses[0], (cell, losses[0], losses[-1])
"""
    fresh(SETTING + SEED_USAGE + code)
