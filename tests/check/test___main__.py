"""The command, by its main function and in a process of its own."""

import subprocess
import sys

import numpy as np
import pytest

from rnnviz.check.__main__ import main
from tests.architecture.project import ROOT

MINE = """
import numpy as np
from rnnviz import rnn_cell_backward, rnn_forward, lstm_cell_forward, lstm_cell_backward

def rnn_backward(da, caches):
    caches, x = caches
    dx, total, da_prevt = np.zeros(x.shape), {}, 0
    for t in reversed(range(da.shape[2])):
        one = rnn_cell_backward(da[:, :, t], caches[t])
        da_prevt, dx[:, :, t] = one["da_prev"], one["dxt"]
        for name in ("dWax", "dWaa", "dba"):
            total[name] = total.get(name, 0) + one[name]
    return {"dx": dx, "da0": da_prevt, **total}

def lstm_cell_swapped(da_next, dc_next, cache):
    found = lstm_cell_backward(da_next, dc_next, cache)
    found["dWf"], found["dWi"] = found["dWi"], found["dWf"]
    found["dbf"], found["dbi"] = found["dbi"], found["dbf"]
    return found

def back(da, caches):
    return {"dx": caches["x"]}

def rnn_from_zeros(x, a0, parameters):
    return rnn_forward(x, 0 * a0, parameters)

def gru_textbook(x, a0, parameters):
    from rnnviz import gru_forward
    p = {**parameters, "Wz": -parameters["Wz"], "bz": -parameters["bz"]}
    return gru_forward(x, a0, p)

def gru_without_carry(da, caches):
    import rnnviz
    caches, x = caches
    dx, da_prevt = np.zeros(x.shape), 0
    for t in reversed(range(da.shape[2])):
        whole = da[:, :, t] + da_prevt
        one = rnnviz.gru_cell_backward(whole, caches[t])
        da_prevt, dx[:, :, t] = one["da_prev"] - caches[t].zt * whole, one["dxt"]
    return {"dx": dx, "da0": da_prevt}

def gru_before(x, a0, parameters):
    from rnnviz import gru_forward
    return gru_forward(x, a0, parameters, "before")

def rnn_of_zeros(da, caches):
    import rnnviz
    return {**rnnviz.rnn_backward(da, caches), "da0": np.zeros((5, 4))}

def half(da, caches):
    import rnnviz
    return {"dx": rnnviz.rnn_backward(da, caches)["dx"]}
"""
SUSPECT = (
    "Suspect: The gradient at the hidden state is not carried from a step to the one before: each step gets only its "
    "own part of da. Right: da_next = da[:, :, t] + da_prevt; da_prevt = gradients['da_prev']."
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "mine_for_main.py").write_text(MINE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestMain:
    def run(self, capsys, *arguments):
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out.splitlines(), err.splitlines()

    def test_a_right_pass(self, folder, capsys):
        code, out, err = self.run(capsys, "rnnviz:lstm_forward", "rnnviz:lstm_backward")
        assert (code, err) == (0, [])
        assert out == ["lstm_backward is right: 272 of 272 entries agree with numeric derivatives."]

    def test_a_wrong_pass(self, folder, capsys):
        code, out, err = self.run(capsys, "mine_for_main:rnn_forward", "mine_for_main:rnn_backward")
        assert (code, err) == (1, [])
        assert out == [
            "rnn_backward is not right. Wrong: dx[:, :, t] at t = 0 to 4, da0, dWax, dWaa, dba.",
            "Right: dx[:, :, t] at t = 5.",
            SUSPECT,
        ]

    def test_one_step(self, folder, capsys):
        code, out, _ = self.run(capsys, "rnnviz:lstm_cell_forward", "mine_for_main:lstm_cell_swapped", "--seed", "3")
        assert code == 1
        assert out[-1] == (
            "Suspect: The gates' gradients stand in PyTorch's and Keras's order i, f, g, o, where the course has "
            "f, i, c, o: dWf holds dWi, dWi holds dWf."
        )

    def test_a_right_pass_beside_a_wrong_forward_pass(self, folder, capsys):
        code, out, _ = self.run(capsys, "mine_for_main:rnn_from_zeros", "mine_for_main:rnn_of_zeros")
        assert code == 0
        assert out == [
            "rnn_of_zeros is right: 137 of 137 entries agree with numeric derivatives.",
            "Too small or too strongly curved for a numeric derivative: da0.",
            "But look at the forward pass: The forward pass starts from zeros and ignores a0. Right: a_next = a0.",
        ]

    def test_a_gru(self, folder, capsys):
        code, out, _ = self.run(capsys, "rnnviz:gru_forward", "rnnviz:gru_backward")
        assert (code, out) == (0, ["gru_backward is right: 232 of 232 entries agree with numeric derivatives."])
        code, out, _ = self.run(capsys, "mine_for_main:gru_before", "rnnviz:gru_backward", "--reset", "before")
        assert (code, out) == (0, ["gru_backward is right: 227 of 227 entries agree with numeric derivatives."])

    def test_a_gru_that_drops_what_its_update_gate_keeps(self, folder, capsys):
        code, out, _ = self.run(capsys, "rnnviz:gru_forward", "mine_for_main:gru_without_carry")
        assert code == 1
        assert out[2].startswith(
            "Suspect: da_prev lacks da_next * zt, what the update gate keeps. Right: da_prev = da_n"
        )

    def test_a_gru_as_in_textbooks(self, folder, capsys):
        # With z and 1 - z exchanged the states are other ones; gradients of the library's pass are wrong for them.
        code, out, _ = self.run(capsys, "mine_for_main:gru_textbook", "mine_for_main:gru_without_carry")
        assert code == 1
        assert "The update gate takes the candidate" in out[-2]

    def test_what_is_missing(self, folder, capsys):
        code, out, _ = self.run(capsys, "rnnviz:rnn_forward", "mine_for_main:half")
        assert code == 1
        assert out == [
            "What half gives is right: 72 of 72 entries agree with numeric derivatives.",
            "Missing, and not checked: da0, dWax, dWaa, dba.",
        ]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (
                ("rnnviz:rnn_forward", "mine_for_main:back"),
                "mine_for_main:back stopped: TypeError: tuple indices must be integers or slices, not str (line 22 of "
                'mine_for_main.py: return {"dx": caches["x"]}).',
            ),
            (
                ("mine_for_main:back", "mine_for_main:back"),
                "The names do not say which cell it is. Add --cell rnn, --cell lstm or --cell gru.",
            ),
            (
                ("no_such_rnn:f", "no_such_rnn:g"),
                "There is no module no_such_rnn here. Run the command in the folder that holds it.",
            ),
            (("nothing.npz",), "nothing.npz cannot be read: No such file or directory. Give the file's path."),
            (("rnnviz:rnn_forward", "rnnviz:rnn_backward", "--seed", "-1"), "--seed must be at least 0; got -1."),
        ],
    )
    def test_what_cannot_be_checked(self, folder, capsys, arguments, said):
        code, out, err = self.run(capsys, *arguments)
        assert (code, out, err) == (2, [], [said])

    def test_the_cell_and_the_step_can_be_told(self, folder, capsys):
        code, _, err = self.run(capsys, "rnnviz:rnn_cell_forward", "mine_for_main:back", "--cell", "lstm", "--step")
        assert code == 2
        assert err[0].startswith("rnnviz:rnn_cell_forward stopped: TypeError: ")  # it has no place for a c_prev

    @pytest.mark.parametrize("arguments", [(), ("one:name",), ("a:b", "c:d", "e")])
    def test_arguments_that_say_too_little_or_too_much(self, capsys, arguments):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
        assert "usage: python -m rnnviz.check" in capsys.readouterr().err

    def test_a_file(self, folder, capsys):
        rng = np.random.default_rng(0)
        arrays = {"x": rng.normal(size=(3, 4, 2)), "a0": np.zeros((5, 4)), "da": rng.normal(size=(5, 4, 2))}
        arrays |= {"Wax": rng.normal(size=(5, 3)), "Waa": rng.normal(size=(5, 5)), "ba": rng.normal(size=(5, 1))}
        np.savez("mine.npz", **arrays, da0=np.zeros((5, 4)))
        code, out, _ = self.run(capsys, "mine.npz")
        assert code == 1
        assert out[0] == "What mine.npz holds is not right. Wrong: da0."
        assert "- da0 stays 0: it is made before the loop and never set after it. Right: da0 = da_prevt." in out


def test_as_a_command(folder):
    command = [sys.executable, "-m", "rnnviz.check", "mine_for_main:rnn_forward", "mine_for_main:rnn_backward"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=folder)
    assert (answer.returncode, answer.stderr) == (1, "")
    assert answer.stdout.splitlines()[-1] == SUSPECT
