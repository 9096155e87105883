"""One base for all errors, so that a page can catch them and nothing else."""

import pytest

from rnnviz import errors
from rnnviz.errors import RnnvizError, ScenarioError


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_is_an_rnnviz_error_and_a_value_error(name):
    assert issubclass(getattr(errors, name), RnnvizError)
    assert issubclass(getattr(errors, name), ValueError)


def test_a_scenario_error_knows_its_field():
    error = ScenarioError("n_a", "n_a must be at most 256; got 300. Choose a smaller one.")
    assert error.field == "n_a"
    assert str(error) == "n_a must be at most 256; got 300. Choose a smaller one."
