"""What a command and all its processes did, as the kernel saw it: sockets, files that were written, programs.

`strace -ff` writes one file a thread, so calls of two threads never mix; `-y` tells the path of each descriptor. A call
that a signal or an end interrupted stands there as "unfinished", and may be "resumed" later in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TRACED = (
    "socket,socketpair,connect,bind,listen,sendto,sendmsg,sendmmsg,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,memfd_create,truncate,execve,execveat,"
    "io_uring_setup"
)
_CALL = re.compile(
    r"(?P<name>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+|\?)(?:<(?P<path>.*)>)?(?P<rest>[^>]*)"
)
_UNFINISHED = re.compile(r"(?P<begin>\w+\(.*?),? <unfinished \.\.\.>$")
_RESUMED = re.compile(r"<\.\.\. (?P<name>\w+) resumed>,? ?(?P<rest>.*)$")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_WRITING = re.compile(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")


@dataclass(frozen=True, slots=True)
class Call:
    """One system call. `path`: of the descriptor that it gave, or the first name among its arguments."""

    name: str
    arguments: str
    has_failed: bool
    path: str

    @property
    def names(self) -> list[str]:
        return _STRING.findall(self.arguments)


def traced(folder: Path) -> list[str]:
    """What goes before a command, so that it writes its calls into this folder, which must be there."""
    return [
        "strace",
        "-ff",
        "-y",
        "-qq",
        "--seccomp-bpf",
        "-s",
        "400",
        "-e",
        f"trace={TRACED}",
        "-o",
        str(folder / "calls"),
    ]


def read(folder: Path) -> list[Call]:
    """All calls of all threads. Raises ValueError for a line that is not understood: nothing may hide in one."""
    calls: list[Call] = []
    for path in sorted(folder.glob("calls.*")):
        calls += parsed(path.read_text(encoding="utf-8", errors="replace").splitlines())
    return calls


def parsed(lines: Iterable[str]) -> Iterator[Call]:
    """The calls of one thread. One that never came back counts as one that worked: the kernel may have done it."""
    waiting: str | None = None
    for line in lines:
        text = line.strip()
        if not text or text.startswith(("+++", "---")):
            continue
        if unfinished := _UNFINISHED.match(text):
            if waiting is not None:
                yield _call(waiting + ") = ?")
            waiting = unfinished["begin"]
            continue
        if resumed := _RESUMED.match(text):
            if waiting is None or not waiting.startswith(resumed["name"] + "("):
                raise ValueError(f"resumed without a beginning: {text}")
            text, waiting = waiting + resumed["rest"], None
        yield _call(text)
    if waiting is not None:
        yield _call(waiting + ") = ?")


def _call(text: str) -> Call:
    found = _CALL.match(text)
    if found is None:
        raise ValueError(f"not understood: {text}")
    names = _STRING.findall(found["arguments"])
    path = found["path"] or (names[0] if names else "")
    return Call(
        found["name"], found["arguments"], found["result"].startswith("-"), path.removesuffix(" (deleted)")
    )


def sockets(calls: Iterable[Call]) -> set[str]:
    """Families of all sockets that were made, or asked for: "AF_UNIX"."""
    return {each.arguments.split(",")[0] for each in calls if each.name in ("socket", "socketpair")}


def addresses(calls: Iterable[Call]) -> set[str]:
    """Where anything was connected, bound or sent to, or tried to: paths of AF_UNIX, else the whole address."""
    found = set()
    for call in calls:
        if (
            call.name in ("connect", "bind", "sendto", "sendmsg", "sendmmsg")
            and (at := call.arguments.find("{sa_family=")) >= 0
        ):
            address = call.arguments[at:]
            path = re.search(r'sun_path=(@?"(?:[^"\\]|\\.)*")', address)
            found.add(path[1].replace('"', "") if path else address.split("}")[0])
    return found


def written(calls: Iterable[Call]) -> dict[str, set[str]]:
    """Each path that was opened for writing, made, renamed, linked or removed, with the calls that did it."""
    found: dict[str, set[str]] = {}
    for call in calls:
        if call.has_failed:
            continue
        match call.name:
            case "open" | "openat" | "openat2" if _WRITING.search(call.arguments):
                paths: Sequence[str] = [call.path]
            case "creat" | "mkdir" | "mkdirat" | "mknod" | "mknodat" | "truncate" | "unlink" | "unlinkat":
                paths = [_full(call)]
            case "rename" | "renameat" | "renameat2" | "link" | "linkat" | "symlink" | "symlinkat":
                paths = call.names
            case _:
                continue
        for path in paths:
            found.setdefault(path, set()).add(call.name)
    return found


def _full(call: Call) -> str:
    """A name below the directory that a descriptor stands for."""
    name = call.names[0]
    directory = re.match(r"(?:AT_FDCWD|\d+)<(.*?)>, ", call.arguments)
    return name if name.startswith("/") or directory is None else f"{directory[1]}/{name}"


def programs(calls: Iterable[Call]) -> set[str]:
    """The files of all programs that were run."""
    return {call.names[0] for call in calls if call.name in ("execve", "execveat") and not call.has_failed}
