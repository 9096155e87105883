"""What a paper claims, drawn: the lines are the study's, what is expected is set apart."""

import numpy as np
import pytest

from rnnviz.figures.claim_picture import claim_picture, claim_spec, describe_claim
from rnnviz.papers import CLAIMS, Claim
from rnnviz.papers.study import Mark, Picture, Series


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_the_lines_are_the_studys(claim: Claim) -> None:
    picture = claim.study.picture(**{knob.name: knob.value for knob in claim.study.knobs})
    figure = claim_picture(claim)
    low, high = figure.layout.yaxis.range
    for trace, one in zip(figure.data, picture.series, strict=True):
        np.testing.assert_allclose(trace.y, one.y)
        assert trace.meta["neutral"] == (one.kind == "expected")
        assert trace.mode == ("markers" if one.points else "lines")
        assert (trace.y >= low).all()
        assert (trace.y <= high).all()
        assert len(trace.text) == one.y.size
    assert len(figure.layout.shapes) == len(picture.marks)
    words = describe_claim(claim, picture)
    assert words.endswith(picture.says)
    assert all(one.name in words for one in picture.series)


def test_a_value_of_a_logarithm_reads_as_what_it_stands_for() -> None:
    x = np.array([0.0, 1.0])
    pictures = [
        Picture("x", "y", [Series("one", x, np.array([-20.0, 0.5]), "rnn")], log10=log10, marks=[], says="So.")
        for log10 in (True, False)
    ]
    texts = [claim_spec(picture)["data"][0]["text"] for picture in pictures]
    assert texts == [["1.0·10⁻²⁰", "3.2"], ["−20", "0.5"]]


def test_what_is_no_number_is_left_out_and_a_flat_line_has_room() -> None:
    x, flat = np.array([0.0, 1.0, 2.0]), np.array([1.0, np.nan, 1.0])
    spec = claim_spec(
        Picture("x", "y", [Series("flat", x, flat, "c")], log10=False, marks=[Mark(1.0, "m")], says="So.")
    )
    low, high = spec["layout"]["yaxis"]["range"]
    assert low < 1.0 < high
    assert np.isnan(spec["data"][0]["y"][1])
    assert spec["layout"]["meta"]["marks"] == [{"at": 1.0, "name": "m"}]
    assert spec["data"][0]["meta"]["label"] == "flat"


def test_other_values_of_the_knobs_draw_something_else() -> None:
    assert claim_picture(CLAIMS[0], rho=1.1).data[0].y[-1] > 0 > claim_picture(CLAIMS[0]).data[0].y[-1]


def test_steps_back_are_drawn_so_that_time_runs_to_the_right() -> None:
    for claim in CLAIMS:
        low, high = claim_picture(claim).layout.xaxis.range
        back = claim.study.picture(**{knob.name: knob.value for knob in claim.study.knobs}).x_label == "steps back"
        assert (low > high) == back, claim.title
