"""Every error the user may see: one sentence that says what failed, with what value, and what to do.

The command line turns `exit_code` into the process's exit code, and nothing else does.
"""


class VoicecoachError(Exception):
    """The base of all errors with a sentence for the user."""

    exit_code = 1


class UsageError(VoicecoachError):
    """A wrong option, argument or input file."""

    exit_code = 2


class NoAudio(VoicecoachError):
    """Voice was demanded, and there is no usable microphone, speaker or engine."""

    exit_code = 3


class InvalidProgram(VoicecoachError):
    """A program or settings file that cannot be used."""

    exit_code = 4


class UnreadableHistory(VoicecoachError):
    """The history on disk cannot be opened, read or written."""

    exit_code = 5
