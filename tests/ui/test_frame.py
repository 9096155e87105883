"""The frame: a title, and nothing from outside."""

import re
from importlib.resources import files
from pathlib import Path

from tests.opened_page import Opener

UI = files("rnnviz.ui")


def test_icon_and_style_need_nothing_from_outside() -> None:
    for name in ("icon.svg", "frame.css"):
        text = UI.joinpath(name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//|@import|url\(", text), name
    assert UI.joinpath("icon.svg").read_text(encoding="utf-8").startswith("<svg")


def test_no_rule_looks_for_a_mark_in_the_whole_page() -> None:
    # The browser would look again at every change: two of them took half of the time of a drag.
    for file in [Path(str(UI)) / "frame.css", *Path(str(UI)).rglob("components/**/*.css")]:
        found = re.findall(r"^(?::is\()?(?::root|body):has\(\.[^{]*", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert found == [], file.name


def test_the_style_is_on_the_page(opened: Opener) -> None:
    bodies = [element.proto.body for element in opened().at.get("html")]
    assert any(UI.joinpath("frame.css").read_text(encoding="utf-8") in body for body in bodies)


def test_every_page_can_be_reached_where_tabs_have_no_room(opened: Opener) -> None:
    links = opened().at.get("page_link")
    assert [link.proto.label for link in links] == ["Gradient", "Gates", "One step", "Why", "Train", "Papers", "Learn"]
