"""The next session of a plan, from what the history holds: when it is due, and that in words."""

from datetime import datetime, time, timedelta

from voicecoach.coach.plan import Due, next_due
from voicecoach.history.adherence import done_by_date
from voicecoach.history.plans import Planned
from voicecoach.history.session_finding import finding
from voicecoach.history.store import Store


def coming(store: Store, planned: Planned, rest_h: float, now: datetime) -> Due | None:
    """The next session by the clock of this place, no sooner than so many hours after the last set; None where nothing
    is planned. `now` has a zone.
    """
    here, program = local(now), planned.plan.program
    midnight = datetime.combine(here.date(), time()).astimezone()
    today = [finding(each) for each in store.details(since=midnight)]
    done_today = done_by_date(today, None)[here.date()][program]
    hours = store.background(program, now).hours_since_last
    rested_at = None if hours is None else _whole_minute(local(now + timedelta(hours=rest_h - hours)))
    return next_due(planned.plan, local(planned.at), here, done_today, rested_at)


def in_words(due: Due, now: datetime) -> str:
    """When that is: "today at 14:00". `now` by the clock of the place."""
    if due.at > due.planned and due.at > now:
        return f"{_at(due.at, now)}, after the rest (planned for {due.planned:%H:%M})"
    return f"now, planned for {due.planned:%H:%M}" if due.at <= now else _at(due.at, now)


def local(at: datetime) -> datetime:
    """By the clock of this place, with no zone."""
    return at.astimezone().replace(tzinfo=None)


def _at(at: datetime, now: datetime) -> str:
    days = (at.date() - now.date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"on {at:%a %Y-%m-%d}")
    return f"{day} at {at:%H:%M}"


def _whole_minute(at: datetime) -> datetime:
    """The next one: a rest is not over before its end."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)
