r"""A cell's equations as LaTeX, forwards and backwards, from its graph.

>>> import numpy as np
>>> from rnnviz.cells.graph import affine, graph, tanh
>>> unit = graph(z_a=affine("a"), a=tanh("z_a"))
>>> signals = [Signal("a", "a", "hidden state", "tanh", "state", "#000000")]
>>> weights = {"a": GateWeights(None, np.ones((1, 1)), np.ones((1, 1)), ("", "Wax", "ba"))}
>>> print(*forwards(unit, signals, weights), *backwards(unit, signals, weights), sep="\n")
a^{\langle t\rangle} &= \tanh(W_{ax} x^{\langle t\rangle} + b_{a})
\frac{dJ}{da^{\langle t\rangle}} &= \frac{\partial J}{\partial a^{\langle t\rangle}}
\frac{dJ}{dz_{a}} &= \frac{dJ}{da^{\langle t\rangle}} \odot (1 - (a^{\langle t\rangle})^2)

What is written backwards is what `rnnviz.cells.reference.local_derivatives` computes, and these are checked against
each other.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from rnnviz.cells.cell import GateWeights, Signal
from rnnviz.cells.graph import Graph

__all__ = ["aligned", "backwards", "forwards", "link"]

TIMES = r" \odot "
#: Letters that stand in one line, so that nothing has to be scrolled on a phone.
A_LINE = 20
#: A term of a sum: whether it is taken away, and the factors of which it is the product.
Term = tuple[bool, tuple[str, ...]]
ONE: Term = (False, ())


def forwards(
    graph: Graph, signals: Iterable[Signal], weights: Mapping[str, GateWeights], given: str = "tanh"
) -> list[str]:
    """One equation for every gate and state, and for every part of a pre-activation that has weights of its own.

    Parameters
    ----------
    graph : Graph
        The cell's.
    signals : iterable of Signal
        Of the cell, for their symbols.
    weights : mapping of str to GateWeights
        Behind every gate, for their names.
    given : str
        The activation of a cell that is given one.

    Returns
    -------
    list of str
        In the order in which a step computes them, each with ``&=``.
    """
    writer = _Writer(graph, signals, weights, given)
    return [f"{writer.symbol(name)} &= {writer.written(name)}" for name in graph if name in writer.named]


def backwards(
    graph: Graph, signals: Iterable[Signal], weights: Mapping[str, GateWeights], given: str = "tanh"
) -> list[str]:
    """The gradient at every pre-activation, at what recurrent weights act on, and at every state.

    Parameters are those of `forwards`.

    Returns
    -------
    list of str
        In the order in which backpropagation computes them in a step, each with ``&=``: those of the states have what
        comes from the step after.
    """
    writer = _Writer(graph, signals, weights, given)
    return [f"{left} &= {_sum(terms, A_LINE) or '0'}" for left, terms in writer.gradients()]


def link(
    graph: Graph,
    signals: Iterable[Signal],
    weights: Mapping[str, GateWeights],
    target: str,
    of: str,
    given: str = "tanh",
) -> str:
    r"""How a state changes with another quantity of the same step, or with a state of the step before (``"a_prev"``).

    Only what goes from unit to unit: nothing that comes through weights. Empty where there is nothing.

    Examples
    --------
    >>> from rnnviz.cells.graph import graph, product, tanh
    >>> signals = [Signal(key, key, key, None, "state", "#000000") for key in "ac"]
    >>> link(
    ...     graph(c=product("c_prev", "c_prev"), tanh_c=tanh("c"), a=product("tanh_c", "a_prev")), signals, {}, "a", "c"
    ... )
    'a^{\\langle t-1\\rangle} \\odot (1 - \\tanh^2 c^{\\langle t\\rangle})'
    """
    terms = _Writer(graph, signals, weights, given).links(target).get(of, [])
    return _sum(terms)


def aligned(equations: Iterable[str]) -> str:
    r"""Equations with ``&=`` one below the other, as display mathematics of Markdown.

    Examples
    --------
    >>> print(aligned(["a &= 1", "b &= 2"]))
    $$
    \begin{aligned}
    a &= 1 \\
    b &= 2
    \end{aligned}
    $$
    """
    return "\n".join(["$$", r"\begin{aligned}", " \\\\\n".join(equations), r"\end{aligned}", "$$"])


class _Writer:
    """Writes nodes of a graph. A quantity of the step before is its name with ``_prev``."""

    def __init__(
        self, graph: Graph, signals: Iterable[Signal], weights: Mapping[str, GateWeights], given: str, step: int = 0
    ) -> None:
        self.graph, self.weights, self.given, self.step = graph, weights, given, step
        self.signals = {signal.key: signal for signal in signals}
        self.states = [key for key, signal in self.signals.items() if signal.kind == "state"]
        #: Nodes that recurrent weights act on, besides the hidden state before the step.
        self.within = list(dict.fromkeys(one.acts_on for one in weights.values() if one.acts_on != "a"))
        #: Gates, states, and parts of a pre-activation: an equation of their own.
        self.named = [
            name
            for name, node in graph.items()
            if name in self.signals or (node.kind == "affine" and name == node.of[0])
        ]

    def later(self) -> "_Writer":
        """The same, for the step after."""
        return _Writer(self.graph, self.signals.values(), self.weights, self.given, self.step + 1)

    def symbol(self, name: str) -> str:
        """A quantity's own."""
        before = name.endswith("_prev")
        key = name.removesuffix("_prev")
        letter = _letter(self.signals[key].symbol if key in self.signals else key)
        step = self.step - before
        is_state = key in self.states
        return letter + (_at(step) if is_state or step else "")

    def written(self, name: str) -> str:
        """The right side of a quantity's equation."""
        node = self.graph[name]
        parts = [self.inner(part) for part in node.of] if node.kind != "affine" else []
        match node.kind:
            case "affine":
                return self._pre_activation(node.of[0])
            case "product":
                return TIMES.join(_bracketed(part) for part in parts)
            case "sum":
                return _sum([(False, (part,)) for part in parts])
            case "rest":
                return f"1 - {_bracketed(parts[0])}"
            case "sigmoid":
                return rf"\sigma({parts[0]})"
        function = {"tanh": r"\tanh", "sigmoid": r"\sigma", "relu": r"\mathrm{relu}", "linear": ""}
        return _of(function[self.given if node.kind == "activation" else node.kind], parts[0])

    def inner(self, name: str) -> str:
        """A quantity inside of an equation: its symbol if it has an equation of its own."""
        return self.symbol(name) if name not in self.graph or name in self.named else self.written(name)

    def _pre_activation(self, gate: str) -> str:
        one = self.weights[gate]
        acted_on = "a_prev" if one.acts_on == "a" else one.acts_on
        a, x = self.inner(acted_on), "x" + _at(self.step)
        recurrent, into, bias = (_parameter(name) for name in one.names)
        if one.recurrent is not None and one.names[0] == one.names[1]:
            return f"{recurrent} [{a}; {x}] + {bias}"
        parts = [f"{recurrent} {_bracketed(a)}"] if one.recurrent is not None else []
        parts += [f"{into} {x}"] if one.input is not None else []
        return " + ".join([*parts, bias])

    def links(self, target: str) -> dict[str, list[Term]]:
        """How a target changes with each quantity before it, unit by unit, up to other targets and pre-activations."""
        found: dict[str, list[Term]] = {target: [ONE]}
        stops = {*self.states, *self.within} - {target}
        for name in reversed(self.graph):
            if name not in found or name in stops or self.graph[name].kind == "affine":
                continue
            for part, slope in self._slopes(name):
                found.setdefault(part, []).extend(_times(found[name], slope))
        return {name: terms for name, terms in found.items() if name != target}

    def _slopes(self, name: str) -> list[tuple[str, Term]]:
        """By what each part of a node changes it."""
        node = self.graph[name]
        match node.kind:
            case "sum":
                return [(part, ONE) for part in node.of]
            case "rest":
                return [(node.of[0], (True, ()))]
            case "product":
                return [
                    (part, (False, tuple(self.inner(other) for k, other in enumerate(node.of) if k != place)))
                    for place, part in enumerate(node.of)
                ]
        kind = self.given if node.kind == "activation" else node.kind
        return [(node.of[0], (False, self._slope(kind, self.inner(name))))]

    def _slope(self, kind: str, output: str) -> tuple[str, ...]:
        """That of a function, from its output."""
        match kind:
            case "sigmoid":
                return (output, f"(1 - {output})")
            case "relu":
                return (f"[{output} > 0]",)
            case "linear":
                return ()
        squared = output.replace(r"\tanh ", r"\tanh^2 ", 1) if output.startswith(r"\tanh ") else f"{_base(output)}^2"
        return (f"(1 - {squared})",)

    def gradients(self) -> list[tuple[str, list[Term]]]:
        """The left and the right side of every equation backwards."""
        targets = [*self.states, *self.within]
        links = {target: self.links(target) for target in targets}
        found = []
        for name in reversed(self.graph):
            node = self.graph[name]
            if node.kind == "affine":
                own = name if name in self.named else f"z_{node.of[0]}"
                terms = [term for target in targets for term in self.arriving(target, links[target].get(name, []))]
                found.append((self.gradient(own), terms))
            elif name in self.within:
                found.append((self.gradient(name), self.through_weights(name)))
            elif name in self.states:
                found.append((self.gradient(name), self._at_state(name, links)))
        return found

    def _at_state(self, state: str, links: Mapping[str, Mapping[str, list[Term]]]) -> list[Term]:
        """What arrives at a state: the loss's own, from this step, and from the step after."""
        own: list[Term] = [(False, (rf"\frac{{\partial J}}{{\partial {self.symbol(state)}}}",))] if state == "a" else []
        same = [
            term for target in links if target != state for term in self.arriving(target, links[target].get(state, []))
        ]
        later = self.later()
        carried = [
            term for target in links for term in later.arriving(target, later.links(target).get(f"{state}_prev", []))
        ]
        return own + same + carried + (later.through_weights("a") if state == "a" else [])

    def arriving(self, target: str, terms: Sequence[Term]) -> list[Term]:
        """A target's gradient, times what it changes by."""
        return _times([(False, (self.gradient(target),))], _factored(terms)) if terms else []

    def through_weights(self, acted_on: str) -> list[Term]:
        gates = [gate for gate, one in self.weights.items() if one.recurrent is not None and one.acts_on == acted_on]
        nodes = {node.of[0]: name for name, node in self.graph.items() if node.kind == "affine"}
        return [
            (
                False,
                (
                    _parameter(self.weights[gate].names[0])
                    + r"^\top "
                    + self.gradient(gate if nodes[gate] == gate else f"z_{gate}"),
                ),
            )
            for gate in gates
        ]

    def gradient(self, name: str) -> str:
        """That of the loss with respect to a quantity; of a gate's pre-activation, ``z_`` and the gate."""
        if name.startswith("z_"):
            gate = name.removeprefix("z_")
            below = f"z_{{{_letter(self.signals[gate].symbol if gate in self.signals else gate)}}}" + (
                _at(self.step) if self.step else ""
            )
        elif name in self.within:
            below = f"({self.inner(name)})"
        else:
            below = self.symbol(name)
        return rf"\frac{{dJ}}{{d{below}}}"


def _at(step: int) -> str:
    return rf"^{{\langle t{step:+d}\rangle}}" if step else r"^{\langle t\rangle}"


def _letter(symbol: str) -> str:
    r"""A symbol: one letter, with a tilde or without; a word stands upright."""
    plain = unicodedata.normalize("NFD", symbol)
    if plain[1:] == "\N{COMBINING TILDE}":
        return rf"\tilde {plain[0]}"
    return symbol if len(plain) == 1 else rf"\mathrm{{{symbol}}}"


def _parameter(name: str) -> str:
    """``Waa`` is W with aa below."""
    return f"{name[:1]}_{{{name[1:]}}}" if name[1:] else name


def _bracketed(text: str) -> str:
    """A factor: a sum in brackets."""
    return f"({text})" if _is_sum(text) else text


def _is_sum(text: str) -> bool:
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and text[at : at + 3] in (" + ", " - "):
            return True
    return False


def _of(function: str, argument: str) -> str:
    """A function of something; the brackets are left out around one symbol."""
    if not function:
        return argument
    return (
        f"{function}({argument})"
        if " " in argument.replace(r"\langle t", "").replace(r"\tilde ", "")
        else f"{function} {argument}"
    )


def _base(text: str) -> str:
    return f"({text})" if "^" in text else text


def _factored(terms: Sequence[Term]) -> Term:
    """Terms as one: a sum of several in brackets."""
    return terms[0] if len(terms) == 1 else (False, (f"({_sum(terms)})",))


def _times(terms: Sequence[Term], factor: Term) -> list[Term]:
    negative, factors = _factored(terms)
    return [(negative != factor[0], (*factors, *(_bracketed(one) for one in factor[1])))]


def _sum(terms: Sequence[Term], a_line: int | None = None) -> str:
    """What is added first; over several lines if there are more letters than may stand in one."""
    lines, in_line = [""], 0
    for place, (negative, factors) in enumerate(sorted(terms, key=lambda term: term[0])):
        before = ("-" if negative else "") if not place else (" - " if negative else " + ")
        # Rather between two terms than within one.
        whole = sum(map(_width, factors))
        for factor in factors or ("1",):
            width = _width(factor)
            if a_line and in_line and in_line + (whole if before != TIMES else width) > a_line:
                lines.append("")
                in_line = 0
            lines[-1] += before + factor
            in_line, before = in_line + width, TIMES
    return " \\\\\n&\\quad".join(lines)


def _width(factor: str) -> int:
    """About as many letters as it is wide, with the sign before it."""
    shown = re.sub(r"\\frac\{[^{}]*\}", "", factor)  # of a fraction what is below, the longer part
    return 1 + len(re.sub(r"\\partial|\\[a-z]+angle|\\tilde|\\top|[\\{}^_ ]", "", shown))
