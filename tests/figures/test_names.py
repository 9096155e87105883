"""Names: on a page at their curves, elsewhere in a legend; and no band where there is none."""

from typing import Any

import pytest

from rnnviz.figures.names import MOST_NAMES, NOTHING_LOST, alone, at_curves, marked


def traces(count: int) -> list[dict[str, Any]]:
    return [{"type": "scatter", "name": f"number {k}", "y": [0.0, 1.0], "meta": {"log10": True}} for k in range(count)]


@pytest.mark.parametrize("count", [1, MOST_NAMES])
def test_few_curves_are_named_where_they_are(count: int) -> None:
    found = at_curves(traces(count))
    assert [trace["meta"] for trace in found["data"]] == [{"log10": True, "label": f"number {k}"} for k in range(count)]
    assert found["layout"] == {"showlegend": False}


def test_many_curves_have_a_legend() -> None:
    found = at_curves(traces(MOST_NAMES + 1))
    assert not any("label" in trace["meta"] for trace in found["data"])
    assert found["layout"] == {"showlegend": True}


def test_lines_are_added_to_what_is_there_and_one_without_a_name_has_none() -> None:
    layout = {"shapes": ["one"], "meta": {"time_axis": True}}
    found = marked(layout, levels=[(0.0, ""), (1.0, "solved")], marks=[(3, "here")])
    assert found["shapes"][0] == "one"
    assert [(shape["y0"], shape["y1"]) for shape in found["shapes"][1:]] == [(0.0, 0.0), (1.0, 1.0), (0, 1)]
    assert found["meta"] == {
        "time_axis": True,
        "levels": [{"at": 1.0, "name": "solved"}],
        "marks": [{"at": 3, "name": "here"}],
    }
    assert layout == {"shapes": ["one"], "meta": {"time_axis": True}}
    assert marked({}, [(0.0, "")])["meta"] == {}


def test_alone_a_figure_has_a_legend_of_what_has_a_name_and_room_for_it() -> None:
    named = at_curves(traces(2))
    faint = {"type": "scatter", "name": "a seed", "y": [0.0], "meta": {"readout": False}}
    layout = marked({"margin": {"l": 68, "t": 10}, "meta": {"bands": True}}, [NOTHING_LOST], [(2, "one\ntwo")])
    found = alone({"data": [*named["data"], faint], "layout": layout | named["layout"]})
    assert [trace.get("showlegend", True) for trace in found["data"]] == [True, True, False]
    assert (found["layout"]["margin"]["t"], found["layout"]["margin"]["l"]) == (74, 68)
    assert [words["text"] for words in found["layout"]["annotations"]] == ["1: nothing lost", "one<br>two"]
    assert found["layout"]["meta"] == {}


def test_alone_a_figure_of_one_map_has_none() -> None:
    found = alone({"data": [{"type": "heatmap", "z": [[0.0]]}], "layout": {"margin": {"t": 8}}})
    assert found["layout"]["margin"]["t"] == 8
