"""What is to be given back if the coach dies: kept by a shell, which reads a line at a time and outlives the coach.

When its input ends, the shell carries out the last line (`execute`), or nothing where that is empty. It is a shell
because one costs 1.7 MB, and a Python five times as much. No signal of a terminal ends it.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

KEEP = """\
trap '' HUP INT QUIT TERM
echo ready
exec >/dev/null
will=
while IFS= read -r line; do will=$line; done
[ -z "$will" ] || exec "$@" "$will"
"""
EXECUTOR = (sys.executable, "-P", "-m", "voicecoach.speech.ducking.execute")
END_S = 1.0


class Will:
    """The line that is carried out when this process is gone, however it goes. Raises OSError without a shell."""

    def __init__(self) -> None:
        self._keeper = subprocess.Popen(
            ["sh", "-c", KEEP, "sh", *EXECUTOR],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._text = ""
        if self._keeper.stdout is not None:
            with self._keeper.stdout as ready:
                ready.readline()

    @property
    def pid(self) -> int:
        return self._keeper.pid

    def write(self, text: str) -> None:
        """From now on this is carried out; nothing where it is empty. Raises OSError where nobody keeps it."""
        if text == self._text or self._keeper.stdin is None:
            return
        self._keeper.stdin.write(text.encode() + b"\n")
        self._keeper.stdin.flush()
        self._text = text

    def close(self) -> None:
        """Have it carried out now; may be called twice. Waits where there is nothing to carry out."""
        if self._keeper.stdin is not None:
            with suppress(OSError):
                self._keeper.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._keeper.wait(0 if self._text else END_S)
