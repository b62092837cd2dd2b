"""What `voicecoach history --json` adds to the sessions: what they show together."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicecoach.coach.symptoms import Location
    from voicecoach.history.findings import Findings
    from voicecoach.history.session_finding import SessionFinding


def overview(findings: "Findings | None") -> dict[str, object]:
    """`pain` (a point a session, by its begin), `helped` (an entry an exercise) and `adherence`; {} for None."""
    if findings is None:
        return {}
    adherence = findings.adherence
    return {
        "pain": [_point(each) for each in findings.sessions if _tells_pain(each)],
        "helped": [
            {
                "program": each.program,
                "exercise": each.exercise,
                "sessions": each.sessions,
                "centralized": each.centralized,
                "moved_down": each.moved_down,
            }
            for each in findings.preferences
        ],
        "adherence": {
            "streak_days": adherence.streak,
            "longest_streak_days": adherence.longest_streak,
            "done": adherence.done,
            "planned": adherence.planned,
            "done_of_planned": adherence.done_of_planned,
            "days": [
                {"date": each.day.isoformat(), "done": each.done, "planned": each.planned}
                for each in adherence.days
                if each.done or each.planned
            ],
        },
    }


def _tells_pain(session: "SessionFinding") -> bool:
    return session.first is not None or session.rating_before is not None


def _point(session: "SessionFinding") -> dict[str, object]:
    return {
        "session": session.summary.id,
        "started_at": session.summary.started_at.isoformat(),
        "before": _word(session.first),
        "after": _word(session.last),
        "side": session.side,
        "number_before": session.rating_before,
        "number_after": session.rating_after,
        "centralized_by": session.centralized_by,
    }


def _word(location: "Location | None") -> str | None:
    return None if location is None else location.word
