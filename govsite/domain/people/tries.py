"""How often somebody may try to get in to the console: see ``common/tries.py``."""

from __future__ import annotations

from dataclasses import dataclass

from govsite.domain.common.throttle import Bucket, Limit
from govsite.domain.common.tries import Client, begin_try, told, was_right
from govsite.domain.people import usernames

__all__ = ["Tries", "begin_try", "told", "was_right"]

HOUR = 3600  # seconds
PASSWORD_HERE = Limit("staff password here", 5, 60, growth=2, longest=900, remembered=HOUR)
PASSWORD = Limit("staff password", 60, 10)
CODE_HERE = Limit("staff code here", 5, 60, growth=2, longest=900, remembered=HOUR)
CODE = Limit("staff code", 20, 60)
ENTRY = Limit("staff entry", 5, 600)  # a sign-in that is half done
ADDRESS = Limit("staff address", 100, 5)


@dataclass(frozen=True, slots=True)
class Tries(Client):
    """The buckets of staff."""

    def password(self, username: str) -> list[Bucket]:
        """Of a user name with a password."""
        return self.buckets(PASSWORD_HERE, PASSWORD, ADDRESS, usernames.fold(username))

    def code(self, staff_id: int, entry: str = "") -> list[Bucket]:
        """Of a code of the second factor; ``entry`` names the sign-in that is half done."""
        found = self.buckets(CODE_HERE, CODE, ADDRESS, str(staff_id))
        return [*found, ENTRY.bucket(self.secret, entry)] if entry else found
