"""Curves over updates are named where they are, and so are the levels that they are compared with."""

import numpy as np

from rnnviz.figures.over_updates import line, over_updates


def test_curves_and_levels_have_their_names_and_no_legend() -> None:
    levels = [(0.914, "solved"), (0.83, "trivial answer: 83 %")]
    figure = over_updates([line([0, 10], np.array([0.5, 0.9]), "RNN", "red")], levels, {"range": [0, 1.13]}, 10)
    layout = figure["layout"]
    assert [trace["meta"]["label"] for trace in figure["data"]] == ["RNN"]
    assert layout["meta"]["levels"] == [{"at": at, "name": name} for at, name in levels]
    assert [(shape["y0"], shape["line"]["dash"]) for shape in layout["shapes"]] == [(0.914, "dash"), (0.83, "dash")]
    assert layout["showlegend"] is False
