"""Captchas: one answer, right or wrong, ten minutes, one purpose; forgiving, and nothing of the answer is kept."""

from __future__ import annotations

import logging
import wave
from collections.abc import Iterator
from io import BytesIO
from random import Random
from threading import Event, Thread

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import event, select

from govsite.domain.common import captcha, captcha_sound
from govsite.domain.common.captcha import DIGITS, GOOD_SECONDS, LENGTH, LETTERS, MOST_WAITING, Busy, Captchas
from govsite.domain.common.captcha_picture import HEIGHT, WIDTH
from govsite.domain.common.captcha_sound import NOISE, RATE, SILENCE, VOICES, spoken
from govsite.extensions import db
from govsite.models.base import table_of
from govsite.models.used import Used
from tests.waiting import comes_back, finish, together, wait, wait_for
from tools.voices import SPOKEN

SECRET = "of the application"
WRONG = "WRONG"


class Clock:
    """Time passes when the test says so."""

    now = 1_700_000_000.25

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(portal: Flask) -> Iterator[Clock]:
    with portal.app_context():
        yield Clock()


@pytest.fixture
def captchas(clock: Clock) -> Captchas:
    return Captchas(SECRET, clock)


def letters(captchas: Captchas, token: str) -> str:
    return captchas._letters(token)


def digits(captchas: Captchas, token: str) -> str:
    return captchas._digits(token)


def is_right(captchas: Captchas, answer_of: str, typed: str) -> bool:
    """Whether an answer is right, without using anything up."""
    return captchas._matches(answer_of, typed)


@pytest.mark.parametrize("answer", [letters, digits])
def test_an_answer_is_right_once(captchas: Captchas, answer: object) -> None:
    token = captchas.new("letters")
    typed = answer(captchas, token)  # type: ignore[operator]
    assert captchas.is_right("letters", token, typed)
    assert not captchas.is_right("letters", token, typed)


def test_a_wrong_answer_uses_it_up_too(captchas: Captchas) -> None:
    for wrong in (WRONG, "", " ", "00000", "1" * 5, "x" * 10_000, "\ud800\x00"):
        token = captchas.new("letters")
        assert not captchas.is_right("letters", token, wrong), wrong
        assert not captchas.is_right("letters", token, letters(captchas, token)), wrong


def test_any_worker_checks_it_and_another_portal_does_not(captchas: Captchas, clock: Clock) -> None:
    token = captchas.new("letters")
    assert Captchas("another secret", clock).picture(token) is None
    assert Captchas(SECRET, clock).is_right("letters", token, letters(captchas, token))
    assert not captchas.is_right("letters", token, letters(captchas, token)), "the other one has used it up"


def test_it_is_good_for_ten_minutes(captchas: Captchas, clock: Clock) -> None:
    in_time, late = captchas.new("letters"), captchas.new("letters")
    clock.now += GOOD_SECONDS - 1
    assert captchas.picture(in_time) and captchas.sound(in_time)
    assert captchas.is_right("letters", in_time, letters(captchas, in_time))
    clock.now += 2
    assert not captchas.is_good(late) and captchas.picture(late) is None and captchas.sound(late) is None
    assert not captchas.is_right("letters", late, letters(captchas, late))


def test_a_use_is_remembered_for_longer_than_it_is_good(captchas: Captchas) -> None:
    assert captcha.REMEMBERED_SECONDS > GOOD_SECONDS


@pytest.mark.parametrize("other", ["lookup", "letter", "letters.new", "", "letters."])
def test_it_is_good_for_its_purpose_only(captchas: Captchas, other: str) -> None:
    token = captchas.new("letters.new" if other == "letters" else "letters")
    assert not captchas.is_right(other, token, letters(captchas, token))
    assert not captchas.is_right("letters", token, letters(captchas, token)), "used up all the same"
    of_new = captchas.new("letters.new")
    assert not captchas.is_right("letters", of_new, letters(captchas, of_new))


@given(data=st.data())
def test_no_other_spelling_of_a_token_is_one(captchas: Captchas, data: st.DataObject) -> None:
    token = captchas.new("letters")
    place = data.draw(st.integers(0, len(token) - 1))
    other = token[:place] + data.draw(st.sampled_from("0123456789abcdef.ABCDEF é")) + token[place + 1 :]
    assert captchas.is_good(other) == (other == token)
    for longer in (token + data.draw(st.text(min_size=1, max_size=3)), " " + token, token.upper(), token[:-1]):
        assert not captchas.is_good(longer)


@given(token=st.text(st.characters(), max_size=60))
def test_any_text_may_come_as_a_token(captchas: Captchas, token: str) -> None:
    assert captchas.picture(token) is None and captchas.sound(token) is None
    assert not captchas.is_right("letters", token, letters(captchas, token))


def test_of_many_at_once_exactly_one_is_right(portal: Flask, captchas: Captchas) -> None:
    tokens = [captchas.new("crowd") for _ in range(15)]
    right = []

    def answer() -> None:
        for token in tokens:
            with portal.app_context():
                if captchas.is_right("crowd", token, letters(captchas, token)):
                    right.append(token)

    together(3, answer)
    assert sorted(right) == sorted(tokens)


def test_whatever_is_wrong_costs_the_same(portal: Flask, captchas: Captchas, clock: Clock) -> None:
    old = captchas.new("letters")
    clock.now += GOOD_SECONDS + 1
    good, wrong, other = (captchas.new(purpose) for purpose in ("letters", "letters", "lookup"))
    costs = {}
    tries = {"right": good, "wrong": wrong, "again": good, "other": other, "old": old, "forged": good[:-1] + "x"}
    for name, token in tries.items():
        seen: list[str] = []
        with portal.app_context():
            engine = db.engines.get("writer", db.engine)

            def note(_c: object, _cursor: object, statement: str, *_: object, to: list[str] = seen) -> None:
                to.append(statement)

            event.listen(engine, "before_cursor_execute", note)
            try:
                answer = WRONG if name == "wrong" else letters(captchas, token)
                assert captchas.is_right("letters", token, answer) == (name == "right")
            finally:
                event.remove(engine, "before_cursor_execute", note)
        costs[name] = seen
    assert costs["right"] and all(cost == costs["right"] for cost in costs.values())


FULL_WIDTH = {ord(char): ord(char) + 0xFEE0 for char in LETTERS + DIGITS}
ALIKE = {"D": "0OoQ", "Q": "0OD", "L": "1Il|7", "U": "Vv", "V": "u", "G": "6", "6": "gG", "7": "zZ21L", "3": "8B"}


@given(
    blanks=st.lists(st.sampled_from(["", " ", "\u3000", "-", "，", "\t"]), min_size=LENGTH + 1, max_size=LENGTH + 1),
    lower=st.lists(st.booleans(), min_size=LENGTH, max_size=LENGTH),
    wide=st.booleans(),
)
def test_case_width_and_blanks_are_forgiven(
    captchas: Captchas, blanks: list[str], lower: list[bool], wide: bool
) -> None:
    token = captchas.new("letters")
    for wanted in (letters(captchas, token), digits(captchas, token)):
        chars = [char.lower() if low else char for char, low in zip(wanted, lower, strict=True)]
        typed = blanks[0] + "".join(char + blank for char, blank in zip(chars, blanks[1:], strict=True))
        assert is_right(captchas, token, typed.translate(FULL_WIDTH) if wide else typed)


@given(data=st.data())
def test_one_wrong_character_is_wrong(captchas: Captchas, data: st.DataObject) -> None:
    token = captchas.new("letters")
    wanted, place = letters(captchas, token), data.draw(st.integers(0, LENGTH - 1))
    other = data.draw(st.sampled_from("AEFHKMPRTWXY349"))
    typed = wanted[:place] + other + wanted[place + 1 :]
    assert is_right(captchas, token, typed) == (typed == wanted)
    assert not is_right(captchas, token, wanted[:-1]) and not is_right(captchas, token, wanted + wanted[-1])


def test_what_looks_alike_and_chinese_numerals_are_forgiven(captchas: Captchas) -> None:
    numerals = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
    seen = set()
    for _ in range(200):
        token = captchas.new("letters")
        wanted = letters(captchas, token)
        for char in set(wanted) & ALIKE.keys():
            seen.add(char)
            assert all(is_right(captchas, token, wanted.replace(char, other)) for other in ALIKE[char])
        assert is_right(captchas, token, "".join(numerals[digit] for digit in digits(captchas, token)))
    assert seen == ALIKE.keys()


def test_every_character_comes_and_no_other(captchas: Captchas) -> None:
    tokens = [captchas.new("letters") for _ in range(400)]
    assert set("".join(letters(captchas, token) for token in tokens)) == set(LETTERS)
    assert set("".join(digits(captchas, token) for token in tokens)) == set(DIGITS)
    assert len({letters(captchas, token) for token in tokens}) > 395
    assert all(len(letters(captchas, token)) == len(digits(captchas, token)) == LENGTH for token in tokens)


def test_the_picture_is_twice_as_large_as_it_is_shown(captchas: Captchas) -> None:
    token = captchas.new("letters")
    data = captchas.picture(token)
    assert data and len(data) < 8_000
    picture = Image.open(BytesIO(data))
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (2 * WIDTH, 2 * HEIGHT))
    grey = sorted(picture.convert("L").tobytes())
    assert grey[len(grey) // 2] > 245, "a light ground"
    assert grey[len(grey) // 20] < 110, "dark characters"
    assert captchas.picture(token) is data, "it is drawn once"


def test_the_sound_plays(captchas: Captchas, clock: Clock) -> None:
    token = captchas.new("letters")
    data = captchas.sound(token)
    assert data and data == Captchas(SECRET, clock).sound(token), "in parts from several workers"
    assert data != spoken(digits(captchas, token), b"another seed")
    with wave.open(BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 1, 8_000)
        frames = file.readframes(file.getnframes())
    assert len(data) == 44 + len(frames)
    assert 5 < len(frames) / 8_000 < 10
    assert max(frames) <= 255 and min(frames) >= 0
    assert all(abs(sample - SILENCE) <= NOISE for sample in frames[:2_000]), "quiet before the first digit"


def test_each_voice_is_heard_over_the_noise() -> None:
    """By loudness: as many stretches as digits, each far louder than what lies between them."""
    for digit in DIGITS:
        with wave.open(BytesIO(spoken(digit * LENGTH, b"seed"))) as file:
            frames = file.readframes(file.getnframes())
        windows = [frames[at : at + 800] for at in range(0, len(frames), 800)]  # tenths of a second
        loud = [max(abs(sample - SILENCE) for sample in window) > 8 * NOISE for window in windows]
        assert sum(now and not before for before, now in zip([False, *loud], loud, strict=False)) == LENGTH, digit


class Steady(Random):
    """Says every digit as it was recorded, with the shortest silences."""

    def uniform(self, a: float, b: float) -> float:
        return 1.0

    def randint(self, a: int, b: int) -> int:
        return a


def test_each_digit_that_is_said_is_its_own_recording_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to listen: without noise, speed and loudness it is sample for sample what was recorded."""
    monkeypatch.setattr(captcha_sound, "Random", Steady)
    monkeypatch.setattr(captcha_sound, "_NOISE", bytes([NOISE]) * 256)
    with wave.open(BytesIO(spoken(DIGITS[::-1], b"seed"))) as file:
        left = file.readframes(file.getnframes())
    recorded = []
    for digit in DIGITS[::-1]:
        with wave.open(str(VOICES / f"{digit}.wav")) as file:
            recorded.append(file.readframes(file.getnframes()))
        quiet = len(left) - len(left.lstrip(bytes([SILENCE])))
        before = RATE * (400 if len(recorded) == 1 else 500) // 1_000
        assert quiet >= before, "silence between the digits"
        left = left[before:]
        assert left.startswith(recorded[-1]), digit
        left = left[len(recorded[-1]) :]
    assert set(left) == {SILENCE}
    assert len(set(recorded)) == len(DIGITS), "no two are the same recording"


@pytest.mark.parametrize("seed", range(20))
def test_nothing_of_a_sound_is_cut_off(seed: int) -> None:
    with wave.open(BytesIO(spoken(DIGITS, bytes([seed])))) as file:
        frames = file.readframes(file.getnframes())
    assert min(frames) > 0 and max(frames) < 255


def test_no_two_digits_are_said_alike() -> None:
    sounds = [SPOKEN[digit].rstrip("1234") for digit in DIGITS]
    assert len(set(sounds)) == len(DIGITS), "not by tone alone"
    assert "1" not in DIGITS, "yi1 sounds like qi1"


def test_nothing_of_the_answer_is_kept_or_told(captchas: Captchas, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = captchas.new("letters")
    answers = letters(captchas, token), digits(captchas, token)
    captchas.picture(token), captchas.sound(token)
    captchas.is_right("letters", token, answers[0])
    db.session.rollback()
    kept = str(db.session.execute(select(table_of(Used))).all())
    for answer in (*answers, token):
        assert answer not in kept and answer not in caplog.text
    assert not any(answer.lower() in token for answer in answers)


def test_only_a_few_wait_for_the_pen(captchas: Captchas, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are told to come again, so that most threads always have time for pages."""
    begun, go_on = Event(), Event()

    def slow(_characters: str) -> bytes:
        begun.set()
        wait_for(go_on)
        return b"picture"

    monkeypatch.setattr(captcha, "drawn", slow)
    drawing = [Thread(target=captchas.picture, args=[captchas.new("letters")]) for _ in range(MOST_WAITING)]
    for thread in drawing:
        thread.start()
    wait_for(begun)
    wait(lambda: captchas._room._value == 0)  # type: ignore[attr-defined]
    assert isinstance(comes_back(lambda: captchas.picture(captchas.new("letters"))), Busy)
    go_on.set()
    finish(*drawing)
    assert captchas.picture(captchas.new("letters")) == b"picture"
