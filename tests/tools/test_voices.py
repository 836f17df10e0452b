"""The tool that speaks the captcha's digits: the same sound at another rate; the digits are there in one form."""

from __future__ import annotations

import wave
from math import pi, sin

from govsite.domain.common.captcha import DIGITS
from govsite.domain.common.captcha_sound import LOUDEST, RATE, SILENCE, VOICES
from tools.voices import SPOKEN, resampled, trimmed

SOURCE = 22_050
MIDDLE = slice(500, 1_000)  # away from the ends, where half of the filter has nothing to see


def tone(hertz: float, rate: int) -> list[float]:
    return [sin(2 * pi * hertz * at / rate) for at in range(rate // 5)]


def test_what_can_be_heard_at_our_rate_stays_and_the_rest_goes() -> None:
    for hertz in (200, 1_000, 2_500):
        made = resampled([round(10_000 * value) for value in tone(hertz, SOURCE)], SOURCE)
        wanted = tone(hertz, RATE)
        assert max(abs(a / 10_000 - b) for a, b in zip(made[MIDDLE], wanted[MIDDLE], strict=True)) < 0.02
    for hertz in (4_600, 7_000):
        made = resampled([round(10_000 * value) for value in tone(hertz, SOURCE)], SOURCE)
        assert max(map(abs, made[MIDDLE])) < 200, "it would come back as another tone"


def test_silence_is_cut_off_and_the_voice_is_as_loud_as_it_may_be() -> None:
    made = trimmed([0.0] * 3_000 + [50 * value for value in tone(300, RATE)] + [0.0] * 3_000)
    assert len(tone(300, RATE)) < len(made) < len(tone(300, RATE)) + 500
    assert (min(made), max(made)) == (SILENCE - LOUDEST, SILENCE + LOUDEST)


def test_every_digit_has_its_voice() -> None:
    assert set(SPOKEN) == set(DIGITS) == {path.stem for path in VOICES.glob("*.wav")}
    for digit in DIGITS:
        with wave.open(str(VOICES / f"{digit}.wav")) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 1, RATE)
            seconds, frames = file.getnframes() / RATE, file.readframes(file.getnframes())
        assert 0.3 < seconds < 0.8
        assert max(abs(sample - SILENCE) for sample in frames) == LOUDEST
