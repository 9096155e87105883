"""Words of a page as a browser reads them: which elements there are, and what stands in them."""

import re
from html.parser import HTMLParser

from rnnviz.lessons.glossary import GLOSSARY

#: What somebody may call a thing, or write as a text.
HOSTILE = """<script>alert("1 & 2")</script>'<img src=x onerror=y>&lt;&amp"""

#: Attributes of ours; an event's would be somebody else's.
_ATTRIBUTES = {"class", "role", "colspan", "scope", "style", "type", "data-draws", "data-goes"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "dfn":  # a term of ours, within what is read
            assert dict(attrs).keys() == {"tabindex", "data-says"}
            assert dict(attrs)["data-says"] in {term.says for term in GLOSSARY.values()}
            return
        assert {name for name, _ in attrs} <= _ATTRIBUTES
        self.tags.append(tag)
        self.texts.append("")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "dfn":
            return
        assert self.open.pop() == tag
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not self.texts:
            self.texts.append("")
        self.texts[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def read(markup: str) -> tuple[list[str], list[str]]:
    """Elements in the order in which they begin, and texts between their tags; every element ends."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert reader.open == []
    return reader.tags, [text for text in reader.texts if text]


def tags_of(markup: str) -> list[str]:
    return read(markup)[0]


def texts_of(markup: str) -> list[str]:
    return read(markup)[1]


def without_draws(markup: str) -> str:
    """The same without what is kept free for many draws, which comes later."""
    kept = re.sub(r'<tr class="draws">.*?</tr>|<small class="draws">.*?</small>', "", markup)
    return re.sub(r'<p class="rnnviz-draws" data-draws="[^"]+">\u00a0</p>', "", kept)
