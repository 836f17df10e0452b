"""The door (查询入口): the one place where a ticket is opened by its number and password.

Unknown number and wrong password cost the same, one query and one verification, and are told alike; a number whose
check character is wrong is asked for like any other. Take from the buckets before (``limits``): what they answer
depends on what was typed alone, never on whether there is such a number.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.common import sign_ins, throttle
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.spoken_passwords import forgiving
from govsite.domain.common.throttle import Bucket, Limit, WhenAway
from govsite.domain.tickets import timeline
from govsite.domain.tickets.numbers import LETTER, read_long_number, read_number
from govsite.domain.tickets.tallies import Place
from govsite.models.case import Case
from govsite.models.ticket import WRITER, Ticket

KIND = sign_ins.DOOR  # of the sessions that the door opens
WRONG = "编号或者查询密码不对。请照着回执再核对一遍：编号以 XJ 或 BJ 开头，密码是 16 位数字。"
# Wrong tries: of a number before a captcha is wanted, of a number from an address before it is locked for a while, of
# an address in an hour. Right ones are given back.
OF_NUMBER = Limit("door: number", capacity=5, every=720, remembered=3600)
OF_BOTH = Limit("door: number and address", capacity=8, every=450, growth=2, longest=3600, remembered=3600)
OF_ADDRESS = Limit("door: address", capacity=20, every=180, growth=2, longest=1440, remembered=3600)


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket whose password somebody knows."""

    ticket_id: int
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Tries:
    """The buckets of a try."""

    by_address: tuple[Bucket, ...]
    of_number: Bucket

    @classmethod
    def of(cls, secret: str, number: str, address: str, kind: str = LETTER) -> Tries:
        """Those of a number, as it was typed, and the address that it comes from; ``kind`` as for ``by_password``.

        "" is nobody's address (``web/clients``): counted as one, anybody could lock everybody out.
        """
        # In one spelling: of a number written in many ways, each would be tried from the first time on.
        meant = read_number(number, kind) or "".join(read_long_number(number)[-1:]) or number[:64]
        own = (OF_BOTH.bucket(secret, meant, address), OF_ADDRESS.bucket(secret, address)) if address else ()
        return cls(own, OF_NUMBER.bucket(secret, meant))

    def wait(self) -> int:
        """Take a try of the address; returns 0 or the seconds to wait for the next one."""
        return throttle.take(self.by_address, WhenAway.REFUSE)

    def is_suspicious(self) -> bool:
        """Take a try of the number; whether a captcha is wanted before the password is looked at."""
        return throttle.take([self.of_number], WhenAway.REFUSE) > 0

    def give_back(self, suspicious: bool) -> None:
        """Nothing of this counts: the password was right, or it was not looked at, for want of a captcha."""
        throttle.give_back([*self.by_address, *([] if suspicious else [self.of_number])])


def by_password(passwords: Passwords, number: str, password: str, kind: str = LETTER) -> Opened | None:
    """The ticket of a number and its password, None for anything else; ``kind`` is what a number without one means.

    A case may be called by its 办件流水号 too.
    """
    meant, serials = read_number(number, kind) or "", read_long_number(number)
    likelier_first = select(Case.ticket_id).order_by(Case.serial != "".join(serials[:1])).limit(1)
    which = Ticket.id == likelier_first.where(Case.serial.in_(serials)).scalar_subquery()
    wanted = select(Ticket.id, Ticket.kind, Ticket.number, Ticket.secret)
    row = reading().execute(wanted.where(which if serials else Ticket.number == meant)).one_or_none()
    if not passwords.verify(forgiving(password), (row.secret or None) if row else None) or row is None:
        return None
    return Opened(row.id, row.kind, row.number)


def change_password(passwords: Passwords, ticket_id: int, key: str) -> str:
    """Give a ticket another password and return it; every door that stands open is closed.

    It is made from the ticket and the key of the form, so the same form twice makes the same one; that of a receipt is
    made from the key alone, and who has come by a form's key must not learn its receipt's password here.
    """
    new = passwords.of_receipt(f"{ticket_id} {key}")
    hashed = passwords.hash(forgiving(new))
    same = Ticket.id == ticket_id
    with writing() as session:
        session.execute(update(Ticket).where(same).values(secret=hashed))
        row = session.execute(select(Ticket.state, Ticket.site_code, Ticket.department).where(same)).one()
        timeline.record(session, ticket_id, "password", row.state, WRITER, Place(row.site_code, row.department))
        sign_ins.end_all(session, KIND, str(ticket_id))
    return new
