"""The page of a report: what stands in it, and that no text can become anything but text."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.report.lives import LIVES, keep, lived, page_of
from tests.history.report.reading import Page, read
from voicecoach.coach.background import Standing
from voicecoach.coach.records import (
    AnswerRecord,
    DecisionRecord,
    FinishRecord,
    LeftOutRecord,
    Outcome,
    PrecautionRecord,
    SetRecord,
)
from voicecoach.history.store import Store


def of_life(store: Store, life: str) -> Page:
    lived(store, life)
    return read(page_of(store))


@pytest.mark.parametrize("life", LIVES)
def test_every_history_gives_a_well_formed_page_of_its_own(store: Store, life: str) -> None:
    """One title, one first heading, landmarks, no script, and nothing that is fetched."""
    page = of_life(store, life)

    assert page.of("html")[0].attributes == {"lang": "en"}
    assert [len(page.of(name)) for name in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
    assert not [each for each in page.elements if each.name in {"script", "link", "img", "iframe", "object"}]
    assert not [each for each in page.elements if {"src", "href", "style"} & set(each.attributes)]
    assert "url(http" not in page.of("style")[0].text
    assert "@import" not in page.of("style")[0].text


@pytest.mark.parametrize("life", LIVES)
def test_headings_skip_no_level(store: Store, life: str) -> None:
    """From one to the next at most one level deeper."""
    levels = [
        int(each.name[1]) for each in of_life(store, life).elements if re.fullmatch("h[1-6]", each.name)
    ]

    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


@pytest.mark.parametrize("life", LIVES)
def test_ids_are_there_once_and_what_refers_to_one_finds_it(store: Store, life: str) -> None:
    """The names of sections and pictures."""
    page = of_life(store, life)
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    named = [
        name for each in page.elements for name in each.attributes.get("aria-labelledby", "").split() if name
    ]

    assert len(set(ids)) == len(ids)
    assert set(named) <= set(ids)


@pytest.mark.parametrize("life", LIVES)
def test_pictures_have_a_name_and_a_description_and_tables_a_caption(store: Store, life: str) -> None:
    """And each chart has the same numbers as a table beside it."""
    page = of_life(store, life)
    pictures = [each for each in page.of("svg") if each.attributes.get("aria-hidden") != "true"]

    assert all(each.attributes["role"] == "img" for each in pictures)
    assert len([each for each in page.of("title") if "svg" in each.around]) == len(pictures)
    assert len(page.of("desc")) == len(pictures)
    assert len(page.of("caption")) == len(page.of("table"))
    assert all("scope" in each.attributes for each in page.of("th"))


def test_the_policy_forbids_everything_but_the_styles_in_the_page(store: Store) -> None:
    """So a browser fetches and runs nothing, whatever stands in it."""
    page = of_life(store, "one session")
    policy = next(e for e in page.of("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy")

    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline';")


def test_the_figure_shows_the_first_and_the_last_place_on_the_painful_side(store: Store) -> None:
    """In words, too."""
    page = of_life(store, "two sessions")
    captions = [each.text for each in page.of("figcaption")]

    assert captions == ["At first, 1 Mar 2026thigh, left side", "Now, 3 Mar 2026back, left side"]


def test_pain_in_the_middle_is_shown_in_the_middle_though_neither_side_is_worse(store: Store) -> None:
    """ "Neither" answers which side is worse, not where the pain is."""
    captions = [each.text for each in of_life(store, "back pain only").of("figcaption")]

    assert captions == ["At first, 1 Mar 2026back, in the middle", "Now, 3 Mar 2026back, both sides"]


def test_a_decision_stands_with_its_rule_and_its_reason(store: Store) -> None:
    """In the table by its rule, and with the spoken reason below."""
    text = of_life(store, "two sessions").text

    assert "Press ups: thigh to back, R1. 1 set." in text
    assert (
        "R1 stay with it: The pain has left the leg. It is fully centralized. This is your exercise." in text
    )
    assert "3 lower: a change that matters" in text


def test_an_emergency_stands_first_and_with_what_was_said(store: Store) -> None:
    """Before anything that looks like success."""
    text = of_life(store, "an emergency").text

    assert text.index("Please look at this first") < text.index("At a glance")
    assert '"something is wrong" (heard surely)' in text
    assert "Something was said to be wrong in 1 session:" in text
    assert "R10, emergency stop" in text


def test_nothing_calls_anybody_clear_of_disease(store: Store) -> None:
    """What it is not is said at the top, and at the warning signs."""
    text = of_life(store, "of everything").text

    assert "It is no diagnosis, no treatment and no clearance" in text
    assert "screening alone is never a clearance" in text
    assert "See one before you start, and whenever you are in doubt." in text


def test_programs_go_by_their_own_names(store: Store) -> None:
    """And where pain is not asked for, there is neither a figure nor a chart of it."""
    page = of_life(store, "posture only")

    assert "Posture" in page.text
    assert "not asked" in page.text
    assert not page.of("figure")
    assert "The pain over time" not in page.text


def test_precautions_are_told_as_they_stand_now(store: Store) -> None:
    """Also where the sessions said something else."""
    keep(store, [PrecautionRecord("pregnancy", Standing.YES), FinishRecord(Outcome.COMPLETE, "x")])
    store.set_precaution("pregnancy", Standing.APPROVED, store.sessions()[0].started_at)
    text = read(page_of(store)).text

    assert "Yes, and a doctor or physical therapist approved the exercisespregnancy (1 Mar 2026)" in text
    assert "pregnancy: yes." in text


def test_what_was_heard_stands_against_what_was_confirmed(store: Store) -> None:
    """Each doubtful answer in the words that were heard, and how it was confirmed."""
    asked = AnswerRecord(
        "confirming", "yes-no", "yes", "yes", 0.9, "sure", "voice", None, "Did you say: calf?"
    )
    keep(
        store,
        [
            asked,
            AnswerRecord("baseline location", "location", "calf", "calf", 0.5, "ask", "voice", None),
            AnswerRecord("baseline rating", "rating", "4", "4", 1.0, "sure", "keyboard", None),
        ],
    )
    text = read(page_of(store)).text

    assert "Of 2 answers, 0 were heard surely, 1 doubtfully, and 1 were typed." in text
    assert '"calf" (heard doubtfully, and confirmed with "yes"). Understood: the calf.' in text


def test_the_sample_has_every_session_once_and_prints_the_latest(sample: Path) -> None:
    """The printed rows are those that are not for the screen alone."""
    with Store.open(sample) as store:
        count = len(store.sessions())
        page = read(page_of(store))
    rows = [
        each for each in page.of("tr") if "tbody" in each.around and ", R" in each.text and "set" in each.text
    ]
    printed = [each for each in rows if each.attributes.get("class") != "screen-only"]

    assert len(rows) == count
    assert len(printed) == 10


def _told_with(text: str) -> str:
    """A page in which this text stands wherever somebody may have put it."""
    with Store.in_memory() as store:
        session = keep(
            store,
            [
                AnswerRecord("baseline location", "location", text, "calf", 0.5, "ask", "voice", None, text),
                AnswerRecord("screening", "screening", text, "something-wrong", 0.5, "ask", "keyboard", None),
                SetRecord(text, text, "reps", 4, 10, text),
                DecisionRecord("R4", "ADVANCE", text, text, "calf", "calf", "same"),
                DecisionRecord("R5", "RECHECK", text, text, "calf", "calf", "worse"),
                LeftOutRecord(text, text, is_for_good=True),
                FinishRecord(Outcome.SEE_DOCTOR, text),
            ],
            program=text,
        )
        store.write_note(session, text)
        return page_of(store, name=text, note=text)


_HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=y>",
    "\"'><b a='",
    "&lt;b&gt;",
    "-->",
    "]]>",
)
_TEXTS = st.one_of(
    st.sampled_from(_HOSTILE),
    st.text(min_size=1),
    st.text(alphabet="<>&\"'/=! -abc\u202e\u2066\u200f\x00\x1b\r\n\x85\u2028", min_size=1),
).filter(lambda text: text.strip())


@given(_TEXTS)
@settings(max_examples=60, deadline=None)
def test_no_text_ever_changes_the_page(text: str) -> None:
    """Its elements and attributes are those of the same page with a harmless word in its place."""
    assert read(_told_with(text)).skeleton == read(_told_with("harmless")).skeleton


@given(_TEXTS)
@settings(max_examples=60, deadline=None)
def test_no_text_ever_steers_the_display(text: str) -> None:
    """No control character, and nothing that turns the direction of reading, comes into the page."""
    found = set(_told_with(text)) & set(map(chr, [*range(9), *range(11, 32), *range(127, 160)]))
    turning = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")

    assert not found
    assert not set(_told_with(text)) & turning


def test_a_text_without_end_is_cut(store: Store) -> None:
    """A word of a million letters makes no page of its own."""
    assert len(_told_with("x" * 1_000_000)) < 200_000
