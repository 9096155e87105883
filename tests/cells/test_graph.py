"""The equations of a cell as a graph: what depends on what."""

import pytest

from rnnviz.cells import CELLS
from rnnviz.cells.graph import add, affine, graph, product, rest, sigmoid, tanh

LSTM = CELLS["lstm"].graph(["f", "i", "cct", "o"])


def test_what_depends_on_what() -> None:
    assert LSTM.inputs == ("c_prev",)
    assert LSTM.consumers("c") == ["tanh_c"]
    assert LSTM.consumers("z_f") == ["f"]
    assert LSTM.consumers("a") == []
    assert CELLS["gru"].graph(["r", "z", "aat", "u"]).consumers("z") == ["kept", "left"]


def test_a_gate_s_name_is_no_node() -> None:
    # affine("f") has the weights of the gate f, and is not made of the node f.
    assert LSTM["z_f"].of == ("f",)
    assert "z_f" not in LSTM.consumers("f")


@pytest.mark.parametrize("reset", [True, False])
def test_the_reset_gate_stands_after_the_product_or_before(reset: bool) -> None:
    found = CELLS["gru"].graph(["r", "z", "aat", *(["u"] if reset else [])])
    assert ("ra" in found, "u" in found) == (not reset, reset)


def test_nodes_stand_in_the_order_in_which_they_are_computed() -> None:
    with pytest.raises(ValueError, match="a is made of b, which is no node before it"):
        graph(a=product("b", "a_prev"), b=affine("b"))
    found = graph(z_b=affine("b"), b=sigmoid("z_b"), left=rest("b"), new=tanh("left"), a=add("new", "b"))
    assert found.inputs == ()
