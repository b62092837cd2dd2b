"""Undisturbed sessions, one after the other: python -m tests.faults.one_session HOME DIRECTORY_OF_LOGS STORY ..."""

import sys
from pathlib import Path

from tests.faults.process import Script, run_session
from tests.faults.stories import STORIES

if __name__ == "__main__":
    home, logs, *stories = sys.argv[1:]
    for story in stories:
        run_session(Script(STORIES[story].person), Path(home), Path(logs) / f"{story}.jsonl")
