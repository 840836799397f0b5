"""The films' sound: French voices by espeak-ng and a few notes of music, as 16-bit mono samples."""

from __future__ import annotations

import math
import subprocess
import wave
from array import array
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from . import CASTING

RATE = 22_050
SLOWEST, FASTEST = 135, 330
PEAK = 20_000


@dataclass(frozen=True)
class Voice:
    """An espeak-ng voice: its variant, pitch (0-99) and usual speed in words a minute."""

    variant: str
    pitch: int
    speed: int = 165


VOICES = {name: Voice(*given) for name, given in CASTING["voices"].items()}

# Notes in hertz: a small tune in F for the titles, two notes for a chapter, a cadence for the end.
TITLE_TUNE = [349.2, 440.0, 523.3, 698.5, 587.3, 523.3, 440.0, 523.3]
CHAPTER_TUNE = [523.3, 698.5]
END_TUNE = [523.3, 440.0, 392.0, 349.2, 261.6, 349.2]


def _espeak(text: str, voice: Voice, speed: int) -> array[int]:
    command = ["espeak-ng", "-v", f"fr+{voice.variant}", "-p", str(voice.pitch), "-s", str(speed), "--stdout"]
    answer = subprocess.run([*command, text], capture_output=True, check=True)
    with wave.open(BytesIO(answer.stdout)) as recording:
        samples = array("h", recording.readframes(recording.getnframes()))
    heard = [index for index, sample in enumerate(samples) if abs(sample) > 200]
    return samples[heard[0] : heard[-1]] if heard else samples


def speak(text: str, speaker: str, longest: float) -> array[int]:
    """Say `text` as `speaker` in at most `longest` seconds. Raise `ValueError` if no speed fits."""
    voice = VOICES[speaker]
    spoken = text.replace("\u202f", " ").replace("\xa0", " ").replace("LA machine", "la machine")
    speed = voice.speed
    samples = _espeak(spoken, voice, speed)
    # Leave the voice unhurried where the dialogue has room, faster where it has not.
    filling = len(samples) / RATE / longest
    if filling < 0.8:
        samples = _espeak(spoken, voice, max(SLOWEST, round(speed * max(filling / 0.8, 0.88))))
    while len(samples) / RATE > longest:
        speed = round(speed * max(1.04, len(samples) / RATE / longest))
        if speed > FASTEST:
            raise ValueError(f"« {text} » cannot be said in {longest:.1f} s")
        samples = _espeak(spoken, voice, speed)
    loudest = max(map(abs, samples)) or 1
    return array("h", (round(sample * PEAK / loudest) for sample in samples))


def tune(notes: list[float], beat: float) -> array[int]:
    """Return notes plucked one after another, `beat` seconds apart, left to ring."""
    samples = [0.0] * round((len(notes) * beat + 1.2) * RATE)
    for number, pitch in enumerate(notes):
        start = round(number * beat * RATE)
        for index in range(min(round(1.2 * RATE), len(samples) - start)):
            time = index / RATE
            tone = math.sin(math.tau * pitch * time) + 0.35 * math.sin(math.tau * 2 * pitch * time)
            samples[start + index] += tone * math.exp(-4.5 * time) * min(1.0, index / 60)
    loudest = max(map(abs, samples))
    return array("h", (round(sample * PEAK * 0.45 / loudest) for sample in samples))


class Track:
    """The sound track of a film, filled piece by piece."""

    def __init__(self, duration: float) -> None:
        self.samples = array("h", bytes(2 * round(duration * RATE)))

    def add(self, start: float, piece: array[int]) -> None:
        """Mix `piece` in from `start` seconds, and cut what passes the end of the film."""
        offset = round(start * RATE)
        for index, sample in enumerate(piece[: len(self.samples) - offset]):
            mixed = self.samples[offset + index] + sample
            self.samples[offset + index] = max(-32_768, min(32_767, mixed))

    def loudness(self, start: float, length: float) -> float:
        """Return the root mean square of the samples in a span of time, from 0 to 1."""
        offset = round(start * RATE)
        span = self.samples[offset : offset + round(length * RATE)]
        return math.sqrt(sum(sample * sample for sample in span) / max(1, len(span))) / 32_768

    def save(self, path: Path) -> None:
        """Write the track as a WAV file."""
        with wave.open(str(path), "wb") as recording:
            recording.setnchannels(1)
            recording.setsampwidth(2)
            recording.setframerate(RATE)
            recording.writeframes(self.samples.tobytes())
