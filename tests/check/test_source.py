"""What is checked: somebody's own functions, and files of numbers."""

import io
import os
import zipfile
from functools import partial

import numpy as np
import pytest

from rnnviz import gru_backward, gru_forward, lstm_backward, lstm_forward
from rnnviz.check import source
from rnnviz.check.source import drawn, function_named, read_npz
from rnnviz.errors import InputError, RnnvizError
from tests.oracles.kinds import backward, cell_backward, draw, forward


def said_by(call, *arguments, error=RnnvizError):
    with pytest.raises(error) as caught:
        call(*arguments)
    return str(caught.value)


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def weights(net):
    return {name: value for name, value in net.parameters.items() if name not in ("Wy", "Wya", "by")}


def sequence(kind, **changes):
    """Everything that a file needs, as a person's own right pass makes it."""
    net = draw(kind, T=4)
    run = forward(net)
    gradients = backward(kind, net.da, run.caches).gradients
    states = {f"{state}0": value for state, value in net.states0.items()}
    return {"x": net.x, "da": net.da, **states, **weights(net), **gradients, **changes}


def step(kind, **changes):
    net = draw(kind, T=4)
    arriving = {f"d{state}_next": net.da[:, :, k] for k, state in enumerate(net.states0)}
    states = {f"{state}_prev": value for state, value in net.states0.items()}
    of_cell = {"a": net.da[:, :, 0], "c": net.da[:, :, 1]}
    gradients = cell_backward(kind, of_cell, forward(net).caches[0][0])
    return {"xt": net.x[:, :, 0], **arriving, **states, **weights(net), **gradients, **changes}


class TestFiles:
    @pytest.mark.parametrize("make", [sequence, step])
    @pytest.mark.parametrize("kind", ["tanh", "lstm", "gru after", "gru before"])
    def test_right_numbers_are_right(self, kind, make):
        verdict = read_npz(npz(**make(kind))).verdict()
        assert verdict.passed
        assert verdict.missing == verdict.suspects == ()

    @pytest.mark.parametrize("make", [sequence, step])
    @pytest.mark.parametrize(
        ("kind", "bias"), [("tanh", "dba"), ("lstm", "dbi"), ("gru after", "dbz"), ("gru before", "dbz")]
    )
    def test_a_planted_mistake_is_named(self, kind, bias, make):
        arrays = make(kind)
        verdict = read_npz(npz(**arrays | {bias: arrays[bias][:, :1] * 0 + arrays[bias].sum()})).verdict()
        assert not verdict.passed
        arrays |= {name: value / 4 for name, value in arrays.items() if name.startswith("db")}
        verdict = read_npz(npz(**arrays)).verdict()
        assert [suspect.name for suspect in verdict.suspects] == ["biases averaged over the batch"]

    def test_c0_may_be_left_out(self):
        net = draw("lstm", T=4)
        gradients = lstm_backward(net.da, lstm_forward(net.x, net.states0["a"], net.parameters).caches)
        arrays = {"x": net.x, "a0": net.states0["a"], "da": net.da, **net.parameters, **gradients}
        assert read_npz(npz(**arrays)).verdict().passed

    def test_what_is_missing(self):
        arrays = sequence("tanh")
        del arrays["dba"]
        assert read_npz(npz(**arrays)).verdict().missing == ("dba",)
        del arrays["da"], arrays["a0"]
        message = said_by(read_npz, npz(**arrays), error=InputError)
        assert message.startswith("The file has no a0, da; it has x, Wax, Waa, ba, dx, ")
        assert message.endswith("Save a0 with it.")
        assert said_by(read_npz, npz(x=np.ones(3)), error=InputError) == (
            "The file has neither an RNN's parameters (Wax, Waa, ba) nor an LSTM's (Wf, bf, Wi, bi, Wc, bc, Wo, bo) "
            "nor a GRU's (Wr, br, Wz, bz, Wh, bh, and bhr with the reset gate after the product). "
            "It has x. Save each under its name: np.savez('gradients.npz', Wax=Wax)."
        )
        assert "It has nothing." in said_by(read_npz, npz(), error=InputError)

    def test_shapes_that_do_not_fit_are_said(self):
        arrays = sequence("tanh")
        checked = read_npz(npz(**arrays | {"Wax": arrays["Wax"].T}))
        assert "Turn it: Wax.T." in said_by(checked.verdict)
        for name in ("x", "a0", "da", "ba", "Waa"):
            for bad in (np.float64(3.0), np.ones(3), np.ones((2, 2, 2, 2))):
                with pytest.raises(RnnvizError):
                    read_npz(npz(**arrays | {name: bad})).verdict()

    def test_no_pickle(self):
        content = npz(**sequence("tanh"), more=np.array([{"a": 1}], dtype=object))
        assert said_by(read_npz, content, error=InputError).startswith("This is no NPZ file of plain arrays, or a")

    def test_no_words(self):
        content = npz(**sequence("tanh"), note=np.array("hello"))
        assert said_by(read_npz, content, error=InputError) == (
            "note in the file must hold real numbers. Convert them to float first."
        )

    @pytest.mark.parametrize("content", [b"", b"PK", b"x" * 100, npz(x=np.ones(3))[:-30]])
    def test_what_is_no_file(self, content):
        assert "Write it with np.savez('gradients.npz', x=x, ...)." in said_by(read_npz, content, error=InputError)

    def test_what_is_too_large(self, monkeypatch):
        monkeypatch.setattr(source, "MAX_BYTES", 10_000)
        assert said_by(read_npz, b"x" * 10_001, error=InputError) == (
            "The file holds 10,001 bytes; at most 10,000 are read. Use a smaller network."
        )
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.npy", b"0" * 20_000)
        assert said_by(read_npz, bomb.getvalue(), error=InputError) == (
            "The file unpacks to 20,000 bytes; at most 10,000 are read."
        )

    def test_too_many_states(self, monkeypatch):
        monkeypatch.setattr(source, "MAX_STATES", 79)
        assert said_by(read_npz, npz(**sequence("tanh")), error=InputError) == (
            "The hidden states are 80 numbers; at most 79 are checked. Use a smaller network."
        )


class TestFunctions:
    @pytest.fixture
    def module(self, tmp_path, monkeypatch):
        def write(name, code):
            (tmp_path / f"{name}.py").write_text(code)
            monkeypatch.syspath_prepend(tmp_path)

        return write

    def test_one_of_somebody_s_module(self, module):
        module("mine_right", "def double(x):\n    return 2 * x\n")
        assert function_named("mine_right:double")(4) == 8

    @pytest.mark.parametrize("name", ["my_rnn", "my_rnn:", ":f", ""])
    def test_no_name_of_a_function(self, name):
        assert said_by(function_named, name) == (
            f"{name!r} does not name a function. Write module:function, for example my_rnn:rnn_backward."
        )

    def test_a_file_name(self):
        message = said_by(function_named, "my_rnn.py:f")
        assert message == "'my_rnn.py:f': name the module as import does, without .py: my_rnn:f."

    @pytest.mark.parametrize("name", ["no_such_module_here", "no_such.module.here", "os.no_such"])
    def test_a_module_that_there_is_not(self, name):
        assert said_by(function_named, f"{name}:f") == (
            f"There is no module {name} here. Run the command in the folder that holds it."
        )

    def test_a_function_that_there_is_not(self, module):
        module("mine_other", "def one(): pass\n\ndef two(): pass\n\n_hidden = len\n")
        assert said_by(function_named, "mine_other:f") == "mine_other has no function f; it has one, two."
        module("mine_empty", "a = 1\n")
        assert said_by(function_named, "mine_empty:a") == "mine_empty has no function a; it has none."

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("1 / 0", "ZeroDivisionError: division by zero (line 1 of {name}.py: 1 / 0)"),
            ("def f(:", "SyntaxError: invalid syntax (line 1)"),
            (
                "import no_such_thing",
                "ModuleNotFoundError: No module named 'no_such_thing' (line 1 of {name}.py: import",
            ),
            ("raise SystemExit('bye')", "SystemExit: bye (line 1 of {name}.py: raise SystemExit('bye'))"),
        ],
    )
    def test_a_module_that_cannot_be_loaded(self, module, code, said):
        name = f"mine_bad_{abs(hash(code))}"
        module(name, code)
        assert said_by(function_named, f"{name}:f").startswith(f"{name} cannot be loaded: {said.format(name=name)}")

    def test_what_a_function_raises_is_told_at_its_own_line(self, module):
        module("mine_raises", "import json\n\ndef f(x):\n    return json.loads(x)\n")
        message = said_by(function_named("mine_raises:f"), "{")
        assert message.startswith("mine_raises:f stopped: json.decoder.JSONDecodeError: Expecting property name")
        assert message.endswith("(line 4 of mine_raises.py: return json.loads(x)).")
        assert os.sep not in message

    @pytest.mark.parametrize("one_step", [True, False])
    @pytest.mark.parametrize("cell", ["rnn", "lstm", "gru after"])
    def test_the_library_s_own_are_right(self, cell, one_step):
        part = "_cell" if one_step else ""
        forward, backward = (function_named(f"rnnviz:{cell.split()[0]}{part}_{way}") for way in ("forward", "backward"))
        for seed in (0, 1):
            verdict = drawn(forward, backward, cell, one_step=one_step, seed=seed).verdict()
            assert verdict.passed
            assert verdict.missing == verdict.suspects == ()
            assert all(comparison.resolved for comparison in verdict.comparisons)

    def test_a_gru_with_its_reset_gate_before_the_product(self):
        verdict = drawn(partial(gru_forward, reset="before"), gru_backward, "gru before").verdict()
        assert verdict.passed
        assert {comparison.name for comparison in verdict.comparisons} >= {"dWh", "dbh", "da0"}
        assert "dbhr" not in {comparison.name for comparison in verdict.comparisons}
