"""docs/settings.md: every setting, what it takes, and what obeys it."""

from collections.abc import Iterator

from docs_lib import markdown
from voicecoach.settings.kinds import shown
from voicecoach.settings.table import SETTINGS, Setting

_INTRODUCTION = """\
What you would otherwise type at every start can stand in a file:

```sh
voicecoach config                    # all settings, and where each comes from
voicecoach config set rate_wpm 140   # from the next start on
voicecoach config get rate_wpm
voicecoach config unset rate_wpm     # back to the default
voicecoach config edit               # the whole file, in your editor
voicecoach config check              # is all of it right, and to be had here?
```

An option at the command line wins over the file, and the file over the default. `config list --json` is for programs.
"""
_RULES = """\
## What counts

* **How a session is given** can be set. What is exercised in it, what is asked and what is decided cannot: that is the
  program's and the coach's. No setting leaves out a red flag or a precaution, or changes a dose.
* **A voice or a recognizer in the file demands nothing.** At the command line each of them demands voice, so that
  missing sound is exit code 3. From the file they are a wish: where one cannot be had, one line says so and the usual
  one takes its place, and where there is no sound the session goes on as text.
* **A program in the file that cannot be used** ends the start with exit code 4. Another one never takes its place.
* **`--voice` or `--recognizer NAME` wins over `text = true`**, since who names a voice wants to hear it.
* **A file that cannot be used** (no TOML, an unknown key, a wrong value) is exit code 4 at `start`, `tune` and `demo`,
  in one sentence: file, line, key, value, and what to do. `config` shows what can be shown, says what is wrong, and
  repairs it; `doctor` tells of it, and its exit code is 4 where no session would begin. All others do without the file.

## The file

`voicecoach config path` prints its name: `settings.toml` in the user's configuration directory (on Linux
`~/.config/voicecoach`), or below `VOICECOACH_HOME` where that is set. It is for you alone (0600). It may be a link,
to a file of your dotfiles for example; the link stays. A change keeps all else in it as it is: comments, order,
spaces, ends of lines. It is written whole or not at all, and of two changes at once none is lost. A path in it is
seen from its own folder; `config set` writes it absolute. `voicecoach forget` removes the file (of a link only the
link).

```toml
# mine
text = true
rate_wpm = 140
```
"""
_HEADINGS = ("key", "what it means", "takes", "default", "at the command line", "obeyed by")


def document(made_by: str) -> str:
    """The whole text."""
    lines = [
        *markdown.header("Settings", made_by, "voicecoach/settings/table.py"),
        _INTRODUCTION,
        *markdown.table(_HEADINGS, map(tuple, map(_cells, SETTINGS))),
        "",
        _RULES.rstrip(),
    ]
    return "\n".join(lines) + "\n"


def _cells(setting: Setting) -> Iterator[str]:
    yield f"`{setting.key}`"
    yield setting.meaning
    yield setting.kind.allowed
    yield "-" if setting.default is None else f"`{shown(setting.default)}`"
    yield ", ".join(f"`{each}`" for each in setting.option.split("/")) if setting.option else "-"
    yield ", ".join(f"`{each}`" for each in setting.commands)
