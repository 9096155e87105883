"""What the maps send to the browser, without a browser."""

import numpy as np
from streamlit.testing.v1 import AppTest

from rnnviz.figures.unit_maps import map_sections
from tests.figures.awkward import result_of
from tests.pictures.decoding import decode


def an_app():
    from rnnviz.figures.unit_maps import map_sections  # noqa: PLC0415
    from rnnviz.pictures.message import encode  # noqa: PLC0415
    from rnnviz.ui.components.unit_maps import unit_maps  # noqa: PLC0415
    from tests.figures.awkward import result_of  # noqa: PLC0415

    unit_maps(encode({"sections": map_sections(result_of("plain")), "steps": 100}), key="k")


def test_all_values_of_all_units_are_sent() -> None:
    app = AppTest.from_function(an_app).run()
    assert not app.exception
    (element,) = app.get("bidi_component")
    sent = decode(element.proto.bytes)
    assert sent["steps"] == 100
    for section, expected in zip(sent["sections"], map_sections(result_of("plain")), strict=True):
        for group, panels in zip(section["groups"], expected["groups"], strict=True):
            for got, panel in zip(group, panels, strict=True):
                np.testing.assert_array_equal(got["values"], panel["values"])
                assert got["name"] == panel["name"]
