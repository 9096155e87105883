"""What a point says when it is pointed at, in the style of all numbers (`rnnviz.numerics.numerals`).

Plotly's own formats know neither 1.8·10⁻¹⁴ nor numbers beyond floats. A trace whose ``hovertemplate`` has ``%{text}``
is given the texts of its values: in a figure for a notebook by `with_texts`; on a page by the browser, which writes
those of a map only when somebody points at it (``ui/components/modules/charts/traces.js``).
"""

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.numerics.numerals import numeral, power_of_ten

__all__ = ["EXACTLY_ZERO", "drawable", "with_texts"]

#: What stands for the logarithm of 0 in a map, where −∞ would be left blank: lower than that of any number there is.
EXACTLY_ZERO: Final = -1e30


def drawable(log10: ArrayLike) -> NDArray[np.float32]:
    """Logarithms as a map draws them: 0 in the lowest colour; what is no number, or infinite, is left blank.

    Examples
    --------
    >>> drawable([-np.inf, -2.0, np.inf]).tolist() == [float(np.float32(EXACTLY_ZERO)), -2.0, np.inf]
    True
    """
    values = np.asarray(log10, dtype=np.float64)
    return np.where(values == -np.inf, EXACTLY_ZERO, values).astype(np.float32)


def with_texts(spec: dict[str, Any]) -> dict[str, Any]:
    """A figure whose points say their values, from one that leaves it to the browser.

    Parameters
    ----------
    spec : dict
        A figure as plain data; a trace with ``meta={"log10": True}`` holds log₁₀ of its values; a map with ``"last"``
        (a time, or one for every row) has nothing later, which is called ``"beyond"``.

    Returns
    -------
    dict
        The same, with ``text`` wherever a trace says it and has none.

    Examples
    --------
    >>> trace = {"type": "scatter", "y": [-13.73], "hovertemplate": "%{text}", "meta": {"log10": True}}
    >>> with_texts({"data": [trace], "layout": {}})["data"][0]["text"]
    ['1.9·10⁻¹⁴']
    """
    return spec | {"data": [_with_text(trace) for trace in spec["data"]]}


def _with_text(trace: dict[str, Any]) -> dict[str, Any]:
    if "%{text}" not in trace.get("hovertemplate", "") or "text" in trace:
        return trace
    values = np.asarray(trace["z" if trace["type"] == "heatmap" else "y"], dtype=np.float64)
    say = _of_log10 if trace.get("meta", {}).get("log10") else _of_value
    texts = np.array([say(value) for value in values.ravel().tolist()], dtype=object).reshape(values.shape)
    if "last" in trace.get("meta", {}):
        times = trace["x0"] + trace["dx"] * np.arange(values.shape[1])
        last = np.broadcast_to(trace["meta"]["last"], len(values))
        texts[times > last[:, None]] = trace["meta"]["beyond"]
    return trace | {"text": texts.tolist()}


def _of_log10(log10: float) -> str:
    return power_of_ten(-np.inf if log10 <= EXACTLY_ZERO else log10)


def _of_value(value: float) -> str:
    return numeral(value, 3)
