"""Where the bytes come from: a file descriptor on POSIX, a reading thread elsewhere."""

import os
import select
import signal
import threading
from collections import deque
from contextlib import suppress
from enum import Enum
from math import isinf
from typing import Final, Protocol

_CHUNK: Final = 65536


class Quiet(Enum):
    """Why no bytes came."""

    TIMED_OUT = "timed out"
    WOKEN = "woken"


class ByteSource(Protocol):
    """Waits for bytes, and can be woken by another thread or a signal handler."""

    def read(self, timeout_s: float, *, is_wanted: bool) -> bytes | Quiet:
        """The bytes that came within `timeout_s`; b"" at the end of input. Only waits unless `is_wanted`."""
        ...

    def wake(self) -> None:
        """End the wait that is going on, or else the next one."""
        ...

    def close(self) -> None:
        """Give back what was opened here; the descriptor that was given stays open."""
        ...


class DescriptorSource:
    """Reads a descriptor with `select`, which waits on a pipe of our own as well: so it can be woken.

    Every signal writes to that pipe too: else one that comes just before `select` would leave it waiting,
    with the signal's handler not yet run.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._wake_end, self._waker = os.pipe()
        os.set_blocking(self._wake_end, False)
        os.set_blocking(self._waker, False)
        if _is_main_thread():
            signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)

    def read(self, timeout_s: float, *, is_wanted: bool) -> bytes | Quiet:
        waited_for = [self._fd, self._wake_end] if is_wanted else [self._wake_end]
        try:
            ready, _, _ = select.select(waited_for, [], [], None if isinf(timeout_s) else max(timeout_s, 0))
        except (OSError, ValueError):  # closed, by us or under our hands
            return b"" if is_wanted else Quiet.WOKEN
        if self._wake_end in ready:
            with suppress(BlockingIOError):
                os.read(self._wake_end, _CHUNK)
            return Quiet.WOKEN
        if self._fd not in ready:
            return Quiet.TIMED_OUT
        try:
            return os.read(self._fd, _CHUNK)
        except BlockingIOError:  # somebody else made it non-blocking, and was faster
            return Quiet.TIMED_OUT
        except OSError:  # a terminal that was hung up
            return b""

    def wake(self) -> None:
        with suppress(OSError):  # full: it will wake anyway; closed: nobody waits
            os.write(self._waker, b"!")

    def close(self) -> None:
        """May be called more than once: other files may have got our numbers by then."""
        if _is_main_thread() and (fd := signal.set_wakeup_fd(-1)) not in (-1, self._waker):
            signal.set_wakeup_fd(fd)  # not ours
        fds, self._wake_end, self._waker = (self._wake_end, self._waker), -1, -1
        for fd in fds:
            with suppress(OSError):
                os.close(fd)


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


class ThreadSource:
    """For Windows, where `select` takes no console: a thread reads whole lines. Not tried on Windows itself.

    Keys are not seen before Enter there, so no `Pressed` and no `Typed`.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._chunks: deque[bytes] = deque()
        self._is_woken = False
        self._changed = threading.Condition()
        threading.Thread(target=self._run, name="keyboard", daemon=True).start()

    def _run(self) -> None:
        chunk = b"?"
        while chunk:
            try:
                chunk = os.read(self._fd, _CHUNK)
            except OSError:
                chunk = b""
            with self._changed:
                self._chunks.append(chunk)
                self._changed.notify_all()

    def read(self, timeout_s: float, *, is_wanted: bool) -> bytes | Quiet:
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_woken or (is_wanted and bool(self._chunks)),
                timeout=None if isinf(timeout_s) else max(timeout_s, 0),
            )
            if self._is_woken:
                self._is_woken = False
                return Quiet.WOKEN
            return self._chunks.popleft() if is_wanted and self._chunks else Quiet.TIMED_OUT

    def wake(self) -> None:
        with self._changed:
            self._is_woken = True
            self._changed.notify_all()

    def close(self) -> None:
        """The thread ends with the process."""
