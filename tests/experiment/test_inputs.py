"""Sequences that are made, and texts that are brought: shapes, statistics, and what any Unicode does."""

import unicodedata
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import InputError, ScenarioError
from rnnviz.experiment import inputs
from rnnviz.experiment.inputs import (
    MAX_MARKS,
    alphabet,
    gaussian_noise,
    impulse,
    normalize_text,
    one_hot,
    parse_table,
    sine,
    step_function,
)
from rnnviz.experiment.scenario import Scenario

MADE = {"noise": gaussian_noise, "impulse": impulse, "step": step_function, "sine": sine}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 2, 7), (32, 64, 5)])
def test_made_sequences_have_the_shape_that_was_asked_for(kind: str, sizes: tuple[int, int, int]) -> None:
    x = MADE[kind](*sizes, rng=rng())
    assert x.shape == sizes
    assert x.dtype == np.float64
    assert np.isfinite(x).all()


@pytest.mark.parametrize("kind", MADE)
def test_scale_multiplies_and_zero_is_silence(kind: str) -> None:
    one, three = (MADE[kind](2, 3, 10, scale=scale, rng=rng()) for scale in (1.0, 3.0))
    np.testing.assert_allclose(three, 3 * one, rtol=1e-15)
    assert not MADE[kind](2, 3, 10, scale=0.0, rng=rng()).any()


@pytest.mark.parametrize("kind", MADE)
def test_made_sequences_depend_on_the_generator_only(kind: str) -> None:
    first, again = MADE[kind](2, 3, 10, rng=rng()), MADE[kind](2, 3, 10, rng=rng())
    assert np.array_equal(first, again)
    assert not np.array_equal(first, MADE[kind](2, 3, 10, rng=np.random.default_rng(1)))


def test_noise_is_normal_and_independent_at_every_step() -> None:
    x = gaussian_noise(32, 64, 500, scale=2.0, rng=rng())  # a million numbers: the mean's standard error is 0.002
    assert abs(x.mean()) < 0.01
    assert abs(x.std() - 2) < 0.01
    kurtosis = ((x / x.std()) ** 4).mean()
    assert abs(kurtosis - 3) < 0.03
    neighbours = np.corrcoef(x[..., 1:].ravel(), x[..., :-1].ravel())[0, 1]
    assert abs(neighbours) < 0.005


@pytest.mark.parametrize("at", [1, 4, 9])
def test_an_impulse_is_at_its_step_and_nowhere_else(at: int) -> None:
    x = impulse(3, 2, 9, at=at, rng=rng())
    assert np.flatnonzero(x.any(axis=(0, 1))).tolist() == [at - 1]
    assert (x[..., at - 1] != 0).all()


@pytest.mark.parametrize("at", [1, 4, 9])
def test_a_step_is_zero_before_it_and_constant_from_it_on(at: int) -> None:
    x = step_function(3, 2, 9, at=at, rng=rng())
    assert not x[..., : at - 1].any()
    assert (x[..., at - 1 :] == x[..., at - 1 : at]).all()
    assert (x[..., at - 1] != 0).all()


@pytest.mark.parametrize("kind", ["impulse", "step"])
def test_directions_are_normal_and_differ_between_samples(kind: str) -> None:
    x = MADE[kind](32, 64, 1, rng=rng())  # 2048 numbers: the standard error of the variance is 0.03
    assert abs(x.var() - 1) < 0.12
    assert len(np.unique(x)) == x.size


def test_a_sine_has_its_period_amplitude_and_a_phase_for_everyone() -> None:
    x = sine(4, 8, 101, period=20.0, scale=1.5, rng=rng())
    np.testing.assert_allclose(x[..., 20:], x[..., :-20], atol=1e-12)
    np.testing.assert_allclose(x[..., 10:], -x[..., :-10], atol=1e-12)  # half a period later it is upside down
    # sin² over whole periods has mean 1/2
    np.testing.assert_allclose((x[..., :100] ** 2).mean(axis=2), 1.5**2 / 2, rtol=1e-12)
    assert len(np.unique(x[..., 0].round(9))) == 32


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("hello", 4),
        ("😀😃😀", 2),
        ("👨‍👩‍👧", 4),  # three people and the joiner, twice
        ("e\u0301", 1),  # composed: é
        ("x\u0301", 2),  # there is no composed form
        ("שלום", 4),
        ("مرحبا\u200f", 6),
        ("漢字かな", 4),
        ("\n\t \0", 4),
        ("\U0010ffff", 1),
    ],
)
def test_any_unicode_is_one_hot_by_character(text: str, characters: int) -> None:
    text = normalize_text(text)
    x = one_hot(text)
    assert x.shape == (characters, 1, len(text))
    assert (x.sum(axis=0) == 1).all()
    assert set(np.unique(x)) <= {0.0, 1.0}


@given(st.text(min_size=1, max_size=60))
def test_one_hot_can_be_read_back(text: str) -> None:
    x = one_hot(text)
    letters = alphabet(text)
    assert list(letters) == sorted(set(text))
    assert "".join(letters[k] for k in x[:, 0].argmax(axis=0)) == text
    assert (x.sum(axis=0) == 1).all()


@given(st.text(max_size=60))
def test_normal_form_is_nfc_and_stays(text: str) -> None:
    normal = normalize_text(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert normalize_text(normal) == normal


@pytest.mark.parametrize(
    ("text", "where"), [("\ud83d", 1), ("ab\udc00", 3), ("\ud83d\ude00", 1)], ids=["high", "low", "both halves apart"]
)
def test_half_a_surrogate_pair_is_refused(text: str, where: int) -> None:
    with pytest.raises(InputError, match=f"half a surrogate pair at character {where}, .* Delete it or paste"):
        normalize_text(text)


class TestByteOrderMark:
    def test_it_is_no_letter(self):
        assert normalize_text("\ufeffabba") == "abba"
        assert normalize_text("ab\ufeffba") == "abba"  # where files were joined
        assert Scenario(input="text", text="\ufeffabba").features == 2

    def test_a_letter_and_its_accent_stay_together(self):
        assert normalize_text("e\ufeff\u0301") == "\u00e9"

    def test_alone_it_is_no_text(self):
        with pytest.raises(ScenarioError, match="The text has no characters yet"):
            Scenario(input="text", text="\ufeff")

    def test_before_a_table_it_is_no_number(self):
        assert parse_table("\ufeff1, 2\n3, 4") == ((1.0, 2.0), (3.0, 4.0))


def runs_of_marks(text: str) -> list[int]:
    """Lengths of the runs of what is reordered when it is composed, counted as Unicode does: taken apart."""
    runs, length = [0], 0
    for character in unicodedata.normalize("NFD", text):
        length = length + 1 if unicodedata.combining(character) else 0
        runs.append(length)
    return runs


MARKS = ["\u0315\u0300", "\u0344\u0315", "\u0f73", "\u0f75\u0f73", "\u0301", "\u05b0\u0591"]


@pytest.mark.parametrize("marks", MARKS, ids=ascii)
def test_marks_without_end_are_refused_before_they_are_composed(marks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    composed = []

    def normalize(form: str, text: str) -> str:
        composed.append(text)
        return unicodedata.normalize(form, text)

    monkeypatch.setattr(inputs, "unicodedata", SimpleNamespace(normalize=normalize, combining=unicodedata.combining))
    few, more = "a" + marks * (MAX_MARKS // len(marks)), "a" + (marks * 31)[: MAX_MARKS + 1]
    assert normalize_text(few + "b" + few) == unicodedata.normalize("NFC", few + "b" + few)
    with pytest.raises(InputError, match="31 combining marks in a row from character 2 on; at most 30 are possible"):
        normalize_text(more)
    with pytest.raises(InputError, match="combining marks in a row"):
        normalize_text("x" * 100 + "a" + marks * 15_000)
    with pytest.raises(InputError, match="The text has 120,001 characters; at most 20,000 are possible"):
        normalize_text("a" + (marks * 120_000)[:120_000])
    # No run was handed on that takes more than a moment; taken apart a mark may be three.
    assert max(max(runs_of_marks(text)) for text in composed) <= 3 * MAX_MARKS


def test_a_text_may_be_typed_in_pieces_as_long_as_its_characters_are_few_enough() -> None:
    apart = unicodedata.normalize("NFD", "ᾧ" * 5)  # four code points each
    assert len(apart) == 20
    assert normalize_text(apart, 5) == "ᾧ" * 5
    with pytest.raises(InputError, match="The text has 21 characters; at most 5 are possible"):
        normalize_text(apart + "a", 5)
