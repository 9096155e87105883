"""The networks unrolled in time: what reaches each step of the loss, with the backward pass to be played."""

from rnnviz.ui.components.browser import component

__all__ = ["unrolled"]

_component = component(__name__, "unrolled")


def unrolled(data: bytes, *, key: str) -> None:
    """Draw the networks unrolled in time.

    Parameters
    ----------
    data : bytes
        What `rnnviz.figures.unrolled.unrolled` gives, encoded by `rnnviz.pictures.message.encode`.
    key : str
        Unique on the page.
    """
    _component(key=key, data=data)
