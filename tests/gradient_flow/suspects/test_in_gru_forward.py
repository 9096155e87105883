"""The GRU's forward lines and mistakes, as people write them; that each is named `test_in_forward` sees."""

import numpy as np

from rnnviz import gru_forward
from rnnviz.gradient_flow.suspects.in_forward import states_of
from rnnviz.gradient_flow.suspects.in_gru_forward import in_gru_forward
from tests.oracles.kinds import draw


def test_they_are_what_they_say():
    net = draw("gru after", T=5)
    p, a0 = net.parameters, net.states0["a"]
    found = {one.name: states_of("gru after", net.x, net.states0, p, one) for one in in_gru_forward("after")}
    # σ(-z) is 1 - σ(z).
    textbook = p | {"Wz": -p["Wz"], "bz": -p["bz"]}
    np.testing.assert_allclose(found["forward: z and 1 - z exchanged"], gru_forward(net.x, a0, textbook).a)
    keras = p | {"Wr": p["Wz"], "br": p["bz"], "Wz": p["Wr"], "bz": p["br"]}
    np.testing.assert_allclose(found["forward: gates exchanged"], gru_forward(net.x, a0, keras).a)
    without = p | {"bhr": np.zeros((5, 1))}
    np.testing.assert_allclose(found["forward: bhr missing"], gru_forward(net.x, a0, without).a)
    del without["bhr"]
    np.testing.assert_allclose(found["forward: reset before"], gru_forward(net.x, a0, without, "before").a)
    one_bias = without | {"bh": p["bh"] + p["bhr"]}
    np.testing.assert_allclose(found["forward: reset before, bhr added"], gru_forward(net.x, a0, one_bias, "before").a)
