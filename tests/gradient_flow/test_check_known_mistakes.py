"""The mistakes of public copies of this exercise, planted: the checker must see every one that is about gradients.

Numbers are those of the list "Known mistakes"; 4 (one maximum in softmax) and 5 (globals, KeyError) are no gradients
and are caught by tests/test_rnn_utils.py and by ``test_nothing_is_read_from_globals`` below.
"""

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
    rnn_forward,
)
from rnnviz.gradient_flow.check import TOLERANCE, check_cell, check_sequence
from tests.oracles.kinds import draw


def looped_lstm_backward(da, caches, carry=("a", "c"), cell=lstm_cell_backward):
    """A plain loop as course code has it; ``carry`` names what goes from one step to the one before."""
    n_a, m, T = da.shape
    da_prev, dc_prev, dx, total = np.zeros((n_a, m)), np.zeros((n_a, m)), [], {}
    for t in reversed(range(T)):
        gradients = cell(da[:, :, t] + da_prev, dc_prev, caches[0][t])
        da_prev = gradients["da_prev"] if "a" in carry else da_prev
        dc_prev = gradients["dc_prev"] if "c" in carry else dc_prev
        dx.insert(0, gradients["dxt"])
        for name in gradients:
            if name[1] in "Wb":
                total[name] = total.get(name, 0) + gradients[name]
    return {**total, "dx": np.stack(dx, axis=2), "da0": gradients["da_prev"]}


def looped_rnn_backward(da, caches, carries=True):
    """The same for the RNN, with its gradients written out."""
    arriving, dx = np.zeros(da.shape[:2]), []
    total = {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(da.shape[2])):
        a_next, a_prev, xt, p = caches[0][t]
        dz = (1 - a_next**2) * (da[:, :, t] + arriving)
        arriving = p["Waa"].T @ dz if carries else arriving
        dx.insert(0, p["Wax"].T @ dz)
        total["dWax"] = total["dWax"] + dz @ xt.T
        total["dWaa"] = total["dWaa"] + dz @ a_prev.T
        total["dba"] = total["dba"] + dz.sum(axis=1, keepdims=True)
    return {**total, "dx": np.stack(dx, axis=2), "da0": p["Waa"].T @ dz}


def lstm_cell_by_hand(da_next, dc_next, cache, parentheses="fic", sums=None, mean=False):
    """The cell's gradients as copies write them: dit = (dc_next cct + ot (1 - tanh² c) cct da_next) it (1 - it).

    A gate outside ``parentheses`` has its derivative on the second term only (mistake 3); ``sums`` adds one gate's
    bias gradient to another's (mistake 6).
    """
    _, c_next, a_prev, c_prev, ft, it, cct, ot, xt, p = cache
    tanh_c = np.tanh(c_next)
    through_a = ot * (1 - tanh_c**2) * da_next

    def gate(name, factor, slope):
        if name in parentheses:
            return (dc_next * factor + through_a * factor) * slope
        return dc_next * factor + through_a * factor * slope

    dz = {
        "f": gate("f", c_prev, ft * (1 - ft)),
        "i": gate("i", cct, it * (1 - it)),
        "c": gate("c", it, 1 - cct**2),
        "o": da_next * tanh_c * ot * (1 - ot),
    }
    operand = np.concatenate([a_prev, xt])
    d_operand = sum(p["W" + g].T @ dz[g] for g in dz)
    n_a, m = a_prev.shape
    gradients = {"da_prev": d_operand[:n_a], "dxt": d_operand[n_a:], "dc_prev": (dc_next + through_a) * ft}
    for g, value in dz.items():
        gradients["dW" + g] = value @ operand.T
        gradients["db" + g] = value.sum(axis=1, keepdims=True) / (m if mean else 1)
    if sums:
        one, other = sums
        gradients["db" + one] = gradients["db" + other] + gradients["db" + one]
    return gradients


def verdict_on(forward, backward, kind, T=7, **keywords):
    net = draw(kind, T, m=2, n_x=2, n_a=3)
    return check_sequence(forward, backward, net.x, net.states0["a"], net.parameters, net.da, **keywords)


def verdict_on_cell(backward):
    net = draw("lstm", m=3, n_a=3)
    states = {name + "_prev": value for name, value in net.states0.items()}
    d_states = {"da_next": net.da[:, :, 0], "dc_next": net.da[:, :, 1]}
    return check_cell(lstm_cell_forward, backward, net.x[:, :, 0], states, net.parameters, d_states)


def wrong_ones(verdict):
    return {c.name for c in verdict.comparisons if c.error > TOLERANCE}


@pytest.mark.parametrize("T", [1, 2, 7])
class TestTheRightOnes:
    """Without a mistake these very functions pass, so that it is the mistake that is seen."""

    def test_by_the_library(self, T):
        assert verdict_on(rnn_forward, rnn_backward, "tanh", T).passed
        assert verdict_on(lstm_forward, lstm_backward, "lstm", T).passed

    def test_by_hand(self, T):
        assert verdict_on(rnn_forward, looped_rnn_backward, "tanh", T).passed
        assert verdict_on(lstm_forward, looped_lstm_backward, "lstm", T).passed
        assert verdict_on_cell(lstm_cell_by_hand).passed


class TestMistake1:
    """Nothing is carried from one step to the one before."""

    @pytest.mark.parametrize("carry", [(), ("a",), ("c",)])
    def test_in_an_lstm(self, carry):
        verdict = verdict_on(lstm_forward, lambda da, caches: looped_lstm_backward(da, caches, carry), "lstm")
        wrong = wrong_ones(verdict)
        assert {f"dx[..., {t}]" for t in range(6)} <= wrong
        assert "dx[..., 6]" not in wrong  # right at the last step: this is why it is compared step by step
        assert {"dWf", "dWi", "dWc", "dWo", "da0"} <= wrong

    def test_in_an_rnn(self):
        verdict = verdict_on(rnn_forward, lambda da, caches: looped_rnn_backward(da, caches, carries=False), "tanh")
        assert wrong_ones(verdict) == {f"dx[..., {t}]" for t in range(6)} | {"dWax", "dWaa", "dba", "da0"}

    def test_cannot_be_seen_in_a_single_step(self):
        assert verdict_on(rnn_forward, lambda da, c: looped_rnn_backward(da, c, carries=False), "tanh", T=1).passed


class TestMistake2:
    """The forward pass starts from zeros and ignores a0."""

    @pytest.mark.parametrize(
        ("forward", "backward", "kind"),
        [
            (rnn_forward, rnn_backward, "tanh"),
            (lstm_forward, lstm_backward, "lstm"),
            (gru_forward, gru_backward, "gru after"),
        ],
    )
    def test_it_is_seen_at_a0(self, forward, backward, kind):
        def from_zeros(x, a0, parameters):
            return forward(x, np.zeros_like(np.asarray(a0)), parameters)

        verdict = verdict_on(from_zeros, backward, kind)
        assert wrong_ones(verdict) == {"da0"}
        assert verdict.worst.numeric == 0


@pytest.mark.parametrize("gate", "fic")
def test_mistake_3_missing_parentheses(gate):
    def wrong(da_next, dc_next, cache):
        return lstm_cell_by_hand(da_next, dc_next, cache, parentheses="fic".replace(gate, ""))

    assert {"dW" + gate, "db" + gate, "dxt", "da_prev"} <= wrong_ones(verdict_on_cell(wrong))
    # In a sequence too, from the second step from the end: at the last one dc_next is 0.
    verdict = verdict_on(lstm_forward, lambda da, caches: looped_lstm_backward(da, caches, cell=wrong), "lstm")
    assert "dW" + gate in wrong_ones(verdict)
    assert "dx[..., 6]" not in wrong_ones(verdict)


@pytest.mark.parametrize("one", "fico")
@pytest.mark.parametrize("other", "fico")
def test_mistake_6_one_gate_s_gradient_in_another_s(one, other):
    def wrong(da_next, dc_next, cache):
        return lstm_cell_by_hand(da_next, dc_next, cache, sums=(one, other))

    assert wrong_ones(verdict_on_cell(wrong)) == {"db" + one}


def test_mistake_6_in_a_sequence():
    def wrong(da_next, dc_next, cache):
        return lstm_cell_by_hand(da_next, dc_next, cache, sums=("i", "f"))

    verdict = verdict_on(lstm_forward, lambda da, caches: looped_lstm_backward(da, caches, cell=wrong), "lstm")
    assert wrong_ones(verdict) == {"dbi"}


def test_bias_gradients_averaged_over_the_batch():
    def wrong(da_next, dc_next, cache):
        return lstm_cell_by_hand(da_next, dc_next, cache, mean=True)

    assert wrong_ones(verdict_on_cell(wrong)) == {"dbf", "dbi", "dbc", "dbo"}


@pytest.mark.parametrize(
    ("forward", "backward", "kind"),
    [
        (rnn_forward, rnn_backward, "tanh"),
        (lstm_forward, lstm_backward, "lstm"),
        (gru_forward, gru_backward, "gru after"),
    ],
)
@pytest.mark.parametrize("factor", [0.9995, 1.0005])
def test_any_derivative_wrong_by_a_twentieth_of_a_percent(forward, backward, kind, factor):
    net = draw(kind, T=1)
    for name in backward(net.da, forward(net.x, net.states0["a"], net.parameters).caches):

        def wrong(da, caches, name=name):
            gradients = backward(da, caches)
            return {**gradients, name: factor * gradients[name]}

        c0 = {"c0": draw(kind, m=2, n_a=3).states0["c"]} if kind == "lstm" else {}  # with it dc0 is checked too
        assert {found.split("[")[0] for found in wrong_ones(verdict_on(forward, wrong, kind, T=3, **c0))} == {name}


def test_nothing_is_read_from_globals():
    # Mistake 5: a cell's backward that takes weights from globals is right only for the last network that was made.
    one, other = draw("lstm", seed=1), draw("lstm", seed=2)
    forwards = [lstm_cell_forward(n.x[:, :, 0], *n.states0.values(), n.parameters) for n in (one, other)]
    for net, step in zip((one, other), forwards, strict=True):
        found = lstm_cell_backward(net.da[:, :, 0], net.da[:, :, 1], step.cache)
        expected = lstm_cell_by_hand(net.da[:, :, 0], net.da[:, :, 1], step.cache)
        for name, gradient in expected.items():
            np.testing.assert_allclose(found[name], gradient, rtol=1e-10, atol=1e-14)


def named(verdict):
    return [suspect.name for suspect in verdict.suspects]


class TestTheyAreNamed:
    """Each of the list, made as copies make it, is named by `check_sequence` and `check_cell`."""

    @pytest.mark.parametrize(
        ("carry", "names"),
        [
            ((), ["neither carried"]),
            # Without dc0 these make the same numbers: dc_next starts at 0, and stays so.
            (("a",), ["dc_prev not carried", "dc: dc_next missing", "dc_prev: through a missing"]),
            (("c",), ["da_prev not carried"]),
        ],
    )
    def test_1_and_7_nothing_or_one_of_two_is_carried(self, carry, names):
        verdict = verdict_on(lstm_forward, lambda da, caches: looped_lstm_backward(da, caches, carry), "lstm")
        assert named(verdict) == names

    def test_1_in_an_rnn(self):
        verdict = verdict_on(rnn_forward, lambda da, c: looped_rnn_backward(da, c, carries=False), "tanh")
        assert named(verdict) == ["da_prev not carried"]

    @pytest.mark.parametrize(
        ("forward", "backward", "kind"),
        [
            (rnn_forward, rnn_backward, "tanh"),
            (lstm_forward, lstm_backward, "lstm"),
            (gru_forward, gru_backward, "gru after"),
        ],
    )
    def test_2_a0_ignored(self, forward, backward, kind):
        assert named(verdict_on(lambda x, a0, p: forward(x, 0 * a0, p), backward, kind)) == ["forward: a0 ignored"]

    @pytest.mark.parametrize("gate", "fic")
    def test_3_missing_parentheses(self, gate):
        def wrong(da_next, dc_next, cache):
            return lstm_cell_by_hand(da_next, dc_next, cache, parentheses="fic".replace(gate, ""))

        name = {"f": "dft", "i": "dit", "c": "dcct"}[gate] + ": parentheses"
        assert named(verdict_on_cell(wrong)) == [name]
        verdict = verdict_on(lstm_forward, lambda da, caches: looped_lstm_backward(da, caches, cell=wrong), "lstm")
        assert named(verdict) == [name]

    def test_6_one_gate_s_gradient_added_to_another_s(self):
        verdict = verdict_on_cell(lambda da, dc, cache: lstm_cell_by_hand(da, dc, cache, sums=("i", "f")))
        assert named(verdict) == ["dbi plus dbf"]
        assert str(verdict.suspects[0]) == (
            "dbi: another gate's gradient, dbf, is added, as dbi = dbf + ... does in place of dbi + ... "
            "Right: dbi = np.sum(dit, axis=1, keepdims=True)."
        )

    def test_8_averaged_over_the_batch(self):
        verdict = verdict_on_cell(lambda da, dc, cache: lstm_cell_by_hand(da, dc, cache, mean=True))
        assert named(verdict) == ["biases averaged over the batch"]

    def test_9_sigmoid_in_place_of_its_derivative(self):
        def wrong(da_next, dc_next, cache):
            _, c_next, a_prev, c_prev, ft, _, _, ot, xt, p = cache
            right = lstm_cell_backward(da_next, dc_next, cache)
            dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2)
            more = dc * c_prev * (1 / (1 + np.exp(-ft)) - ft * (1 - ft))  # of what dft is too large
            operand, n_a = np.concatenate([a_prev, xt]), len(ft)
            right["dWf"] = right["dWf"] + more @ operand.T
            right["dbf"] = right["dbf"] + more.sum(axis=1, keepdims=True)
            right["da_prev"] = right["da_prev"] + p["Wf"][:, :n_a].T @ more
            right["dxt"] = right["dxt"] + p["Wf"][:, n_a:].T @ more
            return right

        assert named(verdict_on_cell(wrong)) == ["dft: sigmoid for its derivative"]

    def test_11_gates_in_another_framework_s_order(self):
        def wrong(da, caches):
            right = lstm_backward(da, caches)
            swapped = {f"d{kind}{a}": right[f"d{kind}{b}"] for kind in "Wb" for a, b in ("fi", "if")}
            return {**right, **swapped}

        verdict = verdict_on(lstm_forward, wrong, "lstm")
        assert named(verdict) == ["gates in the order ifco"]
        assert "PyTorch" in str(verdict.suspects[0])

    @pytest.mark.parametrize("T", [1, 2, 7])
    def test_a_right_one_is_not_accused(self, T):
        assert named(verdict_on(rnn_forward, looped_rnn_backward, "tanh", T)) == []
        assert named(verdict_on(lstm_forward, looped_lstm_backward, "lstm", T)) == []
        assert named(verdict_on_cell(lstm_cell_by_hand)) == []


def looped_gru_backward(da, caches, carries="all"):
    """A plain loop with its equations written out, the reset gate after the product; ``carries`` says what is wrong."""
    carried, dx, total = np.zeros(da.shape[:2]), [], {}
    for t in reversed(range(da.shape[2])):
        _, a_prev, rt, zt, aat, xt, p, _ = caches[0][t]
        n_a = len(a_prev)
        operand, Wha, Whx = np.concatenate([a_prev, xt]), p["Wh"][:, :n_a], p["Wh"][:, n_a:]
        whole = da[:, :, t] + carried
        dh = whole * (1 - zt) * (1 - aat**2)
        du = dh if carries == "no reset" else dh * rt
        dr = dh * (Wha @ a_prev + (0 if carries == "no bhr" else p["bhr"])) * rt * (1 - rt)
        dz = whole * (a_prev - aat) * zt * (1 - zt) * (-1 if carries == "sign" else 1)
        back = p["Wr"].T @ dr + p["Wz"].T @ dz
        carried = back[:n_a] + Wha.T @ du + (0 if carries == "no z" else zt * whole)
        dx.insert(0, back[n_a:] + Whx.T @ dh)
        now = {"dWr": dr @ operand.T, "dWz": dz @ operand.T, "dWh": np.hstack([du @ a_prev.T, dh @ xt.T])}
        now |= {name: d.sum(axis=1, keepdims=True) for name, d in (("dbr", dr), ("dbz", dz), ("dbh", dh), ("dbhr", du))}
        total = {name: total.get(name, 0) + value for name, value in now.items()}
    return {**total, "dx": np.stack(dx, axis=2), "da0": carried}


class TestOfAGru:
    """Its own mistakes, made as people make them, are seen and named; a right pass is neither."""

    @pytest.mark.parametrize("T", [1, 2, 7])
    @pytest.mark.parametrize("backward", [gru_backward, looped_gru_backward])
    def test_a_right_one_is_right(self, backward, T):
        verdict = verdict_on(gru_forward, backward, "gru after", T)
        assert verdict.passed
        assert verdict.missing == ()
        assert named(verdict) == []

    @pytest.mark.parametrize(
        ("carries", "name"),
        [
            ("no z", "da_prev: carry missing"),
            ("sign", "dzt: another sign"),
            ("no reset", "dut: rt missing"),
            ("no bhr", "drt: bhr missing"),
        ],
    )
    def test_a_wrong_one_is_named(self, carries, name):
        verdict = verdict_on(gru_forward, lambda da, caches: looped_gru_backward(da, caches, carries), "gru after")
        assert named(verdict) == [name]

    def test_the_reset_gate_on_the_other_side(self):
        def before(x, a0, parameters):
            without = {name: value for name, value in parameters.items() if name != "bhr"}
            return gru_forward(x, a0, without, "before")

        def backward(da, caches):
            gradients = gru_backward(da, caches)
            return {**gradients, "dWz": 2 * gradients["dWz"]}  # so that it is looked at

        assert named(verdict_on(before, backward, "gru after")) == ["forward: reset before"]

    @pytest.mark.parametrize("reset", ["after", "before"])
    def test_in_one_step(self, reset):
        net = draw(f"gru {reset}", m=3, n_a=3)

        def forward(xt, a_prev, parameters):
            return gru_cell_forward(xt, a_prev, parameters, reset)

        def wrong(da_next, cache):
            gradients = gru_cell_backward(da_next, cache)
            return {**gradients, "da_prev": gradients["da_prev"] - cache.zt * da_next}

        arguments = net.x[:, :, 0], {"a_prev": net.states0["a"]}, net.parameters, {"da_next": net.da[:, :, 0]}
        assert check_cell(forward, gru_cell_backward, *arguments).passed
        assert named(check_cell(forward, wrong, *arguments)) == ["da_prev: carry missing"]
