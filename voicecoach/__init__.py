"""voicecoach: a hands-free, offline voice coach for people with low back pain or sciatica."""

__version__ = "0.1.0"
