"""How often somebody may try to get in (试错限制): token buckets, taken before a try and given back when it was right.

Each try is counted for the account from this address, for the account from anywhere and for the address. The first is
narrow and grows; the other two are wide and never grow, so that nobody locks somebody else, or a whole office behind
one address, out for long. They are asked with what was typed: a lock says nothing about whether there is such a name.
"""

from __future__ import annotations

from dataclasses import dataclass

from govsite.domain.common.throttle import Bucket, Limit, WhenAway, give_back, take
from govsite.domain.people import usernames

HOUR = 3600  # seconds
PASSWORD_HERE = Limit("staff password here", 5, 60, growth=2, longest=900, remembered=HOUR)
PASSWORD = Limit("staff password", 60, 10)
CODE_HERE = Limit("staff code here", 5, 60, growth=2, longest=900, remembered=HOUR)
CODE = Limit("staff code", 20, 60)
ENTRY = Limit("staff entry", 5, 600)  # a sign-in that is half done
ADDRESS = Limit("staff address", 100, 5)


@dataclass(frozen=True, slots=True)
class Tries:
    """Who tries: the application's ``secret``, and the client's ``address``, "" where it is nobody's.

    Without an address all tries are as from one place, and only the wide bucket of the account counts them.
    """

    secret: str
    address: str

    def password(self, username: str) -> list[Bucket]:
        """Of a user name with a password."""
        return self._of(PASSWORD_HERE, PASSWORD, usernames.fold(username))

    def code(self, staff_id: int, entry: str = "") -> list[Bucket]:
        """Of a code of the second factor; ``entry`` names the sign-in that is half done."""
        found = self._of(CODE_HERE, CODE, str(staff_id))
        return [*found, ENTRY.bucket(self.secret, entry)] if entry else found

    def _of(self, here: Limit, anywhere: Limit, account: str) -> list[Bucket]:
        wide = anywhere.bucket(self.secret, account)
        if not self.address:
            return [wide]
        return [here.bucket(self.secret, account, self.address), wide, ADDRESS.bucket(self.secret, self.address)]


def begin_try(buckets: list[Bucket]) -> int:
    """Count a try; returns 0, or the seconds to wait before the next. While the database is away nobody gets in."""
    return take(buckets, WhenAway.REFUSE)


def was_right(buckets: list[Bucket]) -> None:
    """Give back what a right try has taken."""
    give_back(buckets)


def told(seconds: int) -> str:
    """How long to wait, as a sentence; the database may be away, too."""
    time = f"{seconds} 秒" if seconds < 60 else f"{-(-seconds // 60)} 分钟"
    return f"请过 {time}再试：试的次数太多，或者系统正忙。"
