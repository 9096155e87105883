"""Are the starts what the frameworks draw? `python -m benchmarks.starts`, with as many of them as are installed.

Every framework draws an RNN, an LSTM and an output layer, 16 times. Each parameter is compared with that of the start
of the same name by the test of Kolmogorov and Smirnov, and so is how fast the gradient fades with either.
"""

import importlib
import os
from collections.abc import Callable

import numpy as np

from benchmarks.problem import Array
from rnnviz import Scenario, run
from rnnviz.experiment.given import Given

__all__ = ["FRAMEWORKS", "compared"]

Parameters = dict[str, dict[str, Array]]
n_x, n_a, n_y = 8, 32, 4
DRAWS = 16
#: Of the Kolmogorov-Smirnov statistic, times the root of half the number of values, at 1 % (two samples of one size).
CRITICAL = 1.628


def _column(bias: object) -> Array:
    return np.asarray(bias, dtype=np.float64).reshape(-1, 1)


def _rnn(into: object, recurrent: object, bias: Array, output: tuple[Array, Array]) -> dict[str, Array]:
    weights = {"Wax": np.asarray(into).T, "Waa": np.asarray(recurrent).T, "ba": bias}
    return weights | {"Wya": output[0], "by": output[1]}


def _lstm(order: str, into: object, recurrent: object, bias: Array, output: tuple[Array, Array]) -> dict[str, Array]:
    """From kernels (n_x, 4 n_a) and (n_a, 4 n_a), whose gates stand in an order."""
    found = {}
    for place, gate in enumerate(order):
        part = slice(place * n_a, (place + 1) * n_a)
        rows = [np.asarray(recurrent)[:, part].T, np.asarray(into)[:, part].T]
        found |= {"W" + gate: np.concatenate(rows, axis=1), "b" + gate: bias[part]}
    return found | {"Wy": output[0], "by": output[1]}


def pytorch(seed: int) -> Parameters:
    """What PyTorch draws."""
    torch = importlib.import_module("torch")
    torch.manual_seed(seed)
    rnn, lstm, linear = torch.nn.RNN(n_x, n_a), torch.nn.LSTM(n_x, n_a), torch.nn.Linear(n_a, n_y)
    of = {
        name: [value.detach().numpy().astype(np.float64) for value in module.parameters()]
        for name, module in (("rnn", rnn), ("lstm", lstm), ("linear", linear))
    }
    output = of["linear"][0], _column(of["linear"][1])
    parts = {
        cell: (of[cell][0].T, of[cell][1].T, _column(of[cell][2] + of[cell][3]), output) for cell in ("rnn", "lstm")
    }
    return {"rnn": _rnn(*parts["rnn"]), "lstm": _lstm("ifco", *parts["lstm"])}


def keras(seed: int) -> Parameters:
    """What Keras draws."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    layers, utils = importlib.import_module("keras.layers"), importlib.import_module("keras.utils")
    utils.set_random_seed(seed)
    found = {}
    for name, layer, shape in (
        ("dense", layers.Dense(n_y), (None, n_a)),
        ("rnn", layers.SimpleRNN(n_a), (None, 1, n_x)),
        ("lstm", layers.LSTM(n_a), (None, 1, n_x)),
    ):
        layer.build(shape)
        found[name] = [weights.numpy().astype(np.float64) for weights in layer.weights]
    output = found["dense"][0].T, _column(found["dense"][1])
    rnn, lstm = ((found[name][0], found[name][1], _column(found[name][2]), output) for name in ("rnn", "lstm"))
    return {"rnn": _rnn(*rnn), "lstm": _lstm("ifco", *lstm)}


def flax(seed: int) -> Parameters:
    """What Flax draws."""
    linen, jax = importlib.import_module("flax.linen"), importlib.import_module("jax")
    x, a = np.zeros((1, n_x)), np.zeros((1, n_a))
    keys = jax.random.split(jax.random.key(seed), 3)
    dense = linen.Dense(n_y).init(keys[0], a)["params"]
    output = np.asarray(dense["kernel"]).T, _column(dense["bias"])
    rnn = linen.SimpleCell(n_a).init(keys[1], a, x)["params"]
    lstm = linen.LSTMCell(n_a).init(keys[2], (a, a), x)["params"]
    into, recurrent = (np.concatenate([lstm[side + gate]["kernel"] for gate in "ifgo"], axis=1) for side in "ih")
    bias = np.concatenate([_column(lstm["h" + gate]["bias"]) for gate in "ifgo"])
    return {
        "rnn": _rnn(rnn["i"]["kernel"], rnn["h"]["kernel"], _column(rnn["i"]["bias"]), output),
        "lstm": _lstm("ifco", into, recurrent, bias, output),
    }


def haiku(seed: int) -> Parameters:
    """What Haiku draws; it adds 1 inside the forget gate, which stands third."""
    hk, jax = importlib.import_module("haiku"), importlib.import_module("jax")

    def network(x: object) -> object:
        rnn, lstm = hk.VanillaRNN(n_a), hk.LSTM(n_a)
        rnn(x, rnn.initial_state(1))
        return hk.Linear(n_y, name="output")(lstm(x, lstm.initial_state(1))[0])

    found = hk.transform(network).init(jax.random.PRNGKey(seed), np.zeros((1, n_x)))
    output = np.asarray(found["output"]["w"]).T, _column(found["output"]["b"])
    into, recurrent = found["vanilla_rnn/linear"], found["vanilla_rnn/linear_1"]
    weights, bias = np.asarray(found["lstm/linear"]["w"]), _column(found["lstm/linear"]["b"])
    bias[2 * n_a : 3 * n_a] += 1
    return {
        "rnn": _rnn(into["w"], recurrent["w"], _column(into["b"]) + _column(recurrent["b"]), output),
        "lstm": _lstm("icfo", weights[:n_x], weights[n_x:], bias, output),
    }


FRAMEWORKS: dict[str, Callable[[int], Parameters]] = {
    "keras": keras,
    "pytorch": pytorch,
    "flax": flax,
    "haiku": haiku,
}


def _statistic(one: Array, other: Array) -> float:
    """The largest difference of two samples' distribution functions, over what is rare (1 %); float32 makes none."""
    places = np.concatenate([one, other]).round(6)
    one, other = np.sort(one.round(6)), np.sort(other.round(6))
    apart = np.searchsorted(one, places, "right") - np.searchsorted(other, places, "right")
    return float(np.abs(apart).max() / len(one) / (CRITICAL * np.sqrt(2 / len(one))))


def compared(name: str) -> list[str]:
    """One line for each cell: the parameter that differs most, and how much is left of the gradient with both."""
    left: dict[str, list[tuple[float, float]]] = {"rnn": [], "lstm": []}
    values: dict[tuple[str, str], tuple[list[Array], list[Array]]] = {}
    for seed in range(DRAWS):
        ours, x, theirs = run(Scenario(start=name, seed=seed)), Scenario(seed=seed).make_input(), FRAMEWORKS[name](seed)
        brought = run(Given(name, x, ours.labels, theirs, n_y=n_y))
        for cell, parameters in theirs.items():
            left[cell].append((brought.cells[cell].fades["a"].left, ours.cells[cell].fades["a"].left))
            for key, value in parameters.items():
                both = values.setdefault((cell, key), ([], []))
                both[0].append(value.ravel())
                both[1].append(ours.cells[cell].parameters[key].ravel())
    lines = []
    for cell, pairs in left.items():
        statistics = {
            key: _statistic(*(np.concatenate(v) for v in both)) for (of, key), both in values.items() if of == cell
        }
        worst = max(statistics, key=statistics.__getitem__)
        means, errors = np.mean(pairs, axis=0), np.std(pairs, axis=0, ddof=1) / np.sqrt(DRAWS)
        lines.append(
            f"{name:8} {cell:5} left after 99 steps 10^{means[0]:.2f} ± {errors[0]:.2f} (framework), "
            f"10^{means[1]:.2f} ± {errors[1]:.2f} (start); "
            f"most different: {worst}, {statistics[worst]:.2f} of what is rare"
        )
    return lines


if __name__ == "__main__":
    for name in FRAMEWORKS:
        try:
            print("\n".join(compared(name)), flush=True)
        except ModuleNotFoundError as missing:
            print(f"{name:8} not compared: {missing.name} is not installed", flush=True)
