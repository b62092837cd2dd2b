"""What the sessions together show, in sentences: for the top of `voicecoach history`, and wherever no picture is.

Pure. Nothing in it judges the person, promises or clears.
"""

from collections.abc import Callable, Iterator
from datetime import date

from voicecoach.coach.plan import Plan
from voicecoach.coach.plan_words import in_words
from voicecoach.coach.symptoms import Location
from voicecoach.history.adherence import Adherence
from voicecoach.history.findings import MEANINGFUL_CHANGE, Findings

NameOf = Callable[[str, str], str]
"""The name of an exercise, by the ids of its program and its own."""


def sentences(findings: Findings, name_of: NameOf) -> Iterator[str]:
    """The whole, for somebody who hears it read out."""
    if not findings.sessions:
        return
    yield _how_many(findings)
    yield from _pain(findings)
    yield from _helped(findings, name_of)
    yield from _kept(findings.adherence, findings.plans)


def place(location: Location) -> str:
    """A lowest point, as it is spoken of."""
    return "no pain" if location is Location.NONE else f"the {location.word}"


def _how_many(findings: Findings) -> str:
    done = [each for each in findings.adherence.days if each.done]
    n = len(findings.sessions)
    first = min((each.day for each in done), default=None)
    since = "" if first is None else f" since {_day(first)}, on {_count(len(done), 'day')}"
    return f"{_count(n, 'session')}{since}."


def _pain(findings: Findings) -> Iterator[str]:
    first, now = findings.first, findings.now
    before, after = findings.ratings
    if first is not None and now is not None:
        one = len(findings.told) == 1
        last = "at its end" if one else "at the end of the last one"
        begin = "at the beginning" if one else "at the beginning of the first session"
        yield f"The lowest point of the pain was {place(first)} {begin}, and {place(now)} {last}."
    if before is not None and after is not None:
        yield f"The number of the pain was {before} of 10, and is {after} of 10.{_weight(before, after)}"


def _weight(before: int, after: int) -> str:
    """Ostelo 2008."""
    change = abs(after - before)
    if change < MEANINGFUL_CHANGE:
        return ""
    return (
        f" That is {change} {'less' if after < before else 'more'}; a change of {MEANINGFUL_CHANGE} matters."
    )


def _helped(findings: Findings, name_of: NameOf) -> Iterator[str]:
    """Where nobody was asked where the pain is, nothing is known of the spine."""
    preferences = findings.preferences
    did = "centralized the pain" if findings.told else "made the pain better"
    helped = [each for each in preferences if each.centralized]
    for each in helped:
        name = name_of(each.program, each.exercise)
        yield f"{name} {did} in {each.centralized} of {_count(each.sessions, 'session')}."
    if preferences and not helped:
        yield f"No exercise has {did} yet."
    for each in preferences:
        if each.moved_down:
            name = name_of(each.program, each.exercise)
            yield f"{name} moved it down in {_count(each.moved_down, 'session')}: it is left out."


def _kept(adherence: Adherence, plans: tuple[Plan, ...]) -> Iterator[str]:
    yield f"{_count(adherence.streak, 'day')} in a row until today; the longest row was {adherence.longest_streak}."
    for plan in plans:
        yield f"The plan for {plan.program}: {in_words(plan)}."
    if adherence.share is not None:
        percent = int(100 * adherence.share)
        yield f"{adherence.done_of_planned} of {_count(adherence.due, 'planned session')} were done ({percent} %)."


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _day(day: date) -> str:
    return day.isoformat()
