"""voicecoach: a hands-free, offline voice coach for people with low back pain or sciatica."""

import os

__version__ = "0.1.0"

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Without it onnxruntime, from 1.29 on, keeps a mark of this machine on disk and tells Microsoft of each use. It looks
when it is first imported, so this is said here, before anything else is; child processes inherit it.
"""
