"""The page in a real browser: nothing is fetched or overflows, axe-core finds nothing, dark is dark, paper is light.

Chromium is no part of the set-up that every machine can have: without it, or without playwright, these are skipped.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.history.report.lives import LIVES, lived, page_of
from voicecoach.history.store import Store

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PAGES = [*LIVES, "the sample"]
SHEETS = dict.fromkeys(PAGES, 2) | {"of everything": 3}
"""What there is no room for on two sheets are six sessions with three alarms and two programs."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> dict[str, Path]:
    """A page of each history."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name in PAGES:
        with Store.open(sample) if name == "the sample" else Store.in_memory() as store:
            if name != "the sample":
                lived(store, name)
            found[name] = folder / f"{name}.html"
            found[name].write_text(page_of(store), encoding="utf-8")
    return found


@pytest.fixture
def show(browser: Any, files: dict[str, Path]) -> Iterator[Any]:
    """Opens a page of a history in a context of its own, all of it unfolded if that is wanted."""
    contexts = []

    def open_it(name: str, *, width: int = 1280, is_unfolded: bool = False, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.requests, page.complaints = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(files[name].as_uri())
        if is_unfolded:
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(show: Any, name: str, scheme: str) -> None:
    """Contrast, landmarks, headings, tables, names: of the whole page, on a phone too."""
    for width in (1280, 360):
        page = show(name, width=width, is_unfolded=name != "the sample", color_scheme=scheme, bypass_csp=True)
        found = axe.Axe().run(page)

        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_anybody_and_the_browser_complains_of_nothing(show: Any, name: str) -> None:
    """The one request is for the page itself."""
    page = show(name)

    assert len(page.requests) == 1
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 640, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows(show: Any, name: str, width: int) -> None:
    """On a phone, and at twice the size on a small screen (640 of 1280); what is wide scrolls by itself."""
    page = show(name, width=width, is_unfolded=True)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_dark_scheme_is_dark_and_paper_is_always_light(show: Any) -> None:
    """By what the browser makes of the colours of page and text."""

    def brightness(page: Any, of: str) -> float:
        color = page.evaluate(f"getComputedStyle(document.querySelector('section')).{of}")
        return sum(map(float, re.findall(r"[\d.]+", color)[:3])) / 3

    dark, light = show("the sample", color_scheme="dark"), show("the sample", color_scheme="light")

    assert brightness(dark, "backgroundColor") < 60
    assert brightness(dark, "color") > 180
    assert brightness(light, "backgroundColor") > 180
    assert brightness(light, "color") < 60
    dark.emulate_media(media="print", color_scheme="dark")
    assert brightness(dark, "color") < 60


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", PAGES)
def test_a_usual_history_prints_on_two_sheets(show: Any, name: str, paper: str) -> None:
    """Counted in the PDF."""
    pdf = show(name).pdf(format=paper)
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))

    assert 1 <= sheets <= SHEETS[name]


def test_small_screens_get_charts_of_their_own_that_can_be_read(show: Any) -> None:
    """The text in them is no smaller than nine pixels."""
    for width in (320, 1280):
        page = show("the sample", width=width)
        heights = page.evaluate(
            "[...document.querySelectorAll('.chart text')]"
            ".map(each => each.getBoundingClientRect().height).filter(height => height > 0)"
        )

        assert heights
        assert min(heights) >= 9
