"""docs/states.md: what leads where in a session, in diagrams that a person can read.

A diagram shows the states of one part of a session, all ways that lead on from them, and the states of other parts to
which they lead. A state finds its part by its name; one that no rule knows lands in the last part, so none is lost.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from docs_lib import markdown
from voicecoach.coach.states import ANYWHERE, ASKS, MUST_ANSWER, RETURNS, TRANSITIONS, State, Trigger

_INTRODUCTION = """\
A session is in one of these states. The table of `voicecoach/coach/states.py` says what leads where, and a session
takes no other step. A dashed border marks a state of another part. What works everywhere, such as a pause or a stop,
is not drawn; it stands in the last table.
"""


def _begins(*words: str) -> Callable[[State], bool]:
    return lambda state: any(state.value == word or state.value.startswith(f"{word} ") for word in words)


PARTS: Mapping[str, Callable[[State], bool]] = {
    "Before the start": _begins("new", "opening", "locked", "screening", "precautions", "precaution"),
    "The pain at first": _begins("baseline", "worse side"),
    "An exercise": _begins("instructing", "ready", "starting", "set", "resting"),
    "The check and the decision": _begins("check", "contradiction", "decided", "settling", "recheck"),
    "The end": _begins("another set", "afterwards", "final rating", "closing", "finished"),
    "Something is wrong": _begins("alarm", "flag", "surgery"),
    "Interruptions": _begins("paused", "stopping", "confirming", "choosing"),
    "Other states": lambda _: True,
}
"""Each part and the states that belong to it; a state belongs to the first part that takes it."""


def part_of(state: State) -> str:
    """The part in which a state is drawn."""
    return next(part for part, takes in PARTS.items() if takes(state))


def document(made_by: str) -> str:
    """The whole text."""
    lines = [*markdown.header("What leads where", made_by, "voicecoach/coach/states.py"), _INTRODUCTION]
    for part in PARTS:
        states = [state for state in State if part_of(state) == part]
        if states:
            lines += [f"## {part}", "", *_diagram(states), "", *_table(states), ""]
    return "\n".join([*lines, *_anywhere()]) + "\n"


def _table(states: Iterable[State]) -> list[str]:
    return markdown.table(
        ("state", "asks", "its answer is needed", "goes back"),
        (
            (
                state.value,
                ASKS[state].value if state in ASKS else "",
                "yes" if state in MUST_ANSWER else "",
                "yes" if state in RETURNS else "",
            )
            for state in states
        ),
    )


def _diagram(states: Iterable[State]) -> Iterator[str]:
    inner = list(states)
    ways = _ways(inner)
    targets = {target for _, target in ways}
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    classDef elsewhere stroke-dasharray: 4"
    for state in State:
        if state in inner or state in targets:
            yield f'    state "{state.value}" as {_id(state)}'
            if state not in inner:
                yield f"    class {_id(state)} elsewhere"
    if State.NEW in inner:
        yield f"    [*] --> {_id(State.NEW)}"
    for (source, target), triggers in ways.items():
        yield f"    {_id(source)} --> {_id(target)}: {' / '.join(trigger.value for trigger in triggers)}"
    if State.FINISHED in inner:
        yield f"    {_id(State.FINISHED)} --> [*]"
    yield "```"


def _ways(states: Iterable[State]) -> dict[tuple[State, State], list[Trigger]]:
    """From these states: where each may lead, and by what. In the order of the table."""
    wanted = set(states)
    ways: defaultdict[tuple[State, State], list[Trigger]] = defaultdict(list)
    for (source, trigger), targets in TRANSITIONS.items():
        for target in State:
            if source in wanted and target in targets:
                ways[source, target].append(trigger)
    return dict(ways)


def _anywhere() -> list[str]:
    rows = (
        (trigger.value, ", ".join(state.value for state in State if state in targets))
        for trigger, targets in ANYWHERE.items()
    )
    return [
        "## What works everywhere",
        "",
        "In every state that has no way of its own for it, until the session is closing. Where an answer is needed,",
        '"next" does not work. A state that goes back returns to the one that it interrupted, by',
        f'"{Trigger.RESUME.value}", by an answer, or when its line has been spoken.',
        "",
        *markdown.table(("trigger", "may lead to"), rows),
    ]


def _id(state: State) -> str:
    """A name that no word of the diagram language can be."""
    return f"s_{state.name.lower()}"
