"""Wrong derivatives are wrong, and are what their sentences say."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.slopes import wrong_slopes

VALUES = np.array([0.2, 0.6, 0.9])


@pytest.mark.parametrize("of", ["sigmoid", "tanh"])
def test_none_is_right_and_no_two_are_the_same(of):
    right = VALUES * (1 - VALUES) if of == "sigmoid" else 1 - VALUES**2
    found = [slope(VALUES) for _, _, slope in wrong_slopes("v", of)]
    for k, one in enumerate(found):
        assert not any(np.allclose(one, other) for other in (right, *found[:k]))


def test_they_are_what_they_say():
    of_sigmoid = {name: slope(VALUES) for name, _, slope in wrong_slopes("zt", "sigmoid")}
    np.testing.assert_allclose(of_sigmoid["sigmoid for its derivative"], 1 / (1 + np.exp(-VALUES)))
    np.testing.assert_allclose(of_sigmoid["1 - zt for its derivative"], 1 - VALUES)
    np.testing.assert_allclose(of_sigmoid["tanh's derivative"], 1 - VALUES**2)
    of_tanh = {name: slope(VALUES) for name, _, slope in wrong_slopes("aat", "tanh")}
    np.testing.assert_allclose(of_tanh["aat * 2 for aat ** 2"], 1 - 2 * VALUES)
    np.testing.assert_allclose(of_tanh["tanh twice"], 1 - np.tanh(VALUES) ** 2)


def test_the_value_s_name_is_said():
    assert all("ft" in says for _, says, _ in wrong_slopes("ft", "sigmoid"))
