"""Power cuts, rebuilt from the system calls of a real session.

`strace` writes down each call of the session that changes a file. A `Disk` then says what is on the disk after any
number of them: for certain what was synced (a file's content by a sync of the file, a name by a sync of its directory),
and perhaps any part of all else, in any order, the halves of a write too.
"""

from __future__ import annotations

import itertools
import random
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SECTOR: Final = 512
DIRECTORY: Final = -1
CALLS: Final = (
    "openat,creat,pwrite64,pwritev,pwritev2,write,writev,lseek,fsync,fdatasync,sync_file_range,ftruncate,truncate,"
    "fallocate,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir"
)

_LINE: Final = re.compile(r"^\d+ +(?P<call>\w+)\((?P<args>.*)\) += (?P<result>-?\d+)(?:<(?P<opened>[^>]*)>)?")
_PATH_ON_FD: Final = re.compile(r"^(?:\d+|AT_FDCWD)<([^>]*)>")
_TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OF_NAMES: Final = frozenset(
    "rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat mkdir mkdirat rmdir".split()
)


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at an offset of a file; without bytes, the file ends there."""

    file: int
    offset: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Name:
    """A path means this file from now on; None: nothing; `DIRECTORY`: it is one."""

    path: Path
    file: int | None


@dataclass(frozen=True, slots=True)
class Sync:
    """A file's content, or the names in a directory, are on disk."""

    file: int | None
    directory: Path | None


@dataclass(frozen=True, slots=True)
class Told:
    """The session told that so many records are saved."""

    count: int


Operation = Write | Name | Sync | Told


def traced(command: Sequence[str], log: Path) -> None:
    """Run a command and write down its calls."""
    options = ["-f", "-y", "-xx", "-s", "10000000", "-e", f"trace={CALLS}", "-o", str(log)]
    subprocess.run(
        ["strace", *options, sys.executable, *command],
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that worked: its name, its arguments as strace writes them, the texts in them, and its file."""

    name: str
    args: str
    texts: tuple[bytes, ...]
    path: Path | None

    @property
    def number(self) -> int:
        """The last argument."""
        return int(self.args.rpartition(", ")[2])


def _calls(log: Path) -> Iterator[_Call]:
    for line in log.read_text(encoding="ascii").splitlines():
        found = _LINE.match(line)
        if found is None or found["result"].startswith("-"):
            continue
        texts = tuple(bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(found["args"]))
        on_fd = found["opened"] if found["call"] == "openat" else _PATH_ON_FD.match(found["args"])
        path = on_fd if isinstance(on_fd, str) or on_fd is None else on_fd[1]
        yield _Call(found["call"], found["args"], texts, None if path is None else Path(_plain(path)))


def operations(log: Path, root: Path, events: Collection[Path]) -> Iterator[Operation]:
    """What happened below `root`, in order. Raises ValueError for a call that this model does not know there."""
    reader, told = _Reader(root), 0
    for call in _calls(log):
        if call.path in events and call.name == "write":
            told += b'"type": "saved"' in call.texts[0]
            yield Told(told)
        elif call.name in _OF_NAMES:
            yield from reader.name(call)
        elif call.path is not None and call.path.is_relative_to(root):
            yield from reader.content(call, call.path)


class _Reader:
    """Knows which file a path means."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[Path, int] = {}
        self._numbers = itertools.count()

    def name(self, call: _Call) -> Iterator[Operation]:
        """A path was made, removed or changed."""
        paths = [Path(text.decode()) for text in call.texts]
        if not paths[0].is_relative_to(self._root):
            return
        match call.name:
            case "mkdir":
                self._files[paths[0]] = DIRECTORY
                yield Name(paths[0], DIRECTORY)
            case "unlink" | "rmdir":
                del self._files[paths[0]]
                yield Name(paths[0], None)
            case "rename":
                self._files[paths[1]] = self._files.pop(paths[0])
                yield from (Name(paths[1], self._files[paths[1]]), Name(paths[0], None))
            case _:
                raise ValueError(f"unknown to this model: {call.name} of {paths[0]}")

    def content(self, call: _Call, path: Path) -> Iterator[Operation]:
        """Something was done with an open file, or one was opened."""
        match call.name:
            case "openat" if "O_CREAT" in call.args and path not in self._files:
                self._files[path] = next(self._numbers)
                yield Name(path, self._files[path])
            case "openat" | "lseek":
                pass
            case "pwrite64":
                yield Write(self._files[path], call.number, call.texts[0])
            case "ftruncate":
                yield Write(self._files[path], call.number, None)
            case "fsync" | "fdatasync":
                yield Sync(self._files.get(path), path)
            case _:
                raise ValueError(f"unknown to this model: {call.name} of {path}")


def _plain(text: str) -> str:
    return bytes.fromhex(text.replace("\\x", "")).decode() if "\\x" in text else text


@dataclass(frozen=True, slots=True)
class Cut:
    """What may be on the disk after a power cut: the operations that reached it."""

    done: tuple[Operation, ...]
    told: int
    kind: str


def cuts(done: Sequence[Operation], pick: random.Random, tries: int) -> Iterator[Cut]:
    """What may be on the disk if the power goes after each operation.

    The kind "with names": a sync of a file brings its name to the disk, too, as on ext4.
    """
    synced_at = [_synced_at(done, n) for n in range(len(done))]
    for end in range(1, len(done) + 1):
        past = done[:end]
        told = max((each.count for each in past if isinstance(each, Told)), default=0)
        certain = [at < end for at in synced_at[:end]]
        yield Cut(_chosen(past, certain), told, "certain")
        if all(certain):
            continue
        with_names = [is_in or isinstance(each, Name) for each, is_in in zip(past, certain, strict=True)]
        yield Cut(_chosen(past, with_names), told, "with names")
        yield Cut(tuple(past), told, "all")
        for _ in range(tries):
            share = pick.random()
            torn = [each if is_in else _torn(each, pick) for each, is_in in zip(past, certain, strict=True)]
            yield Cut(_chosen(torn, [is_in or pick.random() < share for is_in in certain]), told, "random")


def _synced_at(done: Sequence[Operation], n: int) -> int:
    """The number of the operation after which this one is on disk for certain."""
    match done[n]:
        case Write(file):
            syncs = (m for m in range(n, len(done)) if isinstance(s := done[m], Sync) and s.file == file)
        case Name(path):
            syncs = (
                m
                for m in range(n, len(done))
                if isinstance(s := done[m], Sync) and s.directory == path.parent
            )
        case _:
            return n
    return next(syncs, len(done))


def _chosen(past: Sequence[Operation], are_kept: Sequence[bool]) -> tuple[Operation, ...]:
    return tuple(each for each, is_kept in zip(past, are_kept, strict=True) if is_kept)


def _torn(write: Operation, pick: random.Random) -> Operation:
    """Of a write perhaps only its first sectors."""
    if not isinstance(write, Write) or write.data is None or pick.random() < 0.5:
        return write
    sectors = pick.randint(0, len(write.data) // SECTOR)
    return Write(write.file, write.offset, write.data[: sectors * SECTOR])


def found_after(cut: Cut) -> dict[Path, bytes | None]:
    """The files after this cut, by path; None is a directory. Shared memory never reaches a disk."""
    contents: dict[int, bytearray] = {}
    names: dict[Path, int | None] = {}
    for each in cut.done:
        match each:
            case Name(path, file):
                names[path] = file
            case Write(file, offset, data):
                content = contents.setdefault(file, bytearray())
                content.extend(bytes(max(0, offset - len(content))))
                if data is None:
                    del content[offset:]
                else:
                    content[offset : offset + len(data)] = data
            case _:
                pass
    return {
        path: None if file == DIRECTORY else bytes(contents.get(file, b""))
        for path, file in sorted(names.items())
        if file is not None and not path.name.endswith("-shm")
    }


def put(found: dict[Path, bytes | None], root: Path, place: Path) -> None:
    """Make these files below `place` instead of `root`; what is in a lost directory is lost."""
    for path, content in found.items():
        target = place / path.relative_to(root)
        if not target.parent.is_dir():
            continue
        if content is None:
            target.mkdir()
        else:
            target.write_bytes(content)
