"""Speak the digits of the captcha's sound (govsite/domain/common/voices) anew: python -m tools.voices.

Wants espeak-ng 1.51 or later (apt install espeak-ng); the portal itself does not. It is told pinyin with tones: of
characters this voice reads some in English. Whoever has a speaker puts recordings in the same form in their place.
"""

from __future__ import annotations

import array
import subprocess
import sys
import wave
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path

from govsite.domain.common.captcha_sound import LOUDEST, RATE, SILENCE, VOICES

# No 一 and no 九: at this rate they cannot be told from 七 and 六.
SPOKEN = {
    **{"0": "ling2", "2": "er4", "3": "san1", "4": "si4", "5": "wu3"},
    **{"6": "liu4", "7": "qi1", "8": "ba1"},
}
WORDS_PER_MINUTE = 110
CUT_OFF = 3_700  # Hz: below half the rate, with room for the slope of the filter
REACH = 40  # samples of the source on each side that make one of ours
QUIET = 0.02  # of the loudest: what is less at either end is cut off
ROOM = 200  # samples that stay on each side of what is not quiet


def main() -> None:
    """Write a file a digit."""
    VOICES.mkdir(exist_ok=True)
    for digit, pinyin in SPOKEN.items():
        command = ["espeak-ng", "-v", "cmn-latn-pinyin", "-s", str(WORDS_PER_MINUTE), "--stdout", pinyin]
        rate, samples = read(subprocess.run(command, check=True, capture_output=True).stdout)
        save(VOICES / f"{digit}.wav", trimmed(resampled(samples, rate)))
        print(f"{digit} {pinyin}: {(VOICES / f'{digit}.wav').stat().st_size} bytes")


def read(data: bytes) -> tuple[int, list[int]]:
    """Samples a second, and the samples of a 16-bit mono WAV; in a pipe espeak cannot say how long it is."""
    with wave.open(BytesIO(data)) as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, 2):
            sys.exit("espeak-ng was expected to speak 16-bit mono")
        rate, frames = file.getframerate(), data[data.index(b"data") + 8 :]
    samples = array.array("h", frames[: len(frames) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return rate, samples.tolist()


def resampled(samples: list[int], rate: int) -> list[float]:
    """The sound at our rate: a sinc low pass under a Hann window, taken where our samples lie."""
    made = []
    for number in range(int(len(samples) * RATE / rate)):
        centre = number * rate / RATE
        near = range(max(0, int(centre) - REACH), min(len(samples), int(centre) + REACH + 1))
        made.append(sum(samples[at] * weight(at - centre, rate) for at in near))
    return made


def weight(distance: float, rate: int) -> float:
    """Of a sample at some distance, in samples of the source."""
    if abs(distance) >= REACH:
        return 0.0
    angle = 2 * pi * CUT_OFF / rate * distance
    sinc = sin(angle) / angle if angle else 1.0
    return 2 * CUT_OFF / rate * sinc * (0.5 + 0.5 * cos(pi * distance / REACH))


def trimmed(samples: list[float]) -> bytes:
    """As 8-bit samples, as loud as they may be, without the silence around them."""
    peak = max(map(abs, samples))
    loud = [at for at, value in enumerate(samples) if abs(value) > peak * QUIET]
    kept = samples[max(0, loud[0] - ROOM) : loud[-1] + ROOM]
    return bytes(SILENCE + round(value / peak * LOUDEST) for value in kept)


def save(path: Path, samples: bytes) -> None:
    """A mono WAV."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 1, RATE, len(samples), "NONE", "not compressed"))
        file.writeframes(samples)


if __name__ == "__main__":
    main()
