"""Every start is what its framework does: distributions of each parameter, each gate's bias, and how fast it fades.

The numbers are those of the frameworks' sources; parameters that Keras 3.15, PyTorch 2.13, Flax 0.12 and Haiku 0.0.17
drew themselves gave the factors below, as means over 16 draws: see `FACTORS`.
"""

import math
from typing import Any

import numpy as np
import pytest

from rnnviz.cells import CELLS, initialize_parameters
from rnnviz.cells.initialization import INITIALIZATIONS, Initialization
from rnnviz.cells.starts import OF_START, OWN, STARTS, start_named, take_from_start, truncated_normal
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.network.output_layer import output_layer

n_x, n_a, n_y = 40, 160, 24
#: Standard deviation of a standard normal distribution cut off at ±2: 1 - 4 φ(2) / (2 Φ(2) - 1) is its square.
CUT_OFF = math.sqrt(1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))


def drawn(start: str, cell: str, seed: int = 0, **settings: Any) -> dict[str, np.ndarray]:
    about = {"start": start, **STARTS[start].settings, **settings}
    return CELLS[cell].draw(n_x, n_a, n_y, Initialization(**about), np.random.default_rng(seed))


def split(parameters: dict[str, np.ndarray]) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Recurrent weights and input weights, by gate; the RNN's are those of ``"a"``."""
    if "Waa" in parameters:
        return {"a": parameters["Waa"]}, {"a": parameters["Wax"]}
    weights = {name[1:]: value for name, value in parameters.items() if name[0] == "W" and name != "Wy"}
    return {g: W[:, :n_a] for g, W in weights.items()}, {g: W[:, n_a:] for g, W in weights.items()}


def is_uniform(values: np.ndarray, limit: float) -> None:
    """Whether values are uniform in ± a limit: bound, variance limit² / 3, quartiles, no mean."""
    n = values.size
    assert np.abs(values).max() <= limit
    assert np.abs(values).max() > limit * (1 - 20 / n)
    assert values.mean() == pytest.approx(0, abs=4 * limit / math.sqrt(3 * n))
    assert values.var() == pytest.approx(limit**2 / 3, rel=4 / math.sqrt(n))
    np.testing.assert_allclose(
        np.quantile(values, [0.25, 0.75]), [-limit / 2, limit / 2], atol=4 * limit / math.sqrt(n)
    )


def is_truncated_normal(values: np.ndarray, scale: float) -> None:
    """Whether values are normal of a standard deviation, but for those beyond two of them, which were drawn again."""
    n = values.size
    assert np.abs(values).max() <= 2 * scale
    assert np.abs(values).max() > 1.9 * scale
    assert values.std() == pytest.approx(CUT_OFF * scale, rel=4 / math.sqrt(n))
    assert values.mean() == pytest.approx(0, abs=4 * scale / math.sqrt(n))
    # Of a uniform distribution of the same variance 66 % would be within one scale, of this one 71.5 %.
    within = math.erf(1 / math.sqrt(2)) / math.erf(math.sqrt(2))
    assert (np.abs(values) < scale).mean() == pytest.approx(within, abs=3 / math.sqrt(n))


def is_orthogonal(weights: np.ndarray) -> None:
    np.testing.assert_allclose(weights @ weights.T, np.eye(n_a), atol=1e-12)


# ------------------------------------------------------------------------------------------ plain: what it always was


@pytest.mark.parametrize("init", INITIALIZATIONS)
def test_the_plain_start_draws_what_it_always_drew(init: str) -> None:
    def glorot(n_out: int, n_in: int) -> np.ndarray:
        return rng.uniform(-math.sqrt(6 / (n_in + n_out)), math.sqrt(6 / (n_in + n_out)), size=(n_out, n_in))

    rng = np.random.default_rng(3)
    expected = {"Wax": glorot(n_a, n_x), "Waa": 1.5 * INITIALIZATIONS[init](n_a, rng), "Wya": glorot(n_y, n_a)}
    for name, value in drawn("plain", "rnn", 3, init=init, gain=1.5).items():
        assert value.tobytes() == expected.get(name, np.zeros_like(value)).tobytes(), name

    rng = np.random.default_rng(3)
    expected = {}
    for gate in "fico":
        recurrent = 1.5 * INITIALIZATIONS[init](n_a, rng)
        expected["W" + gate] = np.concatenate([recurrent, glorot(n_a, n_x)], axis=1)
    expected |= {"Wy": glorot(n_y, n_a), "bf": np.full((n_a, 1), 0.5)}
    found = drawn("plain", "lstm", 3, init=init, gain=1.5, forget_bias=0.5)
    assert list(found) == ["Wf", "bf", "Wi", "bi", "Wc", "bc", "Wo", "bo", "Wy", "by"]
    for name, value in found.items():
        assert value.tobytes() == expected.get(name, np.zeros_like(value)).tobytes(), name


def test_an_orthogonal_matrix_is_that_of_its_definition() -> None:
    q, r = np.linalg.qr(np.random.default_rng(5).normal(size=(7, 7)))
    found = INITIALIZATIONS["orthogonal"](7, np.random.default_rng(5))
    assert found.tobytes() == np.asarray(q * np.sign(np.diag(r))).tobytes()


# ------------------------------------------------------------------------------------------------ each framework


def test_keras_draws_an_lstm_s_gates_as_one_orthogonal_matrix() -> None:
    recurrent, into = split(drawn("keras", "lstm"))
    stack = np.concatenate(list(recurrent.values()))  # (4 n_a, n_a), Keras's recurrent_kernel transposed
    np.testing.assert_allclose(stack.T @ stack, np.eye(n_a), atol=1e-12)
    for gate in "fico":
        assert (recurrent[gate] ** 2).mean() == pytest.approx(1 / (4 * n_a), rel=0.05)
    is_uniform(np.concatenate(list(into.values())), math.sqrt(6 / (n_x + 4 * n_a)))


def test_keras_draws_a_gru_s_gates_as_one_orthogonal_matrix() -> None:
    recurrent, into = split(drawn("keras", "gru"))
    stack = np.concatenate(list(recurrent.values()))  # (3 n_a, n_a)
    np.testing.assert_allclose(stack.T @ stack, np.eye(n_a), atol=1e-12)
    for gate in "rzh":
        assert (recurrent[gate] ** 2).mean() == pytest.approx(1 / (3 * n_a), rel=0.05)
    is_uniform(np.concatenate(list(into.values())), math.sqrt(6 / (n_x + 3 * n_a)))


def test_keras_and_the_plain_start_are_one_for_the_rnn() -> None:
    for seed in range(3):
        plain, keras = drawn("plain", "rnn", seed), drawn("keras", "rnn", seed)
        for name, value in plain.items():
            np.testing.assert_array_equal(keras[name], value)


@pytest.mark.parametrize("cell", CELLS)
def test_pytorch_draws_everything_uniform_within_one_over_root_n_a(cell: str) -> None:
    parameters, limit = drawn("pytorch", cell), 1 / math.sqrt(n_a)
    for weights in (*split(parameters)[0].values(), *split(parameters)[1].values()):
        is_uniform(weights, limit)
    is_uniform(output_layer(parameters).weights, limit)
    is_uniform(np.concatenate([drawn("pytorch", cell, seed)["by"] for seed in range(40)]), limit)


@pytest.mark.parametrize("cell", CELLS)
def test_pytorch_adds_two_biases_up_in_every_gate(cell: str) -> None:
    limit = 1 / math.sqrt(n_a)
    for name in {"rnn": ["ba"], "lstm": ["bf", "bi", "bc", "bo"], "gru": ["br", "bz"]}[cell]:
        values = np.concatenate([drawn("pytorch", cell, seed)[name] for seed in range(20)])
        # The sum of two uniform variables has a triangular distribution: half of them within (2 - √2) limit.
        assert 1.9 * limit < np.abs(values).max() <= 2 * limit
        assert values.var() == pytest.approx(2 * limit**2 / 3, rel=0.06)
        assert values.mean() == pytest.approx(0, abs=4 * limit * math.sqrt(2 / 3 / values.size))
        assert (np.abs(values) < (2 - math.sqrt(2)) * limit).mean() == pytest.approx(0.5, abs=0.04)


@pytest.mark.parametrize("cell", CELLS)
def test_flax_has_orthogonal_gates_and_lecun_normal_inputs(cell: str) -> None:
    parameters = drawn("flax", cell)
    recurrent, into = split(parameters)
    for gate, weights in recurrent.items():
        is_orthogonal(weights)
        is_truncated_normal(into[gate], 1 / math.sqrt(n_x) / CUT_OFF)  # of variance 1 / n_x, cut off
    is_truncated_normal(output_layer(parameters).weights, 1 / math.sqrt(n_a) / CUT_OFF)


def test_haiku_allows_for_the_cut_off_in_the_gru() -> None:
    recurrent, into = split(drawn("haiku", "gru"))
    for gate in "rzh":
        is_truncated_normal(recurrent[gate], 1 / math.sqrt(n_a) / CUT_OFF)
        is_truncated_normal(into[gate], 1 / math.sqrt(n_x) / CUT_OFF)


def test_pytorch_keeps_two_biases_apart_in_the_gru_s_candidate() -> None:
    for name in ("bh", "bhr"):
        is_uniform(np.concatenate([drawn("pytorch", "gru", seed)[name] for seed in range(40)]), 1 / math.sqrt(n_a))


def test_the_update_bias_is_added_to_the_update_gate_alone() -> None:
    plain, more = drawn("pytorch", "gru"), drawn("pytorch", "gru", update_bias=2.5)
    np.testing.assert_allclose(more.pop("bz") - plain.pop("bz"), 2.5, rtol=1e-15)
    assert all(np.array_equal(more[name], value) for name, value in plain.items())


def test_haiku_has_one_layer_for_input_and_state_in_the_lstm_and_two_in_the_rnn() -> None:
    rnn, lstm = drawn("haiku", "rnn"), drawn("haiku", "lstm")
    is_truncated_normal(rnn["Waa"], 1 / math.sqrt(n_a))
    is_truncated_normal(rnn["Wax"], 1 / math.sqrt(n_x))
    for gate in "fico":
        is_truncated_normal(lstm["W" + gate], 1 / math.sqrt(n_a + n_x))
    for parameters, name in ((rnn, "Wya"), (lstm, "Wy")):
        is_truncated_normal(parameters[name], 1 / math.sqrt(n_a))


@pytest.mark.parametrize(("start", "forget"), [("plain", 1.0), ("keras", 1.0), ("flax", 0.0), ("haiku", 1.0)])
def test_all_other_biases_are_zero_but_that_of_the_forget_gate(start: str, forget: float) -> None:
    lstm, rnn = drawn(start, "lstm"), drawn(start, "rnn")
    assert {name: set(lstm[name].ravel()) for name in ("bf", "bi", "bc", "bo", "by")} == {
        "bf": {forget},
        **{name: {0.0} for name in ("bi", "bc", "bo", "by")},
    }
    assert not rnn["ba"].any()
    assert not rnn["by"].any()


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("cell", CELLS)
def test_shapes_and_a_draw_of_its_own_for_each_seed(start: str, cell: str) -> None:
    one, other, like = drawn(start, cell), drawn(start, cell, 1), drawn("plain", cell)
    assert {name: value.shape for name, value in one.items()} == {name: value.shape for name, value in like.items()}
    for first, second in zip(split(one), split(other), strict=True):
        assert all(not np.array_equal(first[gate], second[gate]) for gate in first)
    recurrent, into = split(one)
    for weights in (recurrent, into):  # no gate has the weights of another
        assert len({value.tobytes() for value in weights.values()}) == len(weights)


def test_a_normal_distribution_is_cut_off_and_not_clipped() -> None:
    values = truncated_normal(300, 300, 3.0, np.random.default_rng(0))
    is_truncated_normal(values, 3.0)
    assert len(np.unique(values)) == values.size


# ------------------------------------------------------------------------------- with a gain, biases, other weights


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("cell", CELLS)
def test_a_gain_multiplies_the_recurrent_weights_and_nothing_else(start: str, cell: str) -> None:
    plain, twice = drawn(start, cell), drawn(start, cell, gain=2.0)
    for once, double, factor in zip(split(plain), split(twice), (2, 1), strict=True):
        for gate, weights in once.items():
            np.testing.assert_array_equal(double[gate], factor * weights)
    for name in plain:
        if name not in ("Waa", "Wax", "Wf", "Wi", "Wc", "Wo", "Wr", "Wz", "Wh"):
            np.testing.assert_array_equal(twice[name], plain[name])


@pytest.mark.parametrize("start", STARTS)
def test_constant_biases_are_added_to_what_is_drawn_each_to_its_gate(start: str) -> None:
    without = drawn(start, "lstm", forget_bias=0.0)
    added = {"f": 1.0, "i": -0.5, "o": 2.0, "c": 0.0}
    with_all = drawn(start, "lstm", forget_bias=1.0, input_bias=-0.5, output_bias=2.0)
    for gate, constant in added.items():
        np.testing.assert_array_equal(with_all["b" + gate], without["b" + gate] + constant)
        np.testing.assert_array_equal(with_all["W" + gate], without["W" + gate])


def test_chrono_takes_the_place_of_pytorch_s_biases_of_two_gates_and_leaves_the_others() -> None:
    chrono, plain = drawn("pytorch", "lstm", t_max=50, forget_bias=9.0, input_bias=9.0), drawn("pytorch", "lstm")
    np.testing.assert_array_equal(chrono["bi"], -chrono["bf"])
    assert 0 <= chrono["bf"].min() <= chrono["bf"].max() <= math.log(49)
    assert len(np.unique(chrono["bf"])) == n_a
    for name in ("bc", "bo"):
        np.testing.assert_array_equal(chrono[name], plain[name])


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("cell", CELLS)
def test_other_recurrent_weights_leave_the_rest_as_the_framework_has_it(start: str, cell: str) -> None:
    parameters = drawn(start, cell, init="orthogonal", gain=0.5)
    recurrent, into = split(parameters)
    for weights in recurrent.values():
        is_orthogonal(weights / 0.5)
    limit = max(np.abs(weights).max() for weights in split(drawn(start, cell))[1].values())
    assert max(np.abs(weights).max() for weights in into.values()) == pytest.approx(limit, rel=0.02)
    assert parameters[{"rnn": "ba", "lstm": "bc", "gru": "bh"}[cell]].any() == (start == "pytorch")


def test_parameters_of_the_course_may_start_as_in_a_framework() -> None:
    rng = np.random.default_rng
    for start in STARTS:
        if start != "plain":
            found = initialize_parameters(n_x, n_a, n_y, cell="lstm", start=start, rng=rng(0))
            for name, value in drawn(start, "lstm").items():
                np.testing.assert_array_equal(found[name], value)
    one, other = (initialize_parameters(rng=rng(0), **more) for more in ({}, {"start": "plain", "init": "glorot"}))
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_what_is_no_start_is_said() -> None:
    with pytest.raises(RnnvizError, match="start must be one of plain, keras, pytorch, flax, haiku; got 'theano'"):
        start_named("theano")
    with pytest.raises(RnnvizError, match="start must be one of"):
        initialize_parameters(start="Keras")
    with pytest.raises(RnnvizError, match="init must be one of glorot, gaussian, orthogonal, identity; got 'own'"):
        drawn("plain", "rnn", init=OWN)


def test_a_setting_that_was_given_is_not_the_start_s() -> None:
    class Settings:
        def __init__(self, init: Any, forget_bias: Any) -> None:
            self.init, self.forget_bias = init, forget_bias

    settings = Settings(OF_START, 3.0)
    take_from_start(settings, "haiku")
    assert (settings.init, settings.forget_bias) == (OWN, 3.0)
    assert repr(OF_START) == "that of the start"


# ------------------------------------------------------------------------------------------ how fast it fades

#: log10 of what is left after 99 steps with parameters that the frameworks drew, n_a = 32, mean over 16 draws.
FACTORS = {
    ("keras", "rnn"): -13.84,
    ("keras", "lstm"): -9.33,
    ("pytorch", "rnn"): -26.7,  # and ×0.538 a step
    ("pytorch", "lstm"): -20.6,  # and ×0.619 a step
    ("flax", "rnn"): -19.33,
    ("flax", "lstm"): -19.57,
    ("haiku", "rnn"): -22.52,
    ("haiku", "lstm"): -6.74,
}


@pytest.mark.parametrize("start", sorted({start for start, _ in FACTORS}))
def test_the_gradient_fades_as_with_the_framework_s_own_parameters(start: str) -> None:
    runs = [run(Scenario(start=start, seed=seed)) for seed in range(16)]
    for cell in ("rnn", "lstm"):
        left = np.array([result.cells[cell].fades["a"].left for result in runs])
        error = math.sqrt(2) * left.std(ddof=1) / math.sqrt(len(left))  # of both means
        assert abs(left.mean() - FACTORS[start, cell]) < 3.5 * error


def test_pytorch_s_start_has_the_factors_that_were_measured_outside() -> None:
    runs = [run(Scenario(start="pytorch", seed=seed)) for seed in range(16)]
    for cell, factor, within in (("rnn", 0.538, 0.03), ("lstm", 0.619, 0.01)):
        factors = [result.cells[cell].fades["a"].factor for result in runs]
        assert np.exp(np.mean(np.log(factors))) == pytest.approx(factor, abs=within)
    # One draw of the RNN varies by a twentieth, of the LSTM by a fiftieth.
    assert runs[0].cells["lstm"].fades["a"].factor == pytest.approx(0.619, abs=0.02)
    assert runs[0].cells["rnn"].fades["a"].factor == pytest.approx(0.538, abs=0.06)


def test_the_plain_start_is_what_the_first_screen_has_always_shown() -> None:
    fades = {cell: one.fades["a"] for cell, one in run(Scenario()).cells.items()}
    assert (round(fades["rnn"].left, 1), round(fades["lstm"].left, 1)) == (-13.7, -6.0)
    assert (round(fades["rnn"].factor, 3), round(fades["lstm"].factor, 3)) == (0.727, 0.882)
