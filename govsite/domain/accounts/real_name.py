"""Real names (实名认证): a name and an ID number that the gateway says belong together."""

from __future__ import annotations

from threading import BoundedSemaphore

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import give_turn_back, reading, writing
from govsite.domain.accounts import codes
from govsite.domain.accounts.account import LEVELS, WAYS, Citizen, dotted
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, inbox
from govsite.gateways.identity import Answer, Busy, Identity, Match
from govsite.models import normal
from govsite.models.account import CHECKED, Account, Verification

NO_MATCH = "姓名和身份证号核对不上。请照着身份证再填一次；刚改过名、换过号的，请到窗口办理。"
BUSY = "核对系统现在忙，没有核对成。您的账号照常能用，请过一会儿在“认证等级”里再试。"
TAKEN = "这个身份证号已经在另一个账号里认证过。请用身份证号登录那个账号；不是您本人认证的，请到窗口办理。"
MOST_AT_ONCE = 2  # calls of this process: a register that is slow must not keep all of a worker's threads
_turn = BoundedSemaphore(MOST_AT_ONCE)
DONE_BEFORE = "这个账号已经实名，姓名和身份证号不能再改。"


def check(identity: Identity, citizen: Citizen, course: codes.Course, name: str, id_no: str) -> None:
    """Ask the gateway and raise the level; raises Refused with what is wrong. Take from the buckets before.

    Nothing is asked in ``writing()``; what came of it stands in the audit, and the course is used up by a match only.
    """
    if citizen.is_real:
        raise Refused(DONE_BEFORE)
    name = type(name)(dotted(name))
    answer = _ask(identity, name, normal.plain(id_no))
    if not isinstance(answer, Match):
        _tell(citizen, type(answer).__name__.lower())  # which of them it is, the audit alone knows
        raise Refused(BUSY if isinstance(answer, Busy) else NO_MATCH)
    try:
        with writing() as session:
            if course.account_id != citizen.id or not codes.spend(session, course):
                raise Refused(LATE)
            reference = "".join(filter(str.isprintable, answer.reference.encode("ascii", "ignore").decode()))[:64]
            if not keep(session, citizen.id, CHECKED, (name, id_no), "id_card", reference):
                raise Refused(DONE_BEFORE)
    except IntegrityError:
        _tell(citizen, "taken")
        raise Refused(TAKEN) from None


def keep(session: Session, account_id: int, level: int, proved: tuple[str, str], way: str, reference: str = "") -> bool:
    """Raise an account to a level at which this name and number were proved; False where that changes nothing.

    A name that there is never changes, and a level never falls. Part of the caller's writing, which raises
    IntegrityError where another account has the number.
    """
    name, id_no = proved
    lower = (Account.id == account_id, Account.level < level, Account.closed.is_(None))
    first = {"level": level, "name": name, "id_no": normal.plain(id_no), "id_print": id_no}
    for mine, values in ((Account.id_print.is_(None), first), (Account.id_print == id_no, {"level": level})):
        if session.connection().execute(update(Account).where(*lower, mine).values(values)).rowcount:
            now = database_time(session)
            session.add(Verification(account_id=account_id, level=level, way=way, at=now, reference=reference[:64]))
            audit.append(session, who=f"account {account_id}", what="account.real_name", details={"way": way})
            inbox.warn(session, account_id, f"账号通过了{WAYS.get(way, way)}，现在是{LEVELS[level]}。")
            return True
    return False


def _ask(identity: Identity, name: str, id_no: str) -> Answer:
    """While the gateway thinks, nothing of the database is held."""
    reading().rollback()
    give_turn_back()
    if not _turn.acquire(blocking=False):
        return Busy("too-many")
    try:
        return identity.check(name, id_no)
    finally:
        _turn.release()


def _tell(citizen: Citizen, why: str) -> None:
    with writing() as session:
        details = {"why": why}
        audit.append(session, who=citizen.who, what="account.real_name", outcome=audit.REFUSED, details=details)
