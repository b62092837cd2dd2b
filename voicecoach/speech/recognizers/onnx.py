"""What all models that run in onnxruntime share: how they run, and where a package keeps one that ships it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import SessionOptions


def one_thread() -> SessionOptions:
    """One thread a model, since two of them run at once, and no memory kept for later. Raises ImportError."""
    from onnxruntime import SessionOptions, disable_telemetry_events  # noqa: PLC0415 only where a model is loaded

    disable_telemetry_events()  # on Windows, where the variable that `voicecoach` sets does nothing
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return options


def folder_in(package: str, below: str) -> Path:
    """The folder `below` a package that is found without running any of its code. Raises ImportError."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ImportError(f"{package} is not installed")
    folder = Path(found.origin).parent / below
    if not folder.is_dir():
        raise ImportError(f"this version of {package} ships no {below}")
    return folder
