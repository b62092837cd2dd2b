"""Reads a page as a browser's parser does, as far as that is needed: its elements in order, and its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "line", "circle", "rect", "path", "polyline", "polygon", "ellipse"})


@dataclass
class Element:
    """An element: its attributes, the text in it and in its children, and the names of those around it."""

    name: str
    attributes: dict[str, str]
    around: tuple[str, ...]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """All elements of a page in order. Reading raises AssertionError where they are not properly nested."""

    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), (tag, attrs)
        element = Element(tag, {k: v or "" for k, v in attrs}, tuple(each.name for each in self._open))
        self.elements.append(element)
        self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, tag
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each.text += data

    def of(self, name: str) -> list[Element]:
        """All of this name."""
        return [each for each in self.elements if each.name == name]

    @property
    def skeleton(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """The elements with their attributes, without any text."""
        return [(each.name, tuple(each.attributes.items())) for each in self.elements]

    @property
    def text(self) -> str:
        return self.of("body")[0].text


def read(html: str) -> Page:
    """The page. Raises AssertionError for elements that are not properly nested or closed."""
    page = Page()
    page.feed(html)
    page.close()
    assert not page._open
    return page
