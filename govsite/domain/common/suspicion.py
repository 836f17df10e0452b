"""Suspicion (可疑): who sends too often, too fast, or what no person sees, is asked for a captcha; nobody is refused.

Everybody else never meets one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from govsite.domain.common import throttle
from govsite.domain.common.stamps import read, stamped
from govsite.domain.common.throttle import Bucket, Limit, WhenAway

FASTEST = 3  # seconds in which a person fills in a form at best


@dataclass(frozen=True, slots=True)
class Suspicion:
    """So many of the limit pass unasked: ``Limit("letters", capacity=2, every=3600)`` asks at the third in an hour.

    What is counted is named by its parts, such as an address or a number; with a part that is None (an address that is
    nobody's, ``web/clients``) nothing is counted. While the database is away nobody is suspected.
    """

    limit: Limit
    secret: str = field(repr=False)

    def seems(self, *of: str | None) -> bool:
        """Count one more, unless that is one too many; returns whether it is. Never inside ``writing()``."""
        return throttle.take(self._buckets(of), WhenAway.ALLOW) > 0

    def will_seem(self, *of: str | None) -> bool:
        """Whether the next one is one too many, to show the captcha at once; ``seems`` decides."""
        return throttle.is_any_empty(self._buckets(of))

    def forgive(self, *of: str | None) -> None:
        """What was counted is not to count: the password was right, nothing was stored."""
        throttle.give_back(self._buckets(of))

    def _buckets(self, of: tuple[str | None, ...]) -> list[Bucket]:
        known = [part for part in of if part is not None]
        return [self.limit.bucket(self.secret, *known)] if len(known) == len(of) else []


def begun(secret: str, form_key: str, now: float) -> str:
    """What a form carries to tell when it was shown: of this form alone, so each has to be fetched."""
    return stamped(secret, "begun", form_key, now)


def too_fast(secret: str, stamp: str, form_key: str, now: float) -> bool:
    """Whether a form came back sooner than a person can fill it in, or does not tell when it was shown."""
    found = read(secret, "begun", stamp)
    return found is None or found.text != form_key or now - found.moment < FASTEST
