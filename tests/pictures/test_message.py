"""Figures as bytes arrive as they were."""

import math

import numpy as np
import pytest

from rnnviz.pictures.message import encode
from tests.pictures.decoding import decode


@pytest.mark.parametrize(
    "array",
    [
        np.array([1.0, np.nan, np.inf, -np.inf, 5e-324, -0.0]),
        np.arange(6, dtype=np.float32).reshape(2, 3),
        np.arange(24).reshape(2, 3, 4),
        np.array([], dtype=float),
        np.array([2**40, 1]),
        np.arange(10.0).reshape(2, 5).T,
        np.arange(3, dtype=">f8"),
        np.array([-1, 0, 1], dtype=np.int8),
    ],
    ids=str,
)
def test_arrays_arrive_as_they_were(array):
    arrived = decode(encode({"before": "ä", "it": array, "after": np.ones(3)}))
    np.testing.assert_array_equal(arrived["it"], array)
    np.testing.assert_array_equal(arrived["after"], np.ones(3))


def test_what_json_lacks_becomes_null():
    assert decode(encode({"x": [1.0, math.nan, math.inf, np.float64("nan")]}))["x"] == [1.0, None, None, None]


def test_small_things_stay_what_they_are():
    message = {"text": "c̃", "none": None, "yes": True, "nested": {"list": [1, "a", (2,)]}}
    assert decode(encode(message)) == {**message, "nested": {"list": [1, "a", [2]]}}
    assert decode(encode({"a": np.int64(3), "b": np.bool_(True), "c": np.array(["x"])})) == {
        "a": 3,
        "b": True,
        "c": ["x"],
    }
