"""Units at their limits pass on what they pass on: both cells against mpmath, with pre-activations up to 10⁴."""

import numpy as np
import pytest

from rnnviz.cells import wide_steps
from rnnviz.cells.cell import GateWeights, LocalDerivatives
from rnnviz.cells.gru import gru_bptt, gru_forward
from rnnviz.cells.lstm import lstm_bptt, lstm_forward
from rnnviz.cells.rnn import rnn_bptt, rnn_forward
from rnnviz.numerics.wide import Wide
from tests.oracles import unbounded

KINDS = ("tanh", "sigmoid", "lstm", "gru after", "gru before")
#: The parameters of a kind, without those of the output.
NAMES = {
    "lstm": [n for gate in "fico" for n in ("W" + gate, "b" + gate)],
    "gru after": ["Wr", "br", "Wz", "bz", "Wh", "bh", "bhr"],
    "gru before": ["Wr", "br", "Wz", "bz", "Wh", "bh"],
}
SIZES = [0.3, 3.0, 10.0, 30.0, 100.0, 1000.0, 10_000.0]


def network(kind, n_a, size, seed, T=6, n_x=2, dtype=np.float64):
    """Random parameters and an input that bring pre-activations up to about ``size``, of either sign."""
    rng = np.random.default_rng(seed)
    names = NAMES.get(kind, ["Waa", "Wax", "ba"])
    n_in = {"Waa": n_a, "Wax": n_x}
    parameters = {}
    for name in names:
        width = 1 if name[0] == "b" else n_in.get(name, n_a + n_x)
        spread = size * 10 ** rng.uniform(-1, 0)
        parameters[name] = rng.uniform(-spread, spread, size=(n_a, width)) / np.sqrt(width)
    parameters |= {"Wy" if kind in NAMES else "Wya": np.ones((2, n_a)), "by": np.zeros((2, 1))}
    x, da = rng.normal(size=(n_x, 1, T)), np.zeros((n_a, 1, T))
    da[:, :, -1] = rng.normal(size=(n_a, 1))
    if seed % 2:
        da[:, :, 1] = rng.normal(size=(n_a, 1))
    return {k: v.astype(dtype) for k, v in parameters.items()}, x.astype(dtype), da.astype(dtype)


def through(kind, parameters, x, da):
    a0 = np.zeros((len(da), x.shape[1]), dtype=x.dtype)
    if kind == "lstm":
        forward = lstm_forward(x, a0, parameters)
        bptt = lstm_bptt(da, forward.caches)
        return forward.a, {"a": bptt.da, "c": bptt.dc, "x": bptt.dx}
    if kind.startswith("gru"):
        forward = gru_forward(x, a0, parameters, kind.split()[1])
        bptt = gru_bptt(da, forward.caches)
        return forward.a, {"a": bptt.da, "x": bptt.dx}
    forward = rnn_forward(x, a0, parameters, kind)
    bptt = rnn_bptt(da, forward.caches)
    return forward.a, {"a": bptt.da, "x": bptt.dx}


def cases():
    """Kind, units, size, seed; few where the oracle needs thousands of digits."""
    for kind in KINDS:
        for size in SIZES:
            for n_a in (1, 5):
                # The oracle takes digits in proportion to the size for a cell with gates.
                seeds = 4 if kind not in NAMES or size <= 100 else 2 if size <= 300 else 1 if n_a == 1 else 0
                yield from ((kind, n_a, size, seed) for seed in range(seeds))


@pytest.mark.parametrize(("kind", "n_a", "size", "seed"), list(cases()))
def test_float64(kind, n_a, size, seed):
    parameters, x, da = network(kind, n_a, size, seed, T=4 if size > 1000 else 6)
    _, found = through(kind, parameters, x, da)
    expected = unbounded.log10_norms(kind, parameters, x[:, 0], da[:, 0])
    for name, scaled in found.items():
        np.testing.assert_allclose(scaled.log10_norm(), expected[name], rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize(("kind", "n_a", "size", "seed"), list(cases()))
def test_float32(kind, n_a, size, seed):
    # Against what the same states, rounded as they are, pass on.
    parameters, x, da = network(kind, n_a, size, seed, T=4 if size > 1000 else 6, dtype=np.float32)
    a, found = through(kind, parameters, x, da)
    expected = unbounded.log10_norms(kind, parameters, x[:, 0], da[:, 0], a[:, 0])
    for name, scaled in found.items():
        assert scaled.mantissa.dtype == np.float32
        np.testing.assert_allclose(scaled.log10_norm(), expected[name], rtol=1e-9, atol=5e-4, err_msg=name)


@pytest.mark.parametrize("size", [0.3, 100.0, 1000.0])
@pytest.mark.parametrize("kind", KINDS)
def test_one_sample_without_numbers_leaves_the_others_as_they_are(kind, size):
    parameters, x, da = network(kind, 3, size, seed=1, T=9)
    x, da = (np.concatenate([values, 0.7 * values, -values], axis=1) for values in (x, da))
    whole = through(kind, parameters, x, da)[1]
    x[:, 0, 2] = np.nan
    for name, scaled in through(kind, parameters, x, da)[1].items():
        expected = whole[name].log10_norm(axis=(0,))[1:]
        np.testing.assert_allclose(scaled.log10_norm(axis=(0,))[1:], expected, rtol=1e-9, atol=1e-9, err_msg=name)
        assert np.isnan(scaled.log10_norm(axis=(0,))[0, :2]).all()


@pytest.mark.parametrize("together", [1, 7, 1000])
@pytest.mark.parametrize("kind", KINDS)
def test_it_does_not_matter_how_many_steps_are_linearized_together(kind, together, monkeypatch):
    parameters, x, da = network(kind, 3, 1000.0, seed=3, T=80)
    expected = {name: scaled.log10_norm() for name, scaled in through(kind, parameters, x, da)[1].items()}
    monkeypatch.setattr(wide_steps, "TOGETHER", together)
    for name, scaled in through(kind, parameters, x, da)[1].items():
        np.testing.assert_allclose(scaled.log10_norm(), expected[name], rtol=1e-12, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("kind", ["tanh", "sigmoid"])
def test_many_steps_against_mpmath(kind):
    parameters, x, da = network(kind, 2, 500.0, seed=2, T=80)
    _, found = through(kind, parameters, x, da)
    expected = unbounded.log10_norms(kind, parameters, x[:, 0], da[:, 0])
    for name, scaled in found.items():
        np.testing.assert_allclose(scaled.log10_norm(), expected[name], rtol=1e-9, atol=1e-9, err_msg=name)


def test_each_step_is_asked_for_once_a_block():
    asked = []

    def links(start, stop):
        asked.append((start, stop))
        return LocalDerivatives({"a": {"a": Wide(np.arange(start, stop, dtype=float)[None, None] + 1)}}, {}, {})

    steps = wide_steps.WideSteps(
        links, lambda: {"a": GateWeights(np.eye(1), None, np.zeros((1, 1)), ("U", "", ""))}, ("a",)
    )
    for t in range(69, -1, -1):
        assert float(steps(t, (Wide(np.ones((1, 1))),)).carry[0].to_float().item()) == t + 1
    assert asked == [(38, 70), (6, 38), (0, 6)]
