"""A link to another page, and none where pages are left out."""

import pytest

from tests.opened_page import OpenedPage


@pytest.mark.parametrize("hide", ["", "pages"])
def test_pages_lead_to_others_unless_these_are_left_out(monkeypatch: pytest.MonkeyPatch, hide: str) -> None:
    page = OpenedPage(monkeypatch, page="gates", n_a="5", **({"hide": hide} if hide else {}))
    labels = [element.proto.label for element in page.at.get("page_link")]
    assert ("Why: what the slope does to the gradient" in labels) == (not hide)
    assert ("Papers" in labels) == (not hide)
