"""Gates that are taken for one another: each is named."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.gate_order import AMONG_GATES, AMONG_GATES_OF_GRU, FRAMEWORKS
from tests.gradient_flow.suspects.planted import SIZES, check_named, plant


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sequence", [True, False])
def test_each_is_named_alone(sequence, size):
    for mistake in AMONG_GATES:
        assert check_named(mistake, plant("lstm", size, sequence)) == [mistake.name]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize("cell", ["gru after", "gru before"])
def test_each_of_a_gru_is_named_alone(cell, sequence, size):
    for mistake in AMONG_GATES_OF_GRU:
        assert check_named(mistake, plant(cell, size, sequence)) == [mistake.name]


def test_a_gru_s_gates_in_keras_s_order():
    planted = plant("gru after", "few")
    right = planted.compute(planted.mistakes[0]._replace(name="right", lines={}))
    read = {f"d{kind}{gate}": right[f"d{kind}{one}"] for kind in "Wb" for gate, one in zip("rzh", "zrh", strict=True)}
    assert planted.named(right | read) == ["gates in the order zrh"]
    says = next(mistake.says for mistake in AMONG_GATES_OF_GRU if mistake.name == "gates in the order zrh")
    assert "in Keras's and ONNX's order z, r, h, where the course has r, z, h: dWr holds dWz" in says


@pytest.mark.parametrize("order", FRAMEWORKS)
def test_a_framework_s_order_is_named_with_its_framework(order):
    # As who splits a stacked gradient under the wrong names: the k-th part belongs to the k-th letter.
    planted = plant("lstm", "all different", sequence=False)
    right = planted.compute(planted.mistakes[0]._replace(name="right", after=None))
    stacked = {kind: np.concatenate([right[f"d{kind}{gate}"] for gate in order]) for kind in "Wb"}
    read = {
        f"d{kind}{gate}": part for kind in "Wb" for gate, part in zip("fico", np.split(stacked[kind], 4), strict=True)
    }
    assert planted.named(right | read) == [f"gates in the order {order}"]
    says = next(mistake.says for mistake in AMONG_GATES if mistake.name == f"gates in the order {order}")
    assert FRAMEWORKS[order] in says


def test_one_gate_s_gradient_added_to_another_s():
    planted = plant("lstm", "all different")
    right = planted.compute(planted.mistakes[0]._replace(name="right", lines={}))
    assert planted.named(right | {"dbi": right["dbf"] + right["dbi"]}) == ["dbi plus dbf"]
    assert planted.named(right | {"dWi": right["dWf"]}) == ["dWi is dWf"]
