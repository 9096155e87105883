"""Inputs that people reported, with their right values, computed elsewhere: as they are met in the app."""

import math
from typing import ClassVar

import mpmath
import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from tests.opened_page import OpenedPage, unescaped

#: A monthly series, raw: hundreds.
MONTHS = (112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 622)


def said(page: OpenedPage) -> str:
    kinds = ("markdown", "caption", "warning", "info", "error")
    plain = [unescaped(element.value) for kind in kinds for element in getattr(page.at, kind)]
    return "\n".join([page.title, *page.written("says"), *page.written("caption"), *page.written("warning"), *plain])


class TestOneUnitReads0And20:
    address: ClassVar[dict[str, str]] = {"cells": "rnn", "n_a": "1", "input": "numbers", "numbers": "0,20"}

    def test_the_factor_is_2_38e_minus_25(self):
        result = run(Scenario.from_query(self.address).scenario)
        one = result.cells["rnn"]
        with mpmath.workdps(30):
            a1 = float(one.states["a"][0, 0, 0])
            W, U, b = (float(one.parameters[name].item()) for name in ("Waa", "Wax", "ba"))
            factor = abs(mpmath.mpf(W)) * mpmath.sech(mpmath.mpf(W) * a1 + mpmath.mpf(U) * 20 + b) ** 2
        assert one.fades["a"].factor == pytest.approx(float(factor), rel=1e-9)
        assert one.fades["a"].factor == pytest.approx(2.38e-25, rel=2e-3)

    @pytest.mark.parametrize("page", ["", "gates", "why", "step"])
    def test_no_page_says_exactly_0(self, monkeypatch, page):
        words = said(OpenedPage(monkeypatch, page=page, folds=(), **self.address))
        # A remedy may leave exactly 0: a ReLU that is off.
        lines = [line for line in words.splitlines() if "ReLU that is on" not in line]
        assert not [line for line in lines if "xactly 0 before" in line or "leaves exactly 0" in line]
        if page == "why":
            assert "2.4·10⁻²⁵" in words
        elif not page:
            assert "factor a step ×2.4·10⁻²⁵" in OpenedPage(monkeypatch, page=page, folds=(), **self.address).table


class TestRawSeries:
    address: ClassVar[dict[str, str]] = {"n_a": "4", "input": "numbers", "numbers": ",".join(map(str, MONTHS))}

    def test_every_unit_stands_at_its_limits_and_passes_on_what_it_passes_on(self):
        result = run(Scenario.from_query(self.address).scenario)
        one, x = result.cells["rnn"], result.x[:, 0]
        W, U, b = (one.parameters[name] for name in ("Waa", "Wax", "ba"))
        a = np.concatenate([np.zeros((4, 1)), one.states["a"][:, 0]], axis=1)
        with mpmath.workdps(30):
            delta = mpmath.matrix(one.by_step["a"].to_float()[:, 0, -1].tolist())
            size = mpmath.norm(delta, 2)
            for t in range(len(MONTHS), 1, -1):
                z = (W @ a[:, t - 1] + U @ x[:, t - 1] + b[:, 0]).tolist()
                dz = mpmath.matrix([d * mpmath.sech(v) ** 2 for d, v in zip(delta, z, strict=True)])
                delta = mpmath.matrix(W.T.tolist()) * dz
            left = float(mpmath.log10(mpmath.norm(delta, 2) / size))
        assert one.fades["a"].left == pytest.approx(left, rel=1e-9)
        assert left < -400

    @pytest.mark.parametrize("page", ["", "gates", "why"])
    def test_it_is_said_in_numbers(self, monkeypatch, page):
        words = said(OpenedPage(monkeypatch, page=page, folds=(), **self.address))
        assert "NaN" not in words.replace("NaN is left blank", "").replace("NaN are", "")
        assert "no step through which" not in words
        assert "xactly 0 before" not in words
        if page == "why":
            assert "The input is out of range: it goes from 104 to 622" in words
            assert "Each feature minus its mean, divided by its standard deviation" in words


@pytest.mark.parametrize(("cell", "factor"), [("rnn", 0.538), ("lstm", 0.619)])
def test_pytorch_s_defaults_can_be_chosen(cell, factor):
    # One draw of the RNN varies by a twentieth.
    rates = [run(Scenario(cells=(cell,), start="pytorch", seed=seed)).cells[cell].fades["a"] for seed in range(8)]
    overall = [10 ** (fade.left / 99) for fade in rates]
    assert float(np.exp(np.mean(np.log(overall)))) == pytest.approx(factor, rel=0.02)
    assert math.isclose(np.mean([fade.left for fade in rates]), 99 * math.log10(factor), rel_tol=0.04)
