"""`voicecoach explain`: why a session went as it did, each decision in sentences."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from voicecoach.cli import completing
from voicecoach.cli.history import EMPTY, document, ending, existing_store, when
from voicecoach.cli.options import SAMPLE
from voicecoach.cli.output import printable, say
from voicecoach.errors import UsageError

if TYPE_CHECKING:
    from voicecoach.coach.explanation.explaining import Chapter, Explanation
    from voicecoach.coach.explanation.retelling import Reply
    from voicecoach.coach.program import Program
    from voicecoach.history.entries import SessionDetail

_INDENT = "  "
_MOST_NAMED = 5
_LARGEST_ID = 2**63 - 1  # what SQLite can look for


@click.command("explain")
@click.argument("session", required=False, shell_complete=completing.sessions)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@SAMPLE
def command(session: str | None, as_json: bool, is_sample: bool) -> None:
    """Say why a session went as it did.

    Each decision of the session, in order: what was asked and answered, where the pain was before and after, the
    rule, and why the rule says so. SESSION is its number in `voicecoach history`; without it, the latest one.

    \b
    Examples:
      voicecoach explain
      voicecoach explain 1 --json
    """
    detail = find_session(session, is_sample=is_sample)
    if detail is None:
        if as_json:
            click.echo(json.dumps({"session": None, "decisions": []}, indent=2))
        else:
            say(EMPTY)
        return
    from voicecoach.coach.explanation.explaining import explain  # noqa: PLC0415 what `--help` does not need
    from voicecoach.programs.loader import built_in  # noqa: PLC0415

    program = built_in(detail.summary.program)
    explanation = explain([entry.record for entry in detail.entries], program)
    if as_json:
        click.echo(json.dumps(_document(detail, explanation), indent=2))
        return
    for line in _lines(detail, explanation, program):
        say(printable(line))


def find_session(session: str | None, *, is_sample: bool) -> "SessionDetail | None":
    """The session of this number, or the latest; None where there is none yet. Raises UsageError for a wrong number."""
    store = existing_store(is_sample=is_sample)
    if store is None and session is None:
        return None
    if store is None:
        raise UsageError(_unknown(str(session), []))
    with store:
        latest = [each.id for each in store.sessions(_MOST_NAMED)]
        if session is None:
            return store.session(latest[0]) if latest else None
        found = store.session(int(session)) if _is_id(session) else None
    if found is None:
        raise UsageError(_unknown(session, latest))
    return found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST_ID


def _unknown(session: str, latest: list[int]) -> str:
    what = f"There is no session {printable(session)[:40]}"
    if not latest:
        return f"{what}: there are no sessions yet. `voicecoach start` begins the first one."
    numbers = ", ".join(map(str, latest))
    which = f"the latest are {numbers}" if len(latest) > 1 else f"the only one is {numbers}"
    return f"{what}: {which}. `voicecoach history` shows them all."


def _lines(detail: "SessionDetail", explanation: "Explanation", program: "Program | None") -> Iterator[str]:
    summary = detail.summary
    what = f"Session {summary.id}, {when(summary)}, {summary.program}, by {summary.driver}"
    yield f"{what}: {ending(summary)}."
    if program is None:
        yield "This is a program of its own file, which is not kept: its exercises go by their ids."
    if summary.note:
        yield f"Your note: {summary.note}"
    for chapter in explanation.chapters:
        yield from ("", chapter.title)
        yield from (_INDENT + sentence for sentence in chapter.sentences)
    yield from ("", "How it ended")
    yield from (_INDENT + sentence for sentence in explanation.ending)


def _document(detail: "SessionDetail", explanation: "Explanation") -> dict[str, object]:
    return {
        "session": document(detail.summary),
        "decisions": [_decision(chapter) for chapter in explanation.decisions],
        "other_answers": [
            _answer(reply)
            for chapter in explanation.chapters
            if chapter.decision is None
            for reply in chapter.replies
        ],
        "sets": [
            {
                "exercise": each.exercise,
                "phase": each.phase,
                "kind": each.kind,
                "done": each.done,
                "planned": each.planned,
                "stopped_by": each.stopped_by,
            }
            for each in detail.sets
        ],
        "left_out": [
            {"exercise": each.exercise, "reason": each.reason, "is_for_good": each.is_for_good}
            for each in detail.left_outs
        ],
        "ending": list(explanation.ending),
    }


def _decision(chapter: "Chapter") -> dict[str, object]:
    explained = chapter.decision
    assert explained is not None
    record = explained.record
    return {
        "rule": record.rule,
        "action": record.action,
        "reason": record.reason,
        "because": explained.because,
        "exercise": record.exercise,
        "exercise_name": explained.exercise,
        "before": record.before,
        "after": record.after,
        "change": record.change,
        "found": list(explained.found),
        "answers": [_answer(reply) for reply in chapter.replies],
    }


def _answer(reply: "Reply") -> dict[str, object]:
    record = reply.record
    return {
        "topic": record.topic,
        "asked": reply.asked,
        "text": record.text,
        "understood": reply.understood,
        "came": reply.came,
        "band": record.band,
        "source": record.source,
        "confidence": record.confidence,
        "asked_back": record.asked_back,
    }
