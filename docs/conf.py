"""How Sphinx makes the site; `scripts/docs` calls it. Neither making nor reading it needs a network."""

import re
import sys
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from voicecoach import __version__  # noqa: E402 its place is on the path only now

project = "voicecoach"
author = "The voicecoach authors"
version = release = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"voicecoach {__version__}"
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    # The system's fonts, so that none is fetched and none need be shipped.
    "light_css_variables": {"font-stack": "system-ui, sans-serif", "font-stack--monospace": "monospace"},
}


def _without_ways_out(_: Sphinx, __: str, source: list[str]) -> None:
    """A link to a file of the checkout, outside this directory, is only its words on the site."""
    source[0] = re.sub(r"\[([^\]]*)\]\(\.\./[^)]*\)", r"\1", source[0])


def _with_all_pages(_: Sphinx, name: str, source: list[str]) -> None:
    """In the index, `*` stands for every page that no list names: a new page needs no line there."""
    if name != "index":
        return
    named = set(re.findall(r"^([\w/-]+)$", source[0], re.MULTILINE))
    others = sorted({path.stem for path in HERE.glob("*.md")} - named - {"index"})
    source[0] = source[0].replace(":glob:\n\n*\n", "\n" + "\n".join(others) + "\n")


def _for_screen_readers(_: Sphinx, __: str, ___: str, context: dict[str, Any], ____: object) -> None:
    """What the theme leaves out: the level of the menu's headings, and a way into wide blocks without a mouse."""
    menu = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = menu.replace('role="heading"', 'role="heading" aria-level="2"')
    context["body"] = context.get("body", "").replace("<pre>", '<pre tabindex="0">')


def setup(app: Sphinx) -> None:
    """The diagrams of states.md are drawn where there is a library for them; here their text is shown."""
    app.add_lexer("mermaid", TextLexer)
    app.connect("source-read", _without_ways_out)
    app.connect("source-read", _with_all_pages)
    app.connect("html-page-context", _for_screen_readers, priority=900)  # after the theme
