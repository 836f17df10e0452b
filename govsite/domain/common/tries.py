"""How often somebody may try to get in (试错限制): token buckets, taken before a try and given back when it was right.

Each try is counted for the account from this address, for the account from anywhere and for the address. The first is
narrow and grows; the other two are wide and never grow, so that nobody locks somebody else, or a whole office behind
one address, out for long. They are asked with what was typed: a lock says nothing about whether there is such a name.
"""

from __future__ import annotations

from dataclasses import dataclass

from govsite.domain.common.throttle import Bucket, Limit, WhenAway, give_back, take


@dataclass(frozen=True, slots=True)
class Client:
    """Who tries: the application's ``secret``, and the client's ``address``, "" where it is nobody's.

    Without an address all tries are as from one place, and only the wide bucket of the account counts them.
    """

    secret: str
    address: str

    def buckets(self, here: Limit, anywhere: Limit, of_address: Limit, account: str) -> list[Bucket]:
        """Of a try of an account: what is counted for both, for the account and for the address."""
        wide = anywhere.bucket(self.secret, account)
        if not self.address:
            return [wide]
        return [here.bucket(self.secret, account, self.address), wide, of_address.bucket(self.secret, self.address)]


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
