"""The report of a check, line by line."""

from rnnviz.check.report import report
from rnnviz.gradient_flow.check import Comparison, Verdict
from rnnviz.gradient_flow.suspects import Suspect

SUSPECT = Suspect("n", "It is so.", ("a = b",))


def comparison(name, error=0.0, noise=1e-12):
    return Comparison(name, error, (0, 1, 2), 1.5, 1.25, noise, 3, 4)


def verdict(*comparisons, **more):
    return Verdict(sorted(comparisons, key=lambda c: -c.error), **more)


def test_a_right_one():
    assert report(verdict(comparison("dba"), comparison("dx[..., 0]")), "f") == [
        "f is right: 6 of 8 entries agree with numeric derivatives."
    ]


def test_what_is_missing_or_too_small_is_said():
    found = report(verdict(comparison("dba"), comparison("dx[..., 0]", noise=1.0), missing=("da0", "dWax")), "f")
    assert found == [
        "What f gives is right: 6 of 8 entries agree with numeric derivatives.",
        "Missing, and not checked: da0, dWax.",
        "Too small or too strongly curved for a numeric derivative: dx[:, :, t] at t = 0.",
    ]


def test_a_wrong_one_says_which_gradients_and_which_steps():
    steps = [comparison(f"dx[..., {t}]", error=0.1 * (t in (0, 1, 2, 4))) for t in range(7)]
    found = report(verdict(*steps, comparison("dba"), comparison("da0", 0.2), comparison("dWf", 1.0)), "f")
    assert found == [
        "f is not right. Wrong: dx[:, :, t] at t = 0 to 2 and 4, da0, dWf.",
        "Right: dx[:, :, t] at t = 3 and 5 to 6, dba.",
        "No known mistake makes these numbers, nor do two together as far as they were tried.",
        "The largest difference: dWf[0, 1, 2] is 1.5, numerically 1.25.",
    ]


def test_suspects():
    wrong = comparison("dba", 1.0)
    assert report(verdict(wrong, suspects=(SUSPECT,)))[-1] == "Suspect: It is so. Right: a = b."
    assert report(verdict(wrong, suspects=(SUSPECT,) * 2))[-3:] == [
        "One of these, which these numbers do not tell apart:",
        "- It is so. Right: a = b.",
        "- It is so. Right: a = b.",
    ]
    together = SUSPECT._replace(together=True)
    assert report(verdict(wrong, suspects=(together,) * 2))[-3] == "Two mistakes together make these numbers:"
    assert report(verdict(wrong, suspects=(SUSPECT,) * 8))[-1] == "- and 3 more"
