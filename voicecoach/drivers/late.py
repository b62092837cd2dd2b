"""Ears that take a moment to be ready: the coach greets while models load and the microphone opens."""

import threading
from collections.abc import Callable

from voicecoach.coach.effects import Listen
from voicecoach.coach.events import DeviceLost
from voicecoach.drivers.inbox import Inbox
from voicecoach.drivers.voice import VoiceEars
from voicecoach.errors import VoicecoachError


class LateEars:
    """Builds the real ears in the background; what is asked meanwhile is done as soon as they are there.

    Where they cannot be built, the microphone counts as lost.
    """

    def __init__(self, inbox: Inbox, build: Callable[[], VoiceEars]) -> None:
        self._inbox = inbox
        self._build = build
        self._lock = threading.Lock()
        self._ears: VoiceEars | None = None
        self._wanted: Listen | None = None
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)
        self._thread.start()

    def is_person_talking(self) -> bool:
        """Whether somebody has just begun to speak."""
        return self._ears is not None and self._ears.is_person_talking()

    def listen(self, listen: Listen) -> None:
        with self._lock:
            self._wanted = listen
            if self._ears is not None:
                self._ears.listen(listen)

    def stop(self) -> None:
        with self._lock:
            self._wanted = None
            if self._ears is not None:
                self._ears.stop()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            ears, self._ears = self._ears, None
        if ears is not None:
            ears.close()

    def _run(self) -> None:
        try:
            ears = self._build()
        except (VoicecoachError, ImportError, OSError) as error:
            self._inbox.post(DeviceLost("microphone", str(error).rstrip(".")))
            return
        with self._lock:
            if not self._is_closed:
                self._ears = ears
                if self._wanted is not None:
                    ears.listen(self._wanted)
                return
        ears.close()
