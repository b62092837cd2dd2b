"""The site of docs/ is built without a warning, and needs no network when it is read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
}
"""What a browser fetches by itself."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built by the script that everyone calls."""
    place = tmp_path_factory.mktemp("site")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ran = subprocess.run(
        [ROOT / "scripts" / "docs", place],
        env={**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert not ran.stderr
    return place


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


class Fetched(HTMLParser):
    """The addresses that a browser fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(LOADED.get(tag, ""))
        if address:
            self.addresses.append(address)


def test_every_document_is_a_page(site: Path) -> None:
    """A new one needs no line anywhere."""
    documents = {
        path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")
    }

    assert documents <= {path.relative_to(site) for path in pages(site)}


def test_every_page_is_in_the_menu(site: Path) -> None:
    """Of the first page, which has them all."""
    index = (site / "index.html").read_text(encoding="utf-8")

    for path in (ROOT / "docs").rglob("*.md"):
        page = path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        if page != "index.html":
            assert f'href="{page}"' in index, page


def test_no_page_fetches_anything_from_a_network(site: Path) -> None:
    """Scripts, styles, fonts and pictures are in the site."""
    for page in pages(site):
        fetched = Fetched()
        fetched.feed(page.read_text(encoding="utf-8"))

        assert fetched.addresses
        assert not [address for address in fetched.addresses if re.match(r"(https?:)?//", address)], page


def test_a_screen_reader_finds_its_way(site: Path) -> None:
    """The menu's headings have a level, and a wide block can be scrolled by key."""
    text = (site / "tutorial.html").read_text(encoding="utf-8")

    assert text.count('role="heading"') == text.count('role="heading" aria-level="2"') > 3
    assert "<pre>" not in text
    assert '<pre tabindex="0">' in text


def test_no_style_fetches_anything_from_a_network(site: Path) -> None:
    """Neither by import nor by address."""
    styles = list(site.rglob("*.css"))

    assert styles
    for style in styles:
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(https?:)?//|@import\s+[\"'](https?:)?//", text), style
