"""Gates that are taken for one another: one's gradient in another's place, or all of them in a framework's order."""

from collections.abc import Iterator, Mapping
from itertools import permutations
from types import SimpleNamespace
from typing import Any

from rnnviz.gradient_flow.suspects.equations import GATES, Compute, Gradients, Mistake
from rnnviz.gradient_flow.suspects.equations_of_gru import GRU_GATES, parts_of_gru

__all__ = ["AMONG_GATES", "AMONG_GATES_OF_GRU", "COURSE", "FRAMEWORKS", "FRAMEWORKS_GRU"]

#: Orders in which frameworks stack their gates, by the course's letters; f, i, c, o is the course's own.
FRAMEWORKS = {
    "ifco": "PyTorch's and Keras's order i, f, g, o",
    "ifoc": "the order i, f, o, g of Stanford's CS231n",
    "icfo": "the order i, j, f, o of TensorFlow's first LSTM",
    "iofc": "ONNX's order i, o, f, c",
}
COURSE = "fico"
#: The same of a GRU, whose own order is that of PyTorch.
FRAMEWORKS_GRU = {"zrh": "Keras's and ONNX's order z, r, h"}
COURSE_GRU = "rzh"


def _renamed(places: Mapping[str, str], kinds: str) -> Any:
    """``places[gate]`` is the gate whose gradients stand in the gate's place."""

    def after(gradients: Gradients, m: int) -> Gradients:
        moved = {f"d{kind}{gate}": gradients[f"d{kind}{one}"] for gate, one in places.items() for kind in kinds}
        return gradients | moved

    return after


def _added(one: str, other: str, kinds: str) -> Any:
    def after(gradients: Gradients, m: int) -> Gradients:
        return gradients | {
            f"d{kind}{one}": gradients[f"d{kind}{one}"] + gradients[f"d{kind}{other}"] for kind in kinds
        }

    return after


def _pairs(course: str) -> Iterator[Mistake]:
    for one, other in permutations(course, 2):
        for kinds in ("W", "b", "Wb"):
            names = " and ".join(f"d{kind}{one}" for kind in kinds)
            others = " and ".join(f"d{kind}{other}" for kind in kinds)
            look = tuple(f"d{kind}{one}" for kind in kinds)
            says = (
                f"{names}: another gate's gradient, {others}, is added, as dbi = dbf + ... does in place of dbi + ..."
            )
            yield Mistake(f"{names} plus {others}", says, look, after=_added(one, other, kinds))
            says = f"{names} holds the values of {others}."
            yield Mistake(f"{names} is {others}", says, look, after=_renamed({one: other}, kinds))


def _in_order(places: Mapping[str, str], kinds: str) -> str:
    order = "".join(places.values())
    framework = (FRAMEWORKS | FRAMEWORKS_GRU).get(order, "another order")
    moved = ", ".join(f"d{kinds[0]}{gate} holds d{kinds[0]}{one}" for gate, one in places.items() if gate != one)
    return f"in {framework}, where the course has {', '.join(places)}: {moved}"


def _orders(gates: Mapping[str, str]) -> Iterator[Mistake]:
    for order in list(permutations(gates))[1:]:  # the first one is right
        places, name = dict(zip(gates, order, strict=True)), f"gates in the order {''.join(order)}"
        yield Mistake(name, f"The gates' gradients stand {_in_order(places, 'Wb')}.", after=_renamed(places, "Wb"))
        for kind, what in (("W", "weights"), ("b", "biases")):
            says = f"The gradients of the gates' {what} alone stand {_in_order(places, kind)}."
            yield Mistake(f"{name}, {what}", says, after=_renamed(places, kind))


def _through_others() -> Iterator[Mistake]:
    for order in list(permutations(GATES))[1:]:
        places = dict(zip(GATES, order, strict=True))
        used = ", ".join(f"W{one} with {GATES[gate]}" for gate, one in places.items() if gate != one)
        says = f"da_prev and dxt send the gates' gradients through each other's weights: {used}."
        yield Mistake(f"weights in the order {''.join(order)}", says, ("da_prev", "dxt"), {"back": _through(places)})


def _through(places: Mapping[str, str]) -> Compute:
    def back(s: SimpleNamespace) -> dict[str, Any]:
        return {gate: getattr(s, "W" + places[gate]).T @ getattr(s, d) for gate, d in GATES.items()}

    return back


def _gates_exchanged(s: SimpleNamespace) -> dict[str, Any]:
    return {**parts_of_gru(s), "r": s.Wz.T @ s.drt, "z": s.Wr.T @ s.dzt}


#: Every pair, every order.
AMONG_GATES = (*_pairs(COURSE), *_orders(GATES), *_through_others())
#: The same of a GRU; its candidate's weights have their parts apart, so that only its gates' can be exchanged.
AMONG_GATES_OF_GRU = (
    *_pairs(COURSE_GRU),
    *_orders(GRU_GATES),
    Mistake(
        "weights of r and z exchanged",
        "da_prev and dxt send the gates' gradients through each other's weights: Wz with drt, Wr with dzt.",
        ("da_prev", "dxt"),
        {"back": _gates_exchanged},
    ),
)
