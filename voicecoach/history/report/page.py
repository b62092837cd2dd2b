"""The whole page: one HTML document that needs nothing from anywhere, and no script."""

from __future__ import annotations

from importlib import resources

from voicecoach.history.report.course import adherence, over_time
from voicecoach.history.report.exercises import preference
from voicecoach.history.report.heard import heard
from voicecoach.history.report.markup import Markup, el, void
from voicecoach.history.report.model import Report
from voicecoach.history.report.overview import attention, header, notice, own_note, whereabouts
from voicecoach.history.report.parts import paragraph
from voicecoach.history.report.safety import safety
from voicecoach.history.report.sessions import sessions
from voicecoach.history.report.words import day

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_FOOT = (
    "Made on this machine, from the history on it; nothing was sent anywhere. Only the lowest point of the pain is "
    "asked for and marked. The words before, after and now are what the person said, as the coach understood them."
)


def page(report: Report) -> str:
    """The report as HTML. Raises ValueError for a report of no session."""
    if not report.sessions:
        raise ValueError(report.sessions)
    title = f"Exercise report, {day(report.about.made_at.date())}"
    head = el(
        "head",
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", name="color-scheme", content="light dark"),
        void("meta", name="referrer", content="no-referrer"),
        el("title", title),
        el("style", Markup(_style())),
    )
    body = el(
        "body",
        header(report),
        el(
            "main",
            notice(),
            attention(report),
            own_note(report),
            whereabouts(report),
            over_time(report),
            adherence(report),
            preference(report),
            safety(report),
            heard(report),
            sessions(report),
        ),
        el("footer", paragraph(_FOOT)),
    )
    return f"<!DOCTYPE html>\n{el('html', head, body, lang='en')}\n"


def _style() -> str:
    return resources.files(__package__).joinpath("style.css").read_text(encoding="utf-8")
