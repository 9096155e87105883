"""What the overview sends to the browser, without a browser."""

import numpy as np
from streamlit.testing.v1 import AppTest

from rnnviz.figures.unit_overview import unit_overview
from tests.figures.awkward import result_of
from tests.pictures.decoding import decode


def an_app():
    from rnnviz.figures.unit_overview import unit_overview  # noqa: PLC0415
    from rnnviz.pictures.message import encode  # noqa: PLC0415
    from rnnviz.ui.components.units_overview import units_overview  # noqa: PLC0415
    from tests.figures.awkward import result_of  # noqa: PLC0415

    columns = unit_overview(result_of("plain"))
    units_overview(encode({"columns": columns, "steps": 100, "batch": 8, "sequence": 1}), key="k")


def test_values_and_the_table_are_sent_as_they_are() -> None:
    app = AppTest.from_function(an_app).run()
    assert not app.exception
    (element,) = app.get("bidi_component")
    sent = decode(element.proto.bytes)
    assert (sent["steps"], sent["batch"]) == (100, 8)
    for got, expected in zip(sent["columns"], unit_overview(result_of("plain")), strict=True):
        for part in ("gates", "states", "gradients"):
            for one, curve in zip(got[part], expected[part], strict=True):
                np.testing.assert_array_equal(one["values"], curve["values"])
                assert one["symbol"] == curve["symbol"]
        np.testing.assert_array_equal(got["table"]["gradient"], expected["table"]["gradient"])
        assert got["table"]["gates"] == expected["table"]["gates"]
