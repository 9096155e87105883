"""The table of all claims."""

from rnnviz import papers
from rnnviz.papers import CLAIMS, __main__
from rnnviz.papers.__main__ import main, rows
from rnnviz.papers.claim import Check, exactly


def test_every_claim_has_its_number_once():
    assert [claim.number for claim in CLAIMS] == [*range(2, 15), 22]
    assert papers.CLAIMS is CLAIMS
    for claim in CLAIMS:
        assert claim.says.endswith(".")
        assert claim.citation


def test_what_does_not_agree_is_said_and_counted(monkeypatch, capsys):
    def measure() -> list[Check]:
        return [exactly("one", 1.0, 1.0), exactly("two", 2.0, 3.0)]

    wrong = CLAIMS[0]._replace(number=99, title="Wrong", measure=measure)
    assert rows(wrong)[1] == "| 99 | Wrong: two | 2 (derived) | 3 | exact | NO |"
    monkeypatch.setattr(__main__, "CLAIMS", (wrong,))
    assert main() == 1
    assert capsys.readouterr().out.count("\n") == 4
