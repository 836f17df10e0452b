"""The captcha (验证码): characters in a picture, or digits in a sound, whichever one can perceive.

Nothing is stored until an answer comes: the token is a signed random number, and both answers are derived from it with
the portal's secret, so that every worker can draw, speak and check. A token is good for one answer, right or wrong, for
ten minutes, and for the purpose that it was made for.
"""

from __future__ import annotations

import hmac
import secrets
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from govsite.domain.common.bounded import Bounded
from govsite.domain.common.captcha_picture import drawn
from govsite.domain.common.captcha_sound import spoken
from govsite.domain.common.spoken_passwords import digit_of
from govsite.domain.common.stamps import read, stamped
from govsite.domain.common.used import use_once

GOOD_SECONDS = 600
ID_BYTES = 8  # of a token: no two are alike while they are good
REMEMBERED_SECONDS = 2 * GOOD_SECONDS  # of a use: the clocks of two machines may differ
LETTERS, LENGTH = "ACDEFGHJKLMNPQRTUVWXY34679", 5  # without those that a picture cannot tell apart
DIGITS = "02345678"  # without 一 and 九, which sound like 七 and 六
LONGEST_ANSWER = 100  # characters that are looked at
MOST_KEPT = 64  # pictures in this process, 3 KB each; a sound is made as quickly as it would be found
MOST_WAITING = 3  # who may draw, or wait for it, at once; the others are told to come again
# Characters that are drawn alike, or typed for one of these, as one of them.
_ALIKE = {"D": "0OQ", "7": "1IL|2Z", "U": "V", "G": "6", "3": "8B"}
_SHAPES = str.maketrans({char: shape for shape, chars in _ALIKE.items() for char in chars})


class Busy(RuntimeError):  # noqa: N818
    """Too many want a picture or a sound at one moment."""


class Captchas:
    """Makes and checks captchas with the portal's secret; one object a process. ``now`` are seconds since 1970."""

    def __init__(self, secret_key: str, now: Callable[[], float] = time.time) -> None:
        self._secret = secret_key
        self._key = hmac.digest(secret_key.encode(), b"govsite: answers of captchas, 1", "sha256")
        self._now = now
        self._pictures: Bounded[str, bytes] = Bounded(MOST_KEPT)
        self._room, self._turn = BoundedSemaphore(MOST_WAITING), Lock()

    def new(self, purpose: str) -> str:
        """A token, for a form and for the addresses of picture and sound: ``[a-z0-9.-]``, some 70 characters."""
        return stamped(self._secret, "captcha", f"{purpose}.{secrets.token_hex(ID_BYTES)}", self._now())

    def is_right(self, purpose: str, token: str, answer: str) -> bool:
        """Whether the answer is that of a token made for this purpose, which is thereby used up.

        Stored at once: never inside ``writing()``. A token of another purpose, too old or of somebody's own making
        costs the same and is answered alike.
        """
        is_good = self._purpose(token) == purpose
        is_answer = self._matches(token, answer)
        is_first = use_once("captcha", token, REMEMBERED_SECONDS)
        return is_good & is_answer & is_first

    def picture(self, token: str) -> bytes | None:
        """The picture, PNG; None where the token is good no more. Raises Busy."""
        return self._made(token, lambda: self._pictures.get(token, lambda: drawn(self._letters(token))))

    def sound(self, token: str) -> bytes | None:
        """The sound, WAV; the same each time. None where the token is good no more. Raises Busy."""
        return self._made(token, lambda: spoken(self._digits(token), self._random("voice", token)))

    def is_good(self, token: str) -> bool:
        """Whether a token of ours is not too old; whether it was used is not asked."""
        return self._purpose(token) is not None

    def _purpose(self, token: str) -> str | None:
        """What a good token was made for."""
        found = read(self._secret, "captcha", token)
        if found is None or self._now() - found.moment > GOOD_SECONDS:
            return None
        return found.text.rpartition(".")[0]

    def _made(self, token: str, make: Callable[[], bytes]) -> bytes | None:
        if not self.is_good(token):
            return None
        with self._place():
            return make()

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One at a time makes something; a few wait for it, so that most threads always have time for pages."""
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            with self._turn:
                yield
        finally:
            self._room.release()

    def _letters(self, token: str) -> str:
        return _written(self._random("letters", token), LETTERS)

    def _digits(self, token: str) -> str:
        return _written(self._random("digits", token), DIGITS)

    def _random(self, what: str, token: str) -> bytes:
        return hmac.digest(self._key, f"{what} {token}".encode("utf-8", "surrogatepass"), "sha256")

    def _matches(self, token: str, answer: str) -> bool:
        chars = "".join(filter(_counts, unicodedata.normalize("NFKC", answer[:LONGEST_ANSWER])))
        seen = _is_same(_shapes(chars), _shapes(self._letters(token)))
        heard = _is_same("".join(map(digit_of, chars)), self._digits(token))
        return seen | heard


def _written(number: bytes, alphabet: str) -> str:
    """LENGTH characters of an alphabet for a large random number."""
    left, made = int.from_bytes(number), ""
    for _ in range(LENGTH):
        left, place = divmod(left, len(alphabet))
        made += alphabet[place]
    return made


def _counts(char: str) -> bool:
    """Whether a character belongs to an answer: not what people write between them."""
    return char.isalnum() or char == "|"


def _shapes(text: str) -> str:
    return text.upper().translate(_SHAPES)


def _is_same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())
