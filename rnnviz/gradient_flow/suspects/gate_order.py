"""Gates that are taken for one another: one's gradient in another's place, or all of them in a framework's order."""

from collections.abc import Iterator, Mapping
from itertools import permutations
from types import SimpleNamespace
from typing import Any

from rnnviz.gradient_flow.suspects.equations import GATES, Compute, Gradients, Mistake

__all__ = ["AMONG_GATES"]

#: Orders in which frameworks stack their gates, by the course's letters; f, i, c, o is the course's own.
FRAMEWORKS = {
    "ifco": "PyTorch's and Keras's order i, f, g, o",
    "ifoc": "the order i, f, o, g of Stanford's CS231n",
    "icfo": "the order i, j, f, o of TensorFlow's first LSTM",
    "iofc": "ONNX's order i, o, f, c",
}
COURSE = "fico"


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


def _pairs() -> Iterator[Mistake]:
    for one, other in permutations(COURSE, 2):
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
    framework = FRAMEWORKS.get("".join(places[gate] for gate in COURSE), "another order")
    moved = ", ".join(f"d{kinds[0]}{gate} holds d{kinds[0]}{one}" for gate, one in places.items() if gate != one)
    return f"in {framework}, where the course has f, i, c, o: {moved}"


def _orders() -> Iterator[Mistake]:
    for order in permutations(COURSE):
        places, name = dict(zip(COURSE, order, strict=True)), f"gates in the order {''.join(order)}"
        if "".join(order) == COURSE:
            continue
        yield Mistake(name, f"The gates' gradients stand {_in_order(places, 'Wb')}.", after=_renamed(places, "Wb"))
        for kind, what in (("W", "weights"), ("b", "biases")):
            says = f"The gradients of the gates' {what} alone stand {_in_order(places, kind)}."
            yield Mistake(f"{name}, {what}", says, after=_renamed(places, kind))
        used = ", ".join(f"W{one} with {GATES[gate]}" for gate, one in places.items() if gate != one)
        says = f"da_prev and dxt send the gates' gradients through each other's weights: {used}."
        yield Mistake(f"weights in the order {''.join(order)}", says, ("da_prev", "dxt"), {"back": _through(places)})


def _through(places: Mapping[str, str]) -> Compute:
    def back(s: SimpleNamespace) -> dict[str, Any]:
        return {gate: getattr(s, "W" + places[gate]).T @ getattr(s, d) for gate, d in GATES.items()}

    return back


#: Every pair, every order.
AMONG_GATES = (*_pairs(), *_orders())
