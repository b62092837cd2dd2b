"""Parts of which the sections are made: sections, tables, lists, things that only one medium shows."""

from collections.abc import Iterable, Sequence

from voicecoach.history.report.markup import Child, Markup, el

Row = Sequence[Child]


def section(key: str, heading: str, *inside: Child) -> Markup:
    """A part of the page under a heading of its own."""
    return el(
        "section", el("h2", heading, id=key), *inside, aria_labelledby=key, class_=key, id=f"section-{key}"
    )


def table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Row],
    *,
    most_printed: int | None = None,
    kind: str | None = None,
) -> Markup:
    """A table whose first column names its rows. On paper only so many rows; wide ones scroll on a narrow screen."""
    body = [
        el(
            "tr",
            el("th", row[0], scope="row"),
            *(el("td", cell) for cell in row[1:]),
            class_="screen-only" if most_printed is not None and number >= most_printed else None,
        )
        for number, row in enumerate(rows)
    ]
    head = el("thead", el("tr", *(el("th", each, scope="col") for each in headings)))
    inside = el("table", el("caption", caption), head, el("tbody", *body), class_=kind)
    return el("div", inside, class_="scroll", role="group", aria_label=caption, tabindex="0")


def folded(summary: Child, *inside: Child) -> Markup:
    """What is unfolded on the screen, and not printed."""
    return el("details", el("summary", summary), *inside, class_="screen-only")


def listed(items: Iterable[Child]) -> Markup:
    """A list."""
    return el("ul", *(el("li", each) for each in items))


def facts(pairs: Iterable[tuple[str, Child]], kind: str | None = None) -> Markup:
    """Names with what belongs to them."""
    return el("dl", *(el("div", el("dt", name), el("dd", value)) for name, value in pairs), class_=kind)


def paragraph(*inside: Child, kind: str | None = None) -> Markup:
    """A paragraph."""
    return el("p", *inside, class_=kind)
