"""Ears that take a moment to be ready: the coach greets while models load and the microphone opens."""

import threading
from collections.abc import Callable

from voicecoach.coach.effects import Listen
from voicecoach.coach.events import DeviceLost
from voicecoach.drivers.ears import VoiceEars
from voicecoach.drivers.inbox import Inbox

READY_DEADLINE_S = 20.0


class LateEars:
    """Builds the real ears in the background; what is asked meanwhile is done as soon as they are there.

    Where they cannot be built, or not within `deadline_s`, the microphone counts as lost.
    """

    def __init__(
        self, inbox: Inbox, build: Callable[[], VoiceEars], deadline_s: float = READY_DEADLINE_S
    ) -> None:
        self._inbox = inbox
        self._build = build
        self._deadline_s = deadline_s
        self._lock = threading.Lock()
        self._ears: VoiceEars | None = None
        self._wanted: Listen | None = None
        self._is_closed = False
        self._is_decided = threading.Event()
        threading.Thread(target=self._run, name="ears", daemon=True).start()
        threading.Thread(target=self._watch, name="ears-deadline", daemon=True).start()

    def is_person_talking(self) -> bool:
        """Whether somebody has just begun to speak."""
        ears = self._ears
        return ears is not None and ears.is_person_talking()

    @property
    def is_listening(self) -> bool:
        """Whether an answer or a command is waited for."""
        ears = self._ears
        return ears is not None and ears.is_listening

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
        self._is_decided.set()
        if ears is not None:
            ears.close()

    def _run(self) -> None:
        try:
            ears = self._build()
        except Exception as error:  # noqa: BLE001 engines fail in any way; a thread that died would hang the session
            self._lose(str(error) or type(error).__name__)
            return
        with self._lock:
            if not self._is_closed:
                self._ears = ears
                self._is_decided.set()
                if self._wanted is not None:
                    ears.listen(self._wanted)
                return
        ears.close()

    def _watch(self) -> None:
        if not self._is_decided.wait(self._deadline_s):
            self._lose(f"it was not ready within {self._deadline_s:g} s")

    def _lose(self, reason: str) -> None:
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
        self._is_decided.set()
        self._inbox.post(DeviceLost("microphone", reason))
