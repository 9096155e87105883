"""One step of a cell as a drawing: scrubbed, played, taken apart and changed in the browser.

The whole run is sent once; only a changed value comes back.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rnnviz.ui.components.browser import component
from rnnviz.ui.components.browser.message import encode

__all__ = ["one_step"]

_component = component(__name__, "one_step")


def one_step(
    runs: Sequence[Mapping[str, Any]],
    references: Mapping[str, int],
    codes: Mapping[str, tuple[str, str]],
    *,
    key: str,
    network: str,
    on_edit: Callable[[], None],
) -> None:
    """Draw one step of each cell's run.

    Parameters
    ----------
    runs : sequence of dict
        From `rnnviz.figures.one_step.step_numbers`.
    references : mapping of str to int
        By cell, the step, counted from 1, whose gradient the colours of gradients are relative to.
    codes : mapping of str to pair of str
        By cell, Python that computes a step, with ``{t}`` where its number belongs.
    key : str
        Unique on the page.
    network : str
        Content key of what is drawn.
    on_edit : callable
        Called when somebody has changed a value, which is then in the session's state as ``[key]["edit"]``: a dict of
        ``cell``, ``name``, ``place``, ``value``, and ``of``, the network in whose drawing it was entered.
    """
    data = encode({"runs": runs, "reference": references, "codes": codes, "network": network})
    _component(key=key, data=data, on_edit_change=on_edit)
