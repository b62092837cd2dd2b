"""The command line. Commands are loaded when they are run; errors become exit codes here and nowhere else."""

import errno
import importlib
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import click

from voicecoach import __version__
from voicecoach.cli.help_text import HelpFormatter
from voicecoach.cli.output import say
from voicecoach.errors import VoicecoachError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS = {
    "start": "Start a coaching session, by voice or by text.",
    "demo": "Watch a recorded person do a whole session.",
    "hear": "Say how recordings or words are understood.",
    "tune": "Let the coach learn how you sound in your room.",
    "history": "Show past sessions.",
    "plan": "Plan sessions, see how that is kept, write a calendar file.",
    "explain": "Say why a session went as it did: each decision, and what it rests on.",
    "export": "Write the history as JSON, as a CSV table, or as a FHIR bundle.",
    "import": "Bring a JSON export back, here or on another machine.",
    "report": "Make a page of your sessions, for you and your therapist.",
    "profile": "Show and change what you told the coach about yourself.",
    "config": "Show and change your settings.",
    "voices": "List the voices of this machine, or hear them.",
    "programs": "List, show, check, write and preview programs.",
    "doctor": "Say what works on this machine, and what is missing.",
    "completion": "Print the script with which your shell completes command lines.",
    "forget": "Remove everything that voicecoach ever wrote for you.",
}
click.Context.formatter_class = HelpFormatter  # of every command, also of those that are loaded later
_MODULES = {"import": "import_"}
"""Of commands whose name no module can have."""
_UNEXPECTED = 1
_OUTPUT_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
_INTERRUPTED = 130


class _LazyGroup(click.Group):
    """Knows its commands by name and one line; the module of a command is imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(f"voicecoach.cli.{_MODULES.get(name, name)}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        is_asked = not ctx.resilient_parsing  # completing an unknown command is no error
        if is_asked and args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib  # noqa: PLC0415 only for a mistyped command

            near = difflib.get_close_matches(args[0], _COMMANDS, 1)
            hint = f"Did you mean {near[0]!r}?" if near else "`voicecoach --help` lists them."
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """From the table, so that no command is loaded."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 only for the Tab key

        commands = [
            CompletionItem(name, help=text) for name, text in _COMMANDS.items() if name.startswith(incomplete)
        ]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="voicecoach %(version)s")
def cli() -> None:
    """A hands-free, offline voice coach for low back pain and sciatica.

    Start with `voicecoach start`. Nothing you say leaves this machine.

    \b
    Examples:
      voicecoach start
      voicecoach start --text
      voicecoach start --help
    """


def main() -> None:
    """The console script."""
    _open_standard_streams()
    _leave(run(sys.argv[1:]))


def _leave(code: int) -> NoReturn:
    """End the process. A thread that still sits in a device's or an engine's native code would not survive the end of
    Python, and take the process with it (SIGABRT); so where there is one, Python does not come to its end.
    """
    if threading.active_count() == 1:
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _open_standard_streams() -> None:
    """Where a standard stream is closed, the next file opened would take its place and get what is printed."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def run(arguments: list[str]) -> int:
    """Run one command; the exit code. An error is one sentence on stderr."""
    try:
        code = cli.main(arguments, prog_name="voicecoach", standalone_mode=False)
        sys.stdout.flush()
    except VoicecoachError as error:
        return _fail(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _fail(_sentence(error, arguments), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _fail("Interrupted.", _INTERRUPTED)
    except BrokenPipeError:
        _drop_output()
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _OUTPUT_ERRORS and not _can_print():
            reason = (error.strerror or str(error)).lower()
            return _fail(f"The output cannot be written ({reason}): send it to another place.", _UNEXPECTED)
        if os.environ.get("VOICECOACH_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return _fail(
            f"Something failed that should not have ({what}). Set VOICECOACH_DEBUG=1 to see where, and report it.",
            _UNEXPECTED,
        )
    return code if isinstance(code, int) else 0  # a command's own exit code comes back as its result


def _can_print() -> bool:
    """Whether what is printed reaches standard output; if not, the rest is dropped. Python forgets what failed, so
    an empty line is tried.
    """
    try:
        os.write(sys.stdout.fileno(), b"\n")
    except (OSError, ValueError):
        _drop_output()
        return False
    return True


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _sentence(error: click.ClickException, arguments: list[str]) -> str:
    """What was wrong with the command line, and where its right use is shown. Of some errors click tells no command."""
    message = " ".join(error.format_message().split())
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = arguments[0] if arguments and arguments[0] in _COMMANDS else ""
    path = context.command_path if context else f"voicecoach {command}".rstrip()
    return message if "`" in message else f"{message} `{path} --help` shows how."


def _fail(sentence: str, code: int) -> int:
    say(sentence, err=True)
    return code


if __name__ == "__main__":
    main()
