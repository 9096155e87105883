"""One step of a cell as a drawing: scrubbed, played, taken apart and changed in the browser.

The whole run is sent once; only a changed value comes back.
"""

from collections.abc import Callable

from rnnviz.ui.components.browser import component

__all__ = ["one_step"]

_component = component(__name__, "one_step")


def one_step(data: bytes, *, key: str, on_edit: Callable[[], None]) -> None:
    """Draw one step of each cell's run.

    Parameters
    ----------
    data : bytes
        From `rnnviz.pictures.one_step`.
    key : str
        Unique on the page.
    on_edit : callable
        Called when somebody has changed a value, which is then in the session's state as ``[key]["edit"]``: a dict of
        ``cell``, ``name``, ``place``, ``value``, and ``of``, the network in whose drawing it was entered.
    """
    _component(key=key, data=data, on_edit_change=on_edit)
