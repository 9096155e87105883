"""The remedies beside what there is: each cell its own, on one axis."""

import numpy as np
import pytest

from rnnviz.analysis.remedies import remedied, remedies
from rnnviz.figures.remedy_fades import SHORT, describe_remedies, remedy_fades
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_line_is_the_fade_of_its_scenario(name: str) -> None:
    result = result_of(name)
    found = [remedied(remedy) for remedy in remedies(result.scenario)]
    ranges = set()
    for cell in result.cells:
        figure = remedy_fades(result, found, cell)
        ranges.add((figure.layout.yaxis.range, figure.layout.height))
        now, *others = figure.data
        own = [one for one in found if one.remedy.cell == cell]
        lost = [abs(one.fades[cell].left) for one in own]
        before = abs(result.cells[cell].fades["a"].left)
        better = [own[k] for k in np.argsort(lost, kind="stable") if not lost[k] > before + 0.01]
        better = better[:3]  # the best, so that the height is always the same
        assert now.name == "as it is"
        assert [line.name for line in others] == [SHORT[one.remedy.name] for one in better]
        assert len({(line.line.color, line.line.dash) for line in figure.data}) == len(figure.data)
        own = better
        for line, one in zip(others, own, strict=True):
            expected = one.fades[cell].relative
            there = np.isfinite(expected)
            np.testing.assert_allclose(line.y[there], expected[there])
        assert describe_remedies(result, found, cell).endswith(".")
    assert len(ranges) == 1
    assert {height for _, height in ranges} == {280}
