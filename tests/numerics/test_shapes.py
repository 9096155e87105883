"""Checks at the public doors, by themselves; what the cells say with them is in test_cells_errors.py."""

import numpy as np
import pytest

from rnnviz.errors import ShapeError
from rnnviz.numerics.shapes import as_array, check_parameters, common_type

AXES = {"W": ("n", "k"), "b": ("n", "1")}


def test_sizes_are_learnt_and_then_held_to():
    sizes = {}
    as_array("f", "x", np.ones((2, 3)), ("n", "m"), sizes)
    assert sizes == {"n": 2, "m": 3}
    with pytest.raises(ShapeError) as caught:
        as_array("f", "y", np.ones((4, 3)), ("k", "n"), sizes)
    assert str(caught.value) == (
        "f: y must have shape (k, n) with n = 2; got shape (4, 3). Make y agree with the other arguments."
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_are_passed_on_without_a_copy(dtype):
    value = np.ones((2, 3), dtype=dtype)
    assert as_array("f", "x", value, ("n", "m"), {}) is value


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, np.int64, np.float16, np.longdouble])
def test_other_numbers_become_float64(dtype):
    found = as_array("f", "x", np.ones((2, 3), dtype=dtype), ("n", "m"), {})
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, 1)


def test_big_endian_floats_are_floats():
    found = as_array("f", "x", np.ones((2, 3), dtype=">f8"), ("n", "m"), {})
    np.testing.assert_array_equal(found, 1)


def test_a_subclass_becomes_a_plain_array():
    masked = np.ma.masked_array(np.ones((2, 3)))
    assert type(as_array("f", "x", masked, ("n", "m"), {})) is np.ndarray


@pytest.mark.parametrize("value", ["word", None, [["a"]], np.array([["2020-01-01"]], dtype="M8[D]"), [[1j]], object()])
def test_what_is_no_number(value):
    with pytest.raises(ShapeError, match=r"^f: x must hold real numbers; got type .*\. Convert it to float first\.$"):
        as_array("f", "x", value, ("n", "m"), {})


@pytest.mark.parametrize(
    ("axes", "hint"),
    [(("n_a", "m"), "x[:, None]"), (("n_x", "m", "T_x"), "x[:, None, :]"), (("n", "k"), None)],
)
def test_a_batch_axis_is_suggested_only_where_one_is_missing(axes, hint):
    with pytest.raises(ShapeError) as caught:
        as_array("f", "x", np.ones((1,) * (len(axes) - 1)), axes, {})
    assert ("add a batch axis" in str(caught.value)) == (hint is not None)
    assert hint is None or str(caught.value).endswith(f"For one sequence add a batch axis: {hint}.")


@pytest.mark.parametrize(
    ("types", "expected"),
    [(("f4", "f4"), "f4"), (("f4", "f8"), "f8"), (("f8", "f8"), "f8"), (("f4",), "f4")],
)
def test_common_type(types, expected):
    assert common_type(*(np.ones(1, dtype=t) for t in types)) == np.dtype(expected)


class TestCheckParameters:
    def test_only_what_is_needed_is_looked_at(self):
        given = {"W": [[1, 2]], "b": [[3]], "note": "not an array"}
        found = check_parameters("f", given, AXES, sizes := {})
        assert list(found) == ["W", "b"]
        assert found["W"].dtype == np.float64
        assert (sizes["n"], sizes["k"]) == (1, 2)

    def test_what_is_missing_is_named_beside_what_is_there(self):
        with pytest.raises(ShapeError) as caught:
            check_parameters("f", {"U": [[1]], "W": [[1]]}, AXES, {})
        assert str(caught.value) == (
            "f: parameters has no b; it has U, W. Make them with initialize_parameters for the same kind of cell."
        )
