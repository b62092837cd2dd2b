"""HTML and SVG, made so that no text can ever become markup: whatever is not `Markup` is escaped and cleaned."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape

MOST_CHARACTERS = 500
"""Of a text that somebody typed or said."""
_UNFIT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Markup(str):
    """Text that is HTML or SVG already."""

    __slots__ = ()


Child = str | int | float | None | Iterable["Child"]


def el(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """An element. Attributes are written with "-" for "_", without a "_" at their end; None and False leave one out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{name}{written}>{_inside(children)}</{name}>")


def void(name: str, /, **attributes: str | float | bool | None) -> Markup:
    """An element that never has anything inside."""
    return Markup(f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}/>")


def join(*children: Child) -> Markup:
    """These, one after the other."""
    return Markup(_inside(children))


def clean(text: str) -> str:
    """The text in one line: what would steer a display or turn the direction of reading becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " "
        if each.isspace()
        else "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(each) in _UNFIT
        else each
        for each in text
    )


def typed(text: str) -> Markup:
    """What somebody typed, said or wrote into a program file: apart from the text around it, and not without end."""
    shown = clean(text.strip())
    if len(shown) > MOST_CHARACTERS:
        shown = f"{shown[:MOST_CHARACTERS]}\N{HORIZONTAL ELLIPSIS}"
    return el("bdi", shown)


def _inside(children: Iterable[Child]) -> str:
    return "".join(map(_one, children))


def _one(child: Child) -> str:
    match child:
        case None:
            return ""
        case Markup():
            return child
        case str():
            return escape(clean(child))
        case int() | float():
            return str(child)
        case _:
            return _inside(child)


def _attribute(key: str, value: str | float | bool | None) -> str:  # noqa: FBT001 True is a value
    name = key.rstrip("_").replace("_", "-")
    match value:
        case None | False:
            return ""
        case True:
            return f" {name}"
        case str():
            return f' {name}="{escape(clean(value))}"'
        case _:
            return f' {name}="{_number(value)}"'


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
