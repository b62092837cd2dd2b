"""What was found out about this machine, and what it means for a session."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a part of the coach is."""

    OK = "ok"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: `text` is what was found (a clause), `advice` what to do about it, empty where nothing.

    `is_needed`: unless it is ok, a session does not run by voice.
    """

    name: str
    state: State
    text: str
    advice: str = ""
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in the order in which to read them."""

    findings: tuple[Finding, ...]
    is_history_readable: bool
    is_settings_usable: bool = True
    is_text_chosen: bool = False
    """By the settings."""

    @property
    def hindrance(self) -> Finding | None:
        """The first thing that keeps a session from running by voice."""
        return next((each for each in self.findings if each.is_needed and each.state is not State.OK), None)

    @property
    def runs_by(self) -> str | None:
        """How a session would run here: "voice" or "text"; None where it cannot be kept."""
        if not self.is_history_readable or not self.is_settings_usable:
            return None
        return "text" if self.is_text_chosen or self.hindrance else "voice"

    @property
    def verdict(self) -> str:
        """How a session would run here, and if not by voice, why and what to do."""
        if not self.is_history_readable:
            broken = next(each for each in self.findings if each.name == "history")
            return f"No session runs here: {broken.text[:1].lower()}{broken.text[1:]}."
        if not self.is_settings_usable:
            return "No session begins with your settings. To do: `voicecoach config check` says what is wrong in them."
        if self.is_text_chosen:
            return "A session here runs as text, because your settings say so (text = true)."
        found = self.hindrance
        if found is None:
            return "A session here runs by voice."
        what = f"a part is {found.state}: {found.name} ({found.text})"
        return f"A session here runs as text, because {what}. To do: {found.advice}."
