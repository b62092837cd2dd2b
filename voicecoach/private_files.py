"""Files for the user alone: directories 0700, files 0600, whatever the umask."""

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path


def make_directories(path: Path) -> None:
    """The missing directories above this file. Raises OSError."""
    for directory in reversed([each for each in path.parents if not each.exists()]):
        directory.mkdir(mode=0o700, exist_ok=True)
        directory.chmod(0o700)
        _sync_names(directory.parent)


def write(path: Path, content: bytes, *, prefix: str = ".unfinished-", is_durable: bool = True) -> None:
    """Write a file, whole or not at all; what was there before is replaced. Raises OSError.

    `prefix` begins the name of the unfinished file beside it. What is not durable may be lost when the power is.
    """
    make_directories(path)
    descriptor, name = tempfile.mkstemp(
        prefix=prefix, dir=path.parent
    )  # 0600, less what the umask takes away
    try:
        Path(name).chmod(0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        Path(name).replace(path)
        if is_durable:
            _sync_names(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def read(path: Path, most_bytes: int) -> bytes:
    """The first bytes of a file. Raises OSError, also where it is no regular file: a pipe would never end."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return file.read(most_bytes)


def _sync_names(directory: Path) -> None:
    """Let the names in it survive a power cut, as far as its disk can do that."""
    with contextlib.suppress(OSError):  # Windows opens no directories, and some disks sync none
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
