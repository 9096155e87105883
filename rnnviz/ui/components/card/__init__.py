"""What lives in the browser of a lesson's card: words that lead to controls, a curve's end to be dragged, progress."""

from collections.abc import Callable
from typing import Any

from rnnviz.pictures.message import encode
from rnnviz.ui.components.browser import component

__all__ = ["card"]

_component = component(__name__, "card")


def card(
    *,
    key: str,
    progress: dict[str, Any] | None = None,
    forget: bool = False,
    drawing: dict[str, Any] | None = None,
    on_kept: Callable[[], None] = lambda: None,
    on_guess: Callable[[], None] = lambda: None,
) -> None:
    """Keep progress in the browser, lead to controls, and let the end of a curve be dragged.

    Parameters
    ----------
    key : str
        Unique on the page.
    progress : dict or None
        What is to be kept, plain data; None where nothing is said of it.
    forget : bool
        Whether all that is kept goes.
    drawing : dict or None
        Of a curve whose end is asked for: ``steps``; ``low`` and ``high`` in powers of ten; ``label`` and ``colour``;
        ``guess`` (log₁₀, or None); and once it is answered ``curve``, (T,), else None.
    on_kept : callable
        Called once when the browser had kept something: it is then in the session's state as ``[key]["kept"]``.
    on_guess : callable
        Called when the end was dragged: ``[key]["guess"]``, a log₁₀.
    """
    message = {"progress": progress, "forget": forget, "drawing": drawing}
    _component(key=key, data=encode(message), on_kept_change=on_kept, on_guess_change=on_guess)
