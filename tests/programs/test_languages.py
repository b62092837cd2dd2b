"""Sentences of a program file in several languages, and what is told where they do not fit."""

import pytest

from tests.coach.conversation import KNOWN, Conversation, somebody
from voicecoach.coach.foresight import own_texts, repertoire
from voicecoach.coach.program import Asks, Side
from voicecoach.errors import UsageError
from voicecoach.programs.loader import check, load

NAMES = (("Mine", "Meins"), ("Glide", "Gleiten"), ("Stand", "Stehen"), ("Move", "Bewegen"))
TEXTS = (
    (
        'instructions = ["Stand up."]',
        'instructions.en = ["Stand up."]\n  instructions.de = ["Stehen Sie auf."]',
    ),
    (
        'instructions = ["Move to the {other_side}."]',
        'instructions.en = ["Move to the {other_side}."]\n  instructions.de = ["Zur {other_side} Seite."]',
    ),
    ('say = "in"', 'say = { en = "in", de = "hinein" }'),
    ('say = "out"', 'say = { en = "out", de = "hinaus" }'),
    ('rest = "Rest."', 'rest.en = "Rest."\n  rest.de = "Ruhen."'),
)


@pytest.fixture
def two(small: str) -> str:
    """The small program in English and German."""
    text = small
    for english, german in NAMES:
        text = text.replace(f'name = "{english}"', f'name = {{ en = "{english}", de = "{german}" }}')
    for old, new in TEXTS:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return 'sides.de = ["linken", "rechten"]\n' + text


def test_a_program_is_read_in_the_language_that_is_asked_for(two, write) -> None:
    path = write(two)
    german, english = load(path, "DE"), load(path)

    assert check(path) == []
    assert (german.language, german.languages, german.name) == ("de", ("en", "de"), "Meins")
    assert german.exercises[0].phases[0].instructions == ("Stehen Sie auf.",)
    assert [cue.say for cue in german.exercises[0].phases[1].cues] == ["hinein", "hinaus"]
    assert (english.language, english.name) == ("en", "Mine")
    assert english.id == german.id


def test_a_side_is_said_in_the_language_of_the_sentence(two, write) -> None:
    """Left is no German word."""
    german = load(write(two), "de")
    talked = Conversation(somebody(side="left"), german, KNOWN).run()

    assert german.side_words == ("linken", "rechten")
    assert talked.has_said("Zur rechten Seite.")


def test_a_language_that_is_not_there_is_one_sentence(two, small, write) -> None:
    """With those that are."""
    with pytest.raises(UsageError, match="'mine' has no language 'fr': it has en and de") as error:
        load(write(two), "fr")
    with pytest.raises(UsageError, match="it has en,"):
        load(write(small), "de")

    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("old", "new", "told", "line"),
    [
        ('  rest.de = "Ruhen."\n', "", "rest is not given in de in exercise 1, phase 2", 28),
        ('de = "Meins"', 'pt = "Meu"', "name is not given in de: give each text in all languages", 3),
        ('["Stehen Sie auf."]', '["Stehen.", "Auf."]', "de has 2 sentences in exercise 1, phase 1, instructions", 13),
        ('["Stehen Sie auf."]', '"Stehen Sie auf."', "a list of sentences", 13),
        ('["Stehen Sie auf."]', '[" "]', "de 1 = ' ' in exercise 1, phase 1, instructions", 13),
        ('{ en = "Mine", de = "Meins" }', '{ de = "Meins" }', "en is missing in name: give the English text", 3),
        ('{ en = "Mine", de = "Meins" }', '{ en = "M", German = "Meins" }', 'by its code, as "en" or "pt-br"', 3),
        ('de = "hinaus"', 'de = "hinaus, und zwar ganz langsam, so gut es geht"', "at most 40 characters", 24),
        ('sides.de = ["linken", "rechten"]\n', "", "say left and right in this language", None),
        ('["linken", "rechten"]', '["linken"]', "give left and right, two texts", 1),
        ("sides.de", "sides.Deutsch", "Deutsch", 1),
    ],
)  # fmt: skip
def test_a_mistake_in_a_translation_is_told_with_its_line(old, new, told, line, two, write) -> None:
    assert two.count(old) == 1
    path = write(two.replace(old, new))
    problems = check(path)

    assert any(told in problem for problem in problems), problems
    assert line is None or any(
        told in problem and f"{path}, line {line}:" in problem for problem in problems
    ), problems


def test_cues_leave_room_for_a_stop_in_every_language(two, write) -> None:
    """A translation is often longer: it is checked as it will be said."""
    long = (
        two.replace('de = "hinein"', 'de = "und jetzt langsam hinein"')
        .replace("at_s = 3.0", "at_s = 2.2")
        .replace('de = "hinaus"', 'de = "und jetzt wieder ganz hinaus, langsam"')
    )

    assert any("spoken stop is heard" in problem for problem in check(write(long)))


def test_the_mobility_set_is_in_english_and_german() -> None:
    """Every sentence of its own."""
    english, german = load("daily-mobility"), load("daily-mobility", "de")

    assert german.languages == ("en", "de")
    assert german.asks is Asks.NOTHING
    assert [each.id for each in german.exercises] == [each.id for each in english.exercises]
    shared = own_texts(german) & own_texts(english)
    assert shared == set()


def test_own_texts_are_what_the_file_says_and_nothing_of_the_coach() -> None:
    """So that each text finds its voice."""
    german = load("daily-mobility", "de")
    talked = Conversation(somebody(), german, KNOWN).run()
    said = {part for say in talked.said for part in say.parts}
    own = own_texts(german)

    assert "Katzenbuckel." in said & own
    assert "und sinken" in said & own
    assert {"Exercise one.", "Ready.", "one", "Well done."} <= said - own
    assert said <= repertoire(german) | {"Welcome back."} | said & {"Before we start."}


def test_a_side_is_filled_into_own_texts(two, write) -> None:
    own = own_texts(load(write(two), "de"))

    assert {"Zur linken Seite.", "Zur rechten Seite."} <= own
    assert not [text for text in own for side in Side if side.value in text]


def test_a_program_by_change_names_no_side(small, write) -> None:
    """None is asked about."""
    assert "no side is asked about here" in check(write('asks = "change"\n' + small))[0]
    plain = small.replace("{other_side}", "wall")
    assert load(write('asks = "change"\n' + plain)).asks is Asks.CHANGE


def test_what_is_asked_is_said_once(small, write) -> None:
    """`asks_symptoms` is the older way; both together are one too many."""
    plain = small.replace("{other_side}", "wall")

    assert load(write("asks_symptoms = true\n" + plain)).asks is Asks.PLACE
    assert load(write("asks_symptoms = false\n" + plain)).asks is Asks.NOTHING
    assert "leave it out" in check(write('asks = "place"\nasks_symptoms = true\n' + plain))[0]
    assert '"place" or "change" or "nothing"' in check(write('asks = "all"\n' + plain))[0]
