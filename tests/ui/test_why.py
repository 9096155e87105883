"""What the page says beside its figures."""

from tests.opened_page import OpenedPage


def captions(page: OpenedPage) -> str:
    return " ".join(caption.value for caption in page.at.caption)


def test_what_is_not_drawn_of_a_large_network_is_said(monkeypatch) -> None:
    page = OpenedPage(monkeypatch, page="why", folds=(), n_a="128", T_x="300", m="1")
    said = captions(page)
    assert "Drawn over the last" in said
    assert "Rows are the losses at" in said


def test_of_a_small_one_everything_is_drawn(monkeypatch) -> None:
    page = OpenedPage(monkeypatch, page="why", folds=("explain_causes", "explain_lags", "explain_losses"), n_a="8")
    said = captions(page)
    assert "Drawn over the last" not in said
    assert "Rows are the losses" not in said
    assert "Spectral radius ρ" in said
    assert "What the bound leaves open comes from weights" in said
    assert sum("Pascanu" in m.value or "gate paths" in m.value or "Row s" in m.value for m in page.at.markdown) >= 3
