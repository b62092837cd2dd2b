"""PocketSphinx: an alternative to `floor`, for machines where that cannot run.

One decoder is kept for the whole session (SpeechRecognition's own `recognize_sphinx` loads one at each call).
Each vocabulary is a JSGF grammar, added to it as a search. The acoustic score a frame of speech, from the
segments, tells a little about whether the phrase was said (area under the curve .83); a phone loop beside it
told no more (.79), and the decoder's own scores nothing. So little is ever sure here: the coach asks back.
"""

from __future__ import annotations

import math
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecoach.errors import VoicecoachError
from voicecoach.speech.audio import samples_of, to_pcm
from voicecoach.speech.recognizers.arpabet import spell
from voicecoach.speech.recognizers.confidence import REFUSED, is_speechlike, judge_from

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from speech_recognition import AudioData

    from voicecoach.speech.recognizers.base import Hypothesis, Vocabulary

_SILENCES = frozenset({"<sil>", "SIL", "<s>", "</s>", "(NULL)"})


class SphinxRecognizer:
    """See the module. The constructor loads the decoder (0.15 s); `VoicecoachError` where it cannot."""

    name = "sphinx"

    def __init__(self) -> None:
        self._decoder = _load_decoder()
        fitted = resources.files(__package__).joinpath("sphinx.toml").read_text(encoding="utf-8")
        self._judge = judge_from(tomllib.loads(fitted))
        self._searches: dict[tuple[str, ...], str] = {}

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Add the grammar of `vocabulary`. Raises `VoicecoachError` for what cannot be pronounced."""
        phrases = vocabulary.phrases
        if phrases in self._searches:
            return
        for word in dict.fromkeys(word for phrase in phrases for word in phrase.split()):
            if self._decoder.lookup_word(word) is None:
                self._decoder.add_word(word, " ".join(spell(word)), update=True)
        name = f"vocabulary{len(self._searches)}"
        rule = f"public <phrase> = {' | '.join(phrases)};"
        self._decoder.add_jsgf_string(name, f"#JSGF V1.0;\ngrammar {name};\n{rule}\n")
        self._searches[phrases] = name

    def recognize(self, audio: AudioData, vocabulary: Vocabulary) -> Hypothesis:
        """The best phrase with its confidence and band. Sound without an utterance is refused."""
        self.prepare(vocabulary)
        found = self.guess(audio, vocabulary.phrases)
        return self._judge.decide(*found, vocabulary.question) if found else REFUSED

    def guess(self, audio: AudioData, phrases: tuple[str, ...]) -> tuple[str, float] | None:
        """The best of prepared `phrases` and its confidence, however low; None where there is none."""
        samples = samples_of(audio)
        if not phrases or not is_speechlike(samples):
            return None
        phrase, features = self.weigh(pcm(samples), phrases)
        return (phrase, self._judge.confidence(features)) if phrase is not None else None

    def weigh(self, sound: bytes, phrases: tuple[str, ...]) -> tuple[str | None, tuple[float, ...]]:
        """The best of `phrases`, None without any, and features: nats lost a frame of speech; its length."""
        phrase, spoken, score = self._decode(self._searches[phrases], sound)
        if phrase not in phrases:
            return None, ()
        lost = -score / max(spoken, 1)
        return phrase, (min(max(lost, 0.0), 15.0) / 5.0, min(spoken, 150) / 50.0)

    def _decode(self, search: str, sound: bytes) -> tuple[str | None, int, float]:
        """The words, the frames of speech, and the summed acoustic score in nats."""
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_utt()
        decoder.process_raw(sound, full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        if found is None:
            return None, 0, 0.0
        segments = [segment for segment in decoder.seg() if segment.word != "</s>"]
        spoken = sum(s.end_frame - s.start_frame + 1 for s in segments if s.word not in _SILENCES)
        return found.hypstr, spoken, sum(math.log(max(s.ascore, 1e-300)) for s in segments)


def pcm(samples: NDArray[np.float32]) -> bytes:
    """`samples` as 16-bit PCM, with a hiss at -74 dB: exact zeros upset it. Padding only hurt."""
    hiss = np.random.default_rng(0).standard_normal(len(samples)) * 2e-4
    return to_pcm(samples + hiss).tobytes()


def _load_decoder() -> Any:
    try:
        from pocketsphinx import Config, Decoder, get_model_path  # noqa: PLC0415 only where it is chosen

        model = Path(get_model_path()) / "en-us"
        config = Config(
            hmm=str(model / "en-us"),
            dict=str(model / "cmudict-en-us.dict"),
            lm=None,
            loglevel="FATAL",
            cmn="batch",
        )
        decoder = Decoder(config)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise VoicecoachError(
            f"The recognizer 'sphinx' cannot run here ({error}). Install pocketsphinx, or use the keyboard."
        ) from error
    return decoder
