"""What lies behind a chart, and comes later than the chart itself."""

from rnnviz.ui.components.browser import component

__all__ = ["underlay"]

_component = component(__name__, "underlay")


def underlay(data: bytes, *, key: str) -> None:
    """Put bands behind the charts of the page that show the same setting; nothing to see here.

    Parameters
    ----------
    data : bytes
        From `rnnviz.pictures.draws.bands`.
    key : str
        Unique on the page.
    """
    _component(key=key, data=data)
