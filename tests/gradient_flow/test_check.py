"""The checker: it accepts what is right, rejects what is slightly wrong, and is honest about what it looked at."""

import copy

import numpy as np
import pytest

from rnnviz import (
    initialize_parameters,
    lstm_backward,
    lstm_cell_backward,
    lstm_cell_forward,
    lstm_forward,
    rnn_backward,
    rnn_forward,
)
from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.gradient_flow.check import TOLERANCE, check_cell, check_gradients, check_sequence
from tests.oracles.kinds import draw

POINT = {"w": np.array([[0.3, -0.7, 1.1], [0.9, 0.2, -0.4]]), "b": np.array([0.5, -1.5])}


def loss(v):
    return float(np.sin(v["w"]).sum() + (v["b"] ** 3).prod())


def right():
    b = POINT["b"]
    return {"dw": np.cos(POINT["w"]), "db": np.array([3 * b[0] ** 2 * b[1] ** 3, 3 * b[1] ** 2 * b[0] ** 3])}


class TestVerdict:
    def test_the_right_one_passes(self):
        verdict = check_gradients(loss, POINT, right())
        assert verdict.passed
        assert verdict.worst.error < 1e-8

    @pytest.mark.parametrize("entry", list(np.ndindex(2, 3)))
    def test_one_entry_wrong_by_a_twentieth_of_a_percent_fails(self, entry):
        gradients = right()
        gradients["dw"][entry] *= 1.0005
        verdict = check_gradients(loss, POINT, gradients)
        assert not verdict.passed
        assert verdict.worst.name == "dw"
        assert verdict.worst.entry == entry
        assert verdict.worst.analytic == gradients["dw"][entry]
        assert verdict.worst.numeric == pytest.approx(np.cos(POINT["w"][entry]), rel=1e-8)
        largest = np.abs(gradients["dw"]).max()
        assert verdict.worst.error == pytest.approx(5e-4 * np.cos(POINT["w"][entry]) / largest, rel=1e-3)

    @pytest.mark.parametrize("factor", [0.9995, 1.0005, -1.0, 0.0, 2.0])
    @pytest.mark.parametrize("name", ["dw", "db"])
    def test_a_whole_gradient_wrong_by_a_factor_fails(self, name, factor):
        gradients = right()
        gradients[name] = factor * gradients[name]
        assert not check_gradients(loss, POINT, gradients).passed

    def test_a_gradient_where_there_should_be_none_fails(self):
        assert not check_gradients(lambda v: 1.0, POINT, right()).passed

    def test_zeros_that_are_right_pass(self):
        assert check_gradients(lambda v: 1.0, POINT, {"dw": np.zeros((2, 3))}).worst.error == 0

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
    def test_nan_and_inf_in_the_gradient_fail(self, bad):
        gradients = right()
        gradients["dw"][1, 2] = bad
        verdict = check_gradients(loss, POINT, gradients)
        assert not verdict.passed
        assert verdict.worst.error == np.inf
        assert verdict.worst.entry == (1, 2)

    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_nan_and_inf_in_the_loss_fail(self, bad):
        assert not check_gradients(lambda v: bad, POINT, right()).passed

    def test_the_worst_comes_first(self):
        gradients = right()
        gradients["db"] = 1.5 * gradients["db"]
        errors = [c.error for c in check_gradients(loss, POINT, gradients).comparisons]
        assert errors == sorted(errors, reverse=True)

    def test_large_arguments_and_large_losses(self):
        # x + h is rounded: the width must be what was really stepped.
        big = {"w": np.array([1e6 + 1 / 3])}
        assert check_gradients(lambda v: float(v["w"].sum()), big, {"dw": np.ones(1)}).worst.error < 1e-6


class TestStepByStep:
    def test_a_wrong_small_step_is_not_hidden_by_a_large_one(self):
        sizes = 10.0 ** np.arange(-4, 1)
        point = {"x": np.ones((2, 3, 5))}
        wrong = np.broadcast_to(sizes, (2, 3, 5)).copy()
        wrong[:, :, 0] *= 1.01  # 1e-6 of the largest step

        def total(v):
            return float((v["x"] * sizes).sum())

        verdict = check_gradients(total, point, {"dx": wrong}, over_time=("x",))
        assert [c.name for c in verdict.comparisons if c.error > TOLERANCE] == ["dx[..., 0]"]
        assert verdict.worst.entry[2] == 0
        assert {c.name for c in verdict.comparisons} == {f"dx[..., {t}]" for t in range(5)}


class TestSample:
    def looked_at(self, **keywords):
        seen = set()

        def watching(v):
            for name, value in v.items():
                seen.update((name, *entry) for entry in np.argwhere(value != POINT[name]).tolist())
            return loss(v)

        return check_gradients(watching, POINT, right(), **keywords), seen

    def test_all_unless_given(self):
        verdict, seen = self.looked_at()
        assert (verdict.checked, verdict.total, len(seen)) == (8, 8, 8)

    @pytest.mark.parametrize("sample", [1, 2, 4, 6, 100])
    def test_so_many_of_each(self, sample):
        verdict, seen = self.looked_at(sample=sample)
        expected = {"dw": min(sample, 6), "db": min(sample, 2)}
        assert {c.name: c.checked for c in verdict.comparisons} == expected
        assert {c.name: c.total for c in verdict.comparisons} == {"dw": 6, "db": 2}
        assert verdict.total == 8
        assert verdict.checked == len(seen) == sum(expected.values())  # without repetition

    def test_the_generator_chooses(self):
        seen = [self.looked_at(sample=2, rng=np.random.default_rng(seed))[1] for seed in (0, 0, 1, 2, 3)]
        assert seen[0] == seen[1]
        assert len({frozenset(entries) for entries in seen}) > 2

    def test_it_is_so_many_at_each_step_of_time(self):
        net = draw("tanh")
        verdict = check_sequence(rnn_forward, rnn_backward, net.x, net.states0["a"], net.parameters, net.da, sample=2)
        assert verdict.passed
        assert all(c.checked == 2 for c in verdict.comparisons)
        assert verdict.checked == 2 * (7 + 1 + 3)  # steps of x, a0, Wax Waa ba
        assert verdict.total == 3 * 4 * 7 + 20 + 15 + 25 + 5


class TestNothingIsChanged:
    def test_arguments_and_gradients(self):
        point, gradients = copy.deepcopy(POINT), right()
        for array in (*point.values(), *gradients.values()):
            array.flags.writeable = False
        check_gradients(loss, point, gradients)

    def test_the_argument_is_put_back_between_entries(self):
        def watching(v):
            moved = sum(int((v[name] != POINT[name]).sum()) for name in v)
            assert moved <= 1
            return loss(v)

        check_gradients(watching, POINT, right())

    def test_a_sequence(self):
        net = draw("tanh", T=3)
        before = copy.deepcopy(net)
        check_sequence(rnn_forward, rnn_backward, net.x, net.states0["a"], net.parameters, net.da)
        np.testing.assert_array_equal(net.x, before.x)
        for name, value in net.parameters.items():
            np.testing.assert_array_equal(value, before.parameters[name])


def test_float32_and_lists_are_checked_in_float64():
    point = {name: value.astype(np.float32) for name, value in POINT.items()}
    wide = {name: value.astype(np.float64) for name, value in point.items()}
    gradients = {"dw": np.cos(wide["w"])}
    assert check_gradients(loss, point, gradients).worst.error < 1e-8
    listed = {name: value.tolist() for name, value in POINT.items()}
    assert check_gradients(loss, listed, right()).passed


def test_a_cell_with_two_states():
    net = draw("lstm")
    states = {name + "_prev": value for name, value in net.states0.items()}
    d_states = {"da_next": net.da[:, :, 0], "dc_next": net.da[:, :, 1]}
    arguments = (net.x[:, :, 0], states, net.parameters, d_states)
    assert check_cell(lstm_cell_forward, lstm_cell_backward, *arguments).passed

    def deaf_to_dc_next(da_next, dc_next, cache):
        return lstm_cell_backward(da_next, 0 * dc_next, cache)

    assert not check_cell(lstm_cell_forward, deaf_to_dc_next, *arguments).passed


class TestErrors:
    def test_a_gradient_of_another_shape(self):
        with pytest.raises(ShapeError) as caught:
            check_gradients(loss, POINT, {"dw": np.ones((3, 2))})
        assert str(caught.value).startswith("check_gradients: dw must have shape (2, 3); got (3, 2).")

    def test_nothing_to_compare(self):
        with pytest.raises(RnnvizError) as caught:
            check_gradients(loss, POINT, {"w": np.ones((2, 3))})
        assert str(caught.value) == (
            "check_gradients: no argument has a gradient. Arguments: w, b; gradients: w. "
            "Key each gradient 'd' + the argument's name."
        )


class TestFaded:
    """After many steps a gradient is far below what the difference of two losses can show."""

    @pytest.mark.parametrize("T", [30, 100])
    def test_it_is_not_called_wrong_but_said_not_to_be_seen(self, T):
        rng = np.random.default_rng(0)
        parameters = initialize_parameters(gain=0.5, rng=rng)
        x, da = rng.normal(size=(3, 1, T)), np.zeros((5, 1, T))
        da[:, :, -1] = 1
        verdict = check_sequence(rnn_forward, rnn_backward, x, np.zeros((5, 1)), parameters, da, sample=3)
        assert verdict.passed, verdict.worst
        resolved = {c.name: c.resolved for c in verdict.comparisons}
        assert not resolved["dx[..., 0]"]
        assert not resolved["da0"]
        assert resolved[f"dx[..., {T - 1}]"]
        assert resolved["dWaa"]

    def test_a_wrong_one_is_still_called_wrong_where_it_can_be_seen(self):
        point, sizes = {"x": np.ones(6)}, 10.0 ** -np.arange(0, 12, 2)

        def total(v):
            return float((v["x"] * sizes).sum())

        for k, size in enumerate(sizes):
            wrong = sizes.copy()
            wrong[k] *= 2
            one = {"x": point["x"]}, {"dx": wrong}
            comparisons = check_gradients(total, *one, over_time=("x",)).comparisons
            found = {c.name: (c.error > TOLERANCE, c.resolved) for c in comparisons}
            assert found[f"dx[..., {k}]"] == ((True, True) if size > 1e-7 else found[f"dx[..., {k}]"])
            assert found[f"dx[..., {k}]"] != (False, True)  # seen and wrong, yet not called so

    def test_the_noise_is_that_of_the_loss(self):
        # The same gradient in a loss that is a million times larger: its rounding error is too.
        small, large = (check_gradients(lambda v, j=j: j + loss(v), POINT, right()).worst.noise for j in (0.0, 1e6))
        assert 1e-12 < small < 1e-9
        assert large == pytest.approx(1e6 * 10 * 2.2e-16 / 1e-5, rel=0.5)


def test_a_strongly_curved_loss_does_not_make_a_right_gradient_wrong():
    # x^1000 at 1.5: the difference is off by 7e-6 of the derivative.
    point, power = {"w": np.array([1.5])}, 1000
    right = {"dw": power * point["w"] ** (power - 1)}
    verdict = check_gradients(lambda v: float(v["w"][0] ** power), point, right)
    assert abs(verdict.worst.numeric / verdict.worst.analytic - 1) > 5e-6
    assert verdict.passed
    assert not check_gradients(lambda v: float(v["w"][0] ** power), point, {"dw": 1.0005 * right["dw"]}).passed


def test_across_a_kink_nothing_is_asserted():
    verdict = check_gradients(lambda v: abs(float(v["w"][0]) - 3e-6), {"w": np.zeros(1)}, {"dw": np.array([-1.0])})
    assert not verdict.worst.resolved


def test_entries_that_can_be_judged_are_judged_beside_one_that_cannot():
    def loss(v):
        return abs(float(v["w"][0]) - 3e-6) + float(v["w"][1])

    wrong = check_gradients(loss, {"w": np.zeros(2)}, {"dw": np.array([-1.0, 1.001])})
    assert wrong.worst.entry == (1,)
    assert not wrong.passed
    assert wrong.worst.resolved


class TestShorterDa:
    """``da`` may have fewer steps than x, as the course's notebook has it."""

    def test_the_input_of_the_report(self):
        P = initialize_parameters(rng=np.random.default_rng(0))
        arguments = np.zeros((4, 2, 7))[:3], np.zeros((5, 2)), P, np.ones((5, 2, 4))
        verdict = check_sequence(rnn_forward, rnn_backward, *arguments)
        assert verdict.passed
        assert {c.name for c in verdict.comparisons if "x[" in c.name} == {f"dx[..., {t}]" for t in range(4)}

    @pytest.mark.parametrize("T", [2, 4, 7])
    def test_a_right_pass_is_right_and_a_wrong_one_wrong(self, T):
        net = draw("tanh")
        arguments = net.x, net.states0["a"], net.parameters, net.da[:, :, :T]
        assert check_sequence(rnn_forward, rnn_backward, *arguments).passed

        def wrong(da, caches):
            return {**rnn_backward(da, caches), "da0": np.zeros((5, 4))}

        verdict = check_sequence(rnn_forward, wrong, *arguments)
        assert [suspect.name for suspect in verdict.suspects] == ["da0 stays 0"]

    def test_dx_may_have_all_steps(self):
        net = draw("tanh")

        def padded(da, caches):
            found = rnn_backward(da, caches)
            dx = np.zeros((3, 4, 7))
            dx[:, :, :3] = found["dx"]
            return {**found, "dx": dx}

        verdict = check_sequence(rnn_forward, padded, net.x, net.states0["a"], net.parameters, net.da[:, :, :3])
        assert verdict.passed
        assert {c.name for c in verdict.comparisons if "x[" in c.name} == {f"dx[..., {t}]" for t in range(7)}

    def test_too_few_steps_come_back(self):
        net = draw("tanh")

        def short(da, caches):
            found = rnn_backward(da, caches)
            return {**found, "dx": found["dx"][:, :, :2]}

        with pytest.raises(ShapeError, match=r"^backward: dx must have 7 steps, as da has; got shape \(3, 4, 2\)\.$"):
            check_sequence(rnn_forward, short, net.x, net.states0["a"], net.parameters, net.da)

    @pytest.mark.parametrize("shape", [(5, 4), (5, 4, 1)])
    def test_one_step_is_asked_about(self, shape):
        net = draw("tanh")
        arguments = net.x, net.states0["a"], net.parameters, np.ones(shape)
        with pytest.raises(ShapeError) as caught:
            check_sequence(rnn_forward, rnn_backward, *arguments)
        assert str(caught.value).startswith("check_sequence: da ")
        assert "da = np.zeros((5, 4, 7)); da[:, :, -1] = g" in str(caught.value)

    def test_more_steps_than_x(self):
        net = draw("tanh")
        arguments = net.x, net.states0["a"], net.parameters, np.ones((5, 4, 9))
        with pytest.raises(ShapeError, match="check_sequence: da has 9 steps, but the forward pass had 7"):
            check_sequence(rnn_forward, rnn_backward, *arguments)


class TestWhatComesBack:
    def check(self, backward, forward=rnn_forward):
        net = draw("tanh", T=3)
        return check_sequence(forward, backward, net.x, net.states0["a"], net.parameters, net.da)

    def test_a_tuple_and_other_names(self):
        assert self.check(lambda da, caches: tuple(rnn_backward(da, caches).values())).passed

        def renamed(da, caches):
            dx, da0, dWax, dWaa, dba = rnn_backward(da, caches).values()
            return {"dxt": dx, "da_prev": da0, "dW_ax": dWax, "dWhh": dWaa, "db": dba}

        verdict = self.check(renamed)
        assert verdict.passed
        assert verdict.missing == ()

    def test_what_is_missing_is_said(self):
        verdict = self.check(lambda da, caches: {"dx": rnn_backward(da, caches)["dx"]})
        assert verdict.passed
        assert verdict.missing == ("da0", "dWax", "dWaa", "dba")

    def test_da_may_be_changed_by_it(self):
        def in_place(da, caches):
            found = rnn_backward(da, caches)
            da[:] = 0
            return found

        assert self.check(in_place).passed

    @pytest.mark.parametrize(
        ("forward", "said"),
        [
            (lambda x, a0, p: None, "check_sequence: forward returned None; it must return a, ..., caches"),
            (lambda x, a0, p: x, "check_sequence: forward returned a ndarray; it must return a, ..., caches"),
            (lambda x, a0, p: (a0, []), "the first that forward returns must be a (n_a, m, T_x); got shape (5, 4)."),
        ],
    )
    def test_a_forward_pass_that_returns_something_else(self, forward, said):
        with pytest.raises(RnnvizError) as caught:
            self.check(rnn_backward, forward)
        assert said in str(caught.value)


def test_dc0_is_checked_where_c0_is_given():
    net = draw("lstm", T=3)
    arguments = net.x, net.states0["a"], net.parameters, net.da
    verdict = check_sequence(lstm_forward, lstm_backward, *arguments, c0=net.states0["c"])
    assert verdict.passed
    assert "dc0" in {c.name for c in verdict.comparisons}

    def wrong(da, caches):
        return {**lstm_backward(da, caches), "dc0": np.zeros((5, 4))}

    verdict = check_sequence(lstm_forward, wrong, *arguments, c0=net.states0["c"])
    assert [suspect.name for suspect in verdict.suspects] == ["dc0 stays 0"]
    assert check_sequence(lstm_forward, wrong, *arguments).passed  # it is not asked about
