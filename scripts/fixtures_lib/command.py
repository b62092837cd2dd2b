"""The command line of `scripts/make_fixtures`: which groups to build, and to write or to compare them."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fixtures_lib import clip as clips
from fixtures_lib import manifest
from fixtures_lib.build import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fixtures_lib.manifest import Row


@dataclass(frozen=True, slots=True)
class Places:
    """Where recordings go: the fixtures with their manifest, and the demo's inside the package."""

    fixtures: Path
    demo: Path

    def of(self, group: str) -> Path:
        return self.demo if group == "demo" else self.fixtures

    def pairs_with(self, other: Places) -> Iterator[tuple[Path, Path]]:
        """Each recording here, with where the same one lies in `other`."""
        for mine, theirs in ((self.fixtures, other.fixtures), (self.demo, other.demo)):
            yield from ((file, theirs / file.relative_to(mine)) for file in sorted(mine.rglob("*.wav")))


def run(root: Path, arguments: Sequence[str]) -> int:
    """Build or check what `arguments` ask for, in the repository at `root`; the exit code."""
    parser = argparse.ArgumentParser(
        prog="make_fixtures", description="Make audio_fixtures/ and the demo's recordings."
    )
    parser.add_argument("--only", action="append", choices=GROUPS, help="only this group; repeatable")
    parser.add_argument("--check", action="store_true", help="build and compare; write nothing")
    options = parser.parse_args(arguments)
    groups = options.only or list(GROUPS)
    places = Places(root / "audio_fixtures", root / "voicecoach" / "demo" / "recordings")
    return _check(groups, places) if options.check else _build(groups, places)


def _build(groups: Sequence[str], places: Places) -> int:
    file = places.fixtures / "manifest.csv"
    before = manifest.read(file)
    rows = [*(row for row in before if row.kind not in groups), *_write(groups, places)]
    for path in {row.path for row in before} - {row.path for row in rows}:
        (places.fixtures / path).unlink(missing_ok=True)
    manifest.write(file, rows)
    for directory in (places.fixtures, places.demo):
        sizes = [wav.stat().st_size for wav in directory.rglob("*.wav")]
        print(f"{directory}: {len(sizes)} recordings, {sum(sizes) / 1e6:.1f} MB")
    return 0


def _write(groups: Sequence[str], places: Places) -> list[Row]:
    """Writes the clips; the rows of those that belong into the manifest."""
    rows = []
    for group in groups:
        for clip in GROUPS[group]():
            clips.write(places.of(group) / clip.row.path, clip.samples)
            if group != "demo":
                rows.append(clip.row)
    return rows


def _check(groups: Sequence[str], places: Places) -> int:
    with tempfile.TemporaryDirectory() as directory:
        rebuilt = Places(Path(directory) / "fixtures", Path(directory) / "demo")
        _write(groups, rebuilt)
        pairs = list(rebuilt.pairs_with(places))
        different = [old for new, old in pairs if not old.exists() or old.read_bytes() != new.read_bytes()]
    for file in different:
        print(f"differs: {file}")
    print(f"{len(pairs)} rebuilt, {len(different)} differ")
    return 1 if different else 0
