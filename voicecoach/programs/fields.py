"""Reads a table of a program file key by key, and writes down every problem instead of stopping at the first.

Each reader gives a usable value even where the file has none, so that reading can go on.
"""

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from voicecoach.programs.problems import Key, Problem, is_unprintable, shown

PLACEHOLDERS = ("{painful_side}", "{other_side}")
LONGEST_SENTENCE = 200
LONGEST_NAME = 60
ENGLISH = "en"
ID_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"
LANGUAGE_PATTERN = "[a-z]{2,3}(-[a-z0-9]{2,8})*"
_ID = re.compile(rf"{ID_PATTERN}\Z")
_LANGUAGE = re.compile(rf"{LANGUAGE_PATTERN}\Z")
LONGEST_ID = 40
_MOST_UNKNOWN = 20


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What all tables of one file share: the language that is wanted, the problems, the languages of each text.

    `with_side`: the languages in which a text names the painful side.
    """

    language: str = ENGLISH
    problems: list[Problem] = field(default_factory=list)
    languages: dict[Key, frozenset[str]] = field(default_factory=dict)
    with_side: set[str] = field(default_factory=set)

    @property
    def all_languages(self) -> tuple[str, ...]:
        """Every language of which there is a text, English first."""
        others = {each for found in self.languages.values() for each in found} - {ENGLISH}
        return (ENGLISH, *sorted(others))

    def note_untranslated(self) -> None:
        """Each text must be there in all the languages of the program: half of one helps nobody."""
        wanted = self.all_languages
        for key, found in self.languages.items():
            missing = [language for language in wanted if language not in found]
            if missing:
                known = f" is not given in {' or '.join(missing)}"
                advice = f"give each text in all languages of the program, which are {', '.join(wanted)}"
                self.problems.append(Problem(key, known, advice))


class Table:
    """A table of the file at `key`. `reading` is shared by all tables of a file."""

    def __init__(self, values: Mapping[str, object], key: Key, reading: Reading) -> None:
        self._values = values
        self._key = key
        self._reading = reading
        self._problems = reading.problems
        self._known: list[str] = []

    def __contains__(self, name: str) -> bool:
        """Is the key there?"""
        return name in self._values

    def peek(self, name: str) -> object:
        """The raw value, or None."""
        return self._get(name, None)

    def wrong(self, name: str, advice: str, *item: int, found: str | None = None) -> None:
        """Write down that `name`, or this item of it, is wrong."""
        if found is None:
            found = f" = {shown(self._values[name])}" if name in self._values else " is missing"
        self._problems.append(Problem((*self._key, name, *item), found, advice))

    def number(
        self, name: str, least: float, most: float, default: float | None = None, *, unit: str = "seconds"
    ) -> float:
        """A number from `least` to `most`; required where there is no default."""
        value = self._get(name, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        self.wrong(name, f"give a number of {unit} from {least:g} to {most:g}")
        return least

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number from `least` to `most`."""
        value = self._get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(name, f"give a whole number from {least} to {most}")
        return least

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self._get(name, default)
        if isinstance(value, bool):
            return value
        self.wrong(name, "write true or false, without quotation marks")
        return default

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        """One of a few words."""
        value = self._get(name, default)
        if isinstance(value, str) and value in allowed:
            return value
        self.wrong(name, "write " + " or ".join(f'"{word}"' for word in allowed))
        return default

    def id(self, name: str = "id") -> str:
        """A short name for files and the history: lower case, digits, hyphens."""
        value = self._get(name, None)
        if isinstance(value, str) and len(value) <= LONGEST_ID and _ID.match(value):
            return value
        self.wrong(
            name, f'give at most {LONGEST_ID} lower-case letters, digits and hyphens, as in "press-ups"'
        )
        return ""

    def text(
        self, name: str, longest: int, default: str | None = None, *, may_name_side: bool = False
    ) -> str:
        """A text on one line, not empty; required where there is no default. In several languages: the wanted one."""
        value = self._get(name, default)
        if value is default and default is not None:
            return default
        if isinstance(value, Mapping):
            return (
                self._translated(
                    name,
                    value,
                    lambda own, language: own.one_text(language, longest, may_name_side=may_name_side),
                )
                or "?"
            )
        self._reading.languages[*self._key, name] = frozenset({ENGLISH})
        return self.one_text(name, longest, may_name_side=may_name_side)

    def one_text(self, name: str, longest: int, *, may_name_side: bool = False) -> str:
        """A text on one line, in one language."""
        value = self._get(name, None)
        advice = _text_advice(value, longest, may_name_side=may_name_side)
        if advice is not None:
            self.wrong(name, advice)
        return value if isinstance(value, str) and advice is None else "?"

    def texts(
        self, name: str, most: int, *, is_required: bool = False, may_name_side: bool = False
    ) -> tuple[str, ...]:
        """A list of sentences. In several languages: the wanted one, as many sentences in each."""
        value = self.peek(name)
        if not isinstance(value, Mapping):
            if name in self:
                self._reading.languages[*self._key, name] = frozenset({ENGLISH})
            return self.one_list(name, most, is_required=is_required, may_name_side=may_name_side)
        english = value.get(ENGLISH)

        def read(own: Table, language: str) -> tuple[str, ...]:
            sentences = value[language]
            if isinstance(sentences, list) and isinstance(english, list) and len(sentences) != len(english):
                own.wrong(
                    language,
                    f"give as many sentences as in {ENGLISH}, which has {len(english)}",
                    found=f" has {len(sentences)} sentences",
                )
            return own.one_list(language, most, is_required=True, may_name_side=may_name_side)

        return self._translated(name, value, read) or ()

    def one_list(
        self, name: str, most: int, *, is_required: bool = False, may_name_side: bool = False
    ) -> tuple[str, ...]:
        """A list of sentences, in one language."""
        texts: list[str] = []
        for index, value in enumerate(self._list(name, most, "a list of sentences", is_required=is_required)):
            advice = _text_advice(value, LONGEST_SENTENCE, may_name_side=may_name_side)
            if advice is None and isinstance(value, str):
                texts.append(value)
            elif advice is not None:
                self.wrong(name, advice, index, found=f" = {shown(value)}")
        return tuple(texts)

    def _translated(
        self, name: str, values: Mapping[str, object], read: "Callable[[Table, str], T]"
    ) -> T | None:
        """The text in the wanted language, or else in English; `read` reads that of one language."""
        self._get(name, None)
        own = Table(values, (*self._key, name), self._reading)
        found: dict[str, T] = {}
        for language in values:
            if _LANGUAGE.match(language):
                found[language] = read(own, language)
                if _names_side(found[language]):
                    self._reading.with_side.add(language)
            else:
                own.wrong(language, f'name a language by its code, as "{ENGLISH}" or "pt-br"', found="")
        if ENGLISH not in values:
            own.wrong(ENGLISH, "give the English text, too")
        self._reading.languages[*self._key, name] = frozenset(found) | {ENGLISH}
        return found.get(self._reading.language, found.get(ENGLISH))

    def words(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """A list of known words, each at most once."""
        words: list[str] = []
        for index, value in enumerate(self._list(name, len(allowed), "a list of words")):
            if isinstance(value, str) and value in allowed and value not in words:
                words.append(value)
                continue
            advice = "name it once" if value in words else _nearest(value, allowed)
            self.wrong(name, advice, index, found=f" = {shown(value)}")
        return tuple(words)

    def table(self, name: str) -> "Table | None":
        """The table of this name; None if there is none."""
        value = self._get(name, None)
        if value is None:
            return None
        if isinstance(value, Mapping):
            return Table(value, (*self._key, name), self._reading)
        self.wrong(name, f"write it as a table, [{name}]")
        return None

    def languages(self) -> tuple[str, ...]:
        """The keys that are codes of languages other than English; any other key is a problem."""
        codes = [name for name in self._values if _LANGUAGE.match(name) and name != ENGLISH]
        self._known += codes
        return tuple(codes)

    def tables(self, name: str, most: int, *, is_required: bool = False) -> "list[Table]":
        """The tables of a list."""
        tables: list[Table] = []
        for index, value in enumerate(self._list(name, most, "a list of tables", is_required=is_required)):
            if isinstance(value, Mapping):
                tables.append(Table(value, (*self._key, name, index), self._reading))
            else:
                self.wrong(name, "write a table, { key = value }", index, found=f" = {shown(value)}")
        return tables

    def end(self) -> None:
        """Every key that nobody asked for is a problem."""
        unknown = [name for name in self._values if name not in self._known]
        for name in unknown[:_MOST_UNKNOWN]:
            self.wrong(name, f"no such key here; {_nearest(name, self._known)}")

    def _get(self, name: str, default: object) -> object:
        self._known.append(name)
        return self._values.get(name, default)

    def _list(self, name: str, most: int, what: str, *, is_required: bool = False) -> Sequence[object]:
        value = self._get(name, [])
        if not isinstance(value, list):
            self.wrong(name, f"write {what}")
        elif len(value) > most:
            self.wrong(name, f"give at most {most}", found=f" has {len(value)} items")
        elif not value and name in self._values:
            self.wrong(name, "fill this list, or leave the key out", found=" is empty")
        elif not value and is_required:
            self.wrong(name, f"give {what}")
        else:
            return value
        return []


def _names_side(texts: object) -> bool:
    return any(placeholder in str(texts) for placeholder in PLACEHOLDERS)


def _text_advice(value: object, longest: int, *, may_name_side: bool) -> str | None:
    """What to do about a text that cannot be said; None if it can."""
    if not isinstance(value, str) or not value.strip():
        return "give a text in quotation marks"
    if len(value) > longest:
        return f"make it at most {longest} characters long"
    if "\n" in value or "\r" in value:
        return "write it on one line"
    if any(map(is_unprintable, value)):
        return "take out the control characters and invisible characters"
    return _brace_advice(value, may_name_side=may_name_side)


def _brace_advice(text: str, *, may_name_side: bool) -> str | None:
    left = text
    for placeholder in PLACEHOLDERS:
        left = left.replace(placeholder, "")
    if "{" in left or "}" in left:
        return "take out the braces; only {painful_side} and {other_side} are filled in"
    if left != text and not may_name_side:
        return "take out the side; it is filled in only in instructions, warnings, cues and rest lines"
    return None


def _nearest(value: object, allowed: Collection[str]) -> str:
    near = difflib.get_close_matches(value, allowed, 1) if isinstance(value, str) and len(value) < 100 else []
    return f'did you mean "{near[0]}"' if near else "known are " + ", ".join(sorted(set(allowed)))
