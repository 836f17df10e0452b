"""The sound of a captcha: digits in Mandarin, WAV of 8 kHz, 8 bits, mono, which every engine and player knows.

The voices were spoken by espeak-ng (``tools/voices.py``, ``voices/README.md``), which is not needed to run. Speed,
loudness and pauses differ from digit to digit, and there is a little noise, far below the voice: it is for people. The
same seed makes the same sound in every worker, so a player may fetch it in parts from several.
"""

from __future__ import annotations

import wave
from functools import cache
from io import BytesIO
from itertools import repeat
from operator import add
from pathlib import Path
from random import Random

VOICES = Path(__file__).with_name("voices")
RATE, SILENCE = 8_000, 128  # samples a second; the middle of 8 bits without a sign
LOUDEST = 100  # how far voices go from the middle; the rest is for the noise
NOISE = 5  # how far noise goes: 26 dB below the loudest of a voice


def spoken(digits: str, seed: bytes) -> bytes:
    """A WAV of some seven seconds; raises FileNotFoundError for a digit without a voice (1, 9)."""
    random = Random(seed)  # noqa: S311 - it hides nothing, the digits are for everybody to hear
    parts = [_silence(random, 400, 600)]
    for digit in digits:
        parts += [_varied(_voice(digit), random), _silence(random, 500, 900)]
    said = b"".join(parts)
    said = said[: len(said) // 2 * 2]  # a chunk of a WAV is even
    noise = random.randbytes(len(said)).translate(_NOISE)
    return _wav(bytes(map(add, said, noise)))


def _silence(random: Random, shortest: int, longest: int) -> bytes:
    """So many milliseconds."""
    return bytes(repeat(SILENCE - NOISE, RATE * random.randint(shortest, longest) // 1000))


def _varied(voice: bytes, random: Random) -> bytes:
    """A little slower or faster and less loud, and as much lower as the noise that is added goes up."""
    speed, loudness = random.uniform(0.9, 1.1), random.uniform(0.75, 1)
    louder = bytes(max(0, round((value - SILENCE) * loudness) + SILENCE - NOISE) for value in range(256))
    return bytes(voice[int(at * speed)] for at in range(int(len(voice) / speed))).translate(louder)


@cache
def _voice(digit: str) -> bytes:
    with wave.open(str(VOICES / f"{digit}.wav")) as file:
        frames: bytes = file.readframes(file.getnframes())
        return frames


def _wav(samples: bytes) -> bytes:
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 1, RATE, len(samples), "NONE", "not compressed"))
        file.writeframes(samples)
    return made.getvalue()


_NOISE = bytes(value % (2 * NOISE + 1) for value in range(256))
