"""What is the GRU's own: its gates, and where the reset gate stands."""

import numpy as np
import pytest

from rnnviz import gru_backward, gru_cell_backward, gru_cell_forward, gru_forward, initialize_parameters
from rnnviz.cells import CELLS
from rnnviz.cells.cell import Before
from rnnviz.cells.gru import gru_bptt
from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.numerics.wide import log10_of
from tests.oracles import unbounded
from tests.oracles.kinds import GRUS, draw

RNG = np.random.default_rng(0)


def small(**changes):
    return initialize_parameters(2, 3, 2, cell="gru", start="pytorch", rng=np.random.default_rng(1)) | changes


@pytest.mark.parametrize("kind", GRUS)
def test_a_closed_update_gate_takes_the_candidate_and_an_open_one_keeps_the_state(kind):
    net, reset = draw(kind, T=1), kind.split()[1]
    for bias, expected in ((-1000.0, "aat"), (1000.0, "a_prev")):
        parameters = {**net.parameters, "bz": np.full((5, 1), bias)}
        step = gru_cell_forward(net.x[:, :, 0], net.states0["a"], parameters, reset)
        np.testing.assert_array_equal(step.a_next, getattr(step.cache, expected))
        whole = gru_forward(net.x, net.states0["a"], parameters, reset)
        np.testing.assert_allclose(whole.a[:, :, 0], step.a_next, rtol=1e-15)


def test_a_closed_reset_gate_forgets_the_state_in_the_candidate():
    x, a = RNG.normal(size=(2, 4)), RNG.normal(size=(3, 4))
    parameters = small(br=np.full((3, 1), -1000.0))
    found = {reset: gru_cell_forward(x, a, parameters, reset).cache.aat for reset in ("after", "before")}
    alone = np.tanh(parameters["Wh"][:, 3:] @ x + parameters["bh"])
    for candidate in found.values():
        np.testing.assert_allclose(candidate, alone, rtol=1e-14)


def test_with_the_reset_gate_open_both_ways_are_one_but_for_the_recurrent_bias():
    x, a0 = RNG.normal(size=(2, 4, 6)), RNG.normal(size=(3, 4))
    parameters = small(br=np.full((3, 1), 1000.0))
    before = parameters | {"bh": parameters["bh"] + parameters["bhr"]}
    np.testing.assert_allclose(
        gru_forward(x, a0, parameters).a, gru_forward(x, a0, before, "before").a, rtol=1e-13, atol=1e-15
    )


def test_parameters_without_the_recurrent_bias_are_those_of_the_reset_gate_before():
    x, a0, parameters = RNG.normal(size=(2, 4, 6)), np.zeros((3, 4)), small()
    del parameters["bhr"]
    found = CELLS["gru"].forward(x, a0, parameters, "tanh").states["a"]
    np.testing.assert_array_equal(found, gru_forward(x, a0, parameters, "before").a)
    assert CELLS["gru"].gate_weights(parameters)["aat"].acts_on == "ra"


@pytest.mark.parametrize("call", [gru_forward, gru_cell_forward])
def test_another_reset_is_refused(call):
    x = np.zeros((2, 4, 6)) if call is gru_forward else np.zeros((2, 4))
    with pytest.raises(RnnvizError, match=r'reset must be "after" or "before" the product; got \'both\''):
        call(x, np.zeros((3, 4)), small(), "both")


def test_what_is_missing_is_said():
    parameters = small()
    del parameters["bhr"]
    with pytest.raises(ShapeError, match="gru_forward: parameters has no bhr"):
        gru_forward(np.zeros((2, 4, 6)), np.zeros((3, 4)), parameters)
    with pytest.raises(ShapeError, match="which leaves no column for the input"):
        gru_forward(np.zeros((2, 4, 6)), np.zeros((3, 4)), small() | {k: np.eye(3) for k in ("Wr", "Wz", "Wh")})
    cache = gru_cell_forward(np.zeros((2, 4)), np.zeros((3, 4)), small()).cache
    with pytest.raises(ShapeError, match=r"gru_cell_backward: da_next must have shape \(n_a, m\) with m = 4"):
        gru_cell_backward(np.zeros((3, 5)), cache)


@pytest.mark.parametrize("kind", GRUS)
def test_below_the_range_of_floats(kind):
    # An update gate that keeps 1/e^100, for all but one unit, which keeps nothing: 1e-1000 and beyond.
    net, reset = draw(kind, T=40, seed=3), kind.split()[1]
    parameters = {name: 1e-9 * value if name[0] == "W" else value for name, value in net.parameters.items()}
    parameters["bz"] = np.full((5, 1), -100.0)
    da = np.zeros_like(net.da)
    da[:, :, -1] = 1
    caches = gru_forward(net.x, net.states0["a"], parameters, reset).caches
    norms = gru_bptt(da, caches).da.log10_norm()
    assert norms[0] < -300
    assert np.isfinite(norms).all()
    assert not gru_backward(da, caches)["da0"].any()


def test_by_hand():
    # One unit, one step: r = σ(1), z = σ(-1), ã = tanh(0.5 · 2 + r (0.3 · 0.4 + 0.1)).
    parameters = {"Wr": [[0.0, 0.0]], "br": [[1.0]], "Wz": [[0.0, 0.0]], "bz": [[-1.0]], "Wh": [[0.3, 0.5]]}
    parameters |= {"bh": [[0.0]], "bhr": [[0.1]], "Wy": [[1.0], [0.0]], "by": [[0.0], [0.0]]}
    r, z = 1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))
    new = np.tanh(1 + r * 0.22)
    step = gru_cell_forward([[2.0]], [[0.4]], parameters)
    assert step.a_next.item() == pytest.approx(z * 0.4 + (1 - z) * new, rel=1e-15)
    back = gru_cell_backward([[1.0]], step.cache)
    assert back["da_prev"].item() == pytest.approx(z + (1 - z) * (1 - new**2) * r * 0.3, rel=1e-14)
    assert back["dbr"].item() == pytest.approx((1 - z) * (1 - new**2) * 0.22 * r * (1 - r), rel=1e-14)
    assert back["dbz"].item() == pytest.approx((0.4 - new) * z * (1 - z), rel=1e-14)


#: ``torch.manual_seed(0); torch.nn.GRU(1, 2).double()`` of torch 2.14, over an input of three numbers from zeros: its
#: weights in its order (r, z, n), and what its autograd found of the sum of the last hidden state.
TORCH = {
    "weight_ih": [-0.00529398117214441, 0.37932288646698, -0.5819807648658752, -0.5203874707221985,
                  -0.27234524488449097, 0.1896158903837204],
    "weight_hh": [[-0.01401003357023001, 0.5606575012207031], [-0.06275151669979095, 0.18710933625698087],
                  [-0.21369691193103793, -0.13899271190166473], [-0.6755334138870239, -0.4683041572570801],
                  [-0.2914857566356659, 0.0261937603354454], [0.2795442044734955, 0.42428016662597656]],
    "bias_ih": [-0.47937673330307007, -0.3079187273979187, 0.2568332850933075, 0.5871729254722595, -0.14552269876003265,
                0.5291363000869751],
    "bias_hh": [-0.11397384107112885, 0.07482186704874039, 0.6402683854103088, -0.6559619903564453, -0.4451505243778229,
                -0.17901486158370972],
}  # fmt: skip


def test_it_is_pytorch_s():
    recurrent, into = (np.reshape(TORCH[name], (3, 2, -1)) for name in ("weight_hh", "weight_ih"))
    b_in, b_rec = (np.reshape(TORCH[name], (3, 2, 1)) for name in ("bias_ih", "bias_hh"))
    r, z, n = (np.concatenate([U, V], axis=1) for U, V in zip(recurrent, into, strict=True))
    parameters = {"Wr": r, "Wz": z, "Wh": n, "Wy": np.zeros((2, 2)), "by": np.zeros((2, 1))}
    parameters |= {"br": b_in[0] + b_rec[0], "bz": b_in[1] + b_rec[1], "bh": b_in[2], "bhr": b_rec[2]}
    a, _, caches = gru_forward(np.array([[[0.5, -1.0, 2.0]]]), np.zeros((2, 1)), parameters)
    expected = [[-0.14594750208426482, -0.12414613199389339, -0.4463338584532821]]
    expected += [[0.28508222260553445, 0.2887743245632436, 0.5950233189880896]]
    np.testing.assert_allclose(a[:, 0], expected, rtol=1e-13)
    da = np.zeros((2, 1, 3))
    da[:, :, 2] = 1
    found = gru_backward(da, caches)
    dx = [-0.022808070897206843, 0.0034664390669857676, -0.05157151475667083]
    np.testing.assert_allclose(found["dx"][0, 0], dx, rtol=1e-12)
    np.testing.assert_allclose(found["da0"][:, 0], [0.2722744324023932, 0.11624371569804909], rtol=1e-13)
    np.testing.assert_allclose(found["dWr"][0], [0.004802657645236521, -0.010702982815072606, -0.054517584452059016])
    np.testing.assert_allclose(found["dWz"][1], [0.009180433490432367, -0.021312396866478376, -0.1587945973999241])
    np.testing.assert_allclose(found["dWh"][1], [-0.03848889691047329, 0.08701866222976783, 0.719789156128753])
    np.testing.assert_allclose(found["dbh"][:, 0], [0.5075185822281836, 0.6239354301461972], rtol=1e-13)
    np.testing.assert_allclose(found["dbhr"][:, 0], [0.1948022915484246, 0.35078741457251855], rtol=1e-13)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("kind", GRUS)
@pytest.mark.parametrize("candidate", [0.3, -1.5, 4.0, 30.0])
@pytest.mark.parametrize("update", [-20.0, -1.0, 0.5, 3.0])
def test_a_state_that_comes_near_a_candidate_that_stays_is_never_at_it(update, candidate, kind, dtype):
    # Only the update gate reads the input, and what it passes on is what the state is away from the candidate: from
    # some step on less than the last digit of either.
    p = {"Wr": [[0.0, 0.0]], "br": [[0.0]], "Wz": [[0.0, 0.7]], "bz": [[update]], "Wh": [[0.0, 0.0]]}
    p |= {"bh": [[candidate]], "bhr": [[0.0]], "Wy": [[1.0]], "by": [[0.0]]}
    p = {name: np.array(value, dtype) for name, value in p.items() if name != "bhr" or kind == "gru after"}
    x = np.sin(np.arange(30.0)).reshape(1, 1, 30).astype(dtype)
    da = np.ones((1, 1, 30), dtype=dtype)
    a, _, caches = gru_forward(x, np.zeros((1, 1)), p, kind.split()[1])
    expected = unbounded.log10_norms(kind, p, x[:, 0], da[:, 0], more=350)
    tolerance = 1e-9 if dtype is np.float64 else 5e-4
    np.testing.assert_allclose(gru_bptt(da, caches).dx.log10_norm(), expected["x"], rtol=1e-9, atol=tolerance)
    # So it is for who asks for what a step does to small changes.
    cell, before = CELLS["gru"], {"a": np.zeros((1, 1))}
    gates = cell.forward(x, before["a"], p, "tanh").gates
    local = cell.local_derivatives({"a": a}, gates, "tanh", Before(cell.gate_weights(p), x, before))
    whole = gru_bptt(da, caches).da
    of_z = log10_of(local.by_gate["a"]["z"])[0, 0] + whole.log10_norm()  # of one unit
    np.testing.assert_allclose(of_z + np.log10(0.7), expected["x"], rtol=1e-9, atol=tolerance)
