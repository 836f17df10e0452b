"""Real names (实名认证): a name and an ID number that the gateway says belong together, perhaps with a bank's card."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore

from sqlalchemy.exc import IntegrityError

from govsite.database.session import give_turn_back, reading, writing
from govsite.domain.accounts import codes, levels
from govsite.domain.accounts.account import Citizen, dotted
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, bank_cards
from govsite.gateways.identity import Answer, Busy, Card, Identity, Match
from govsite.models import normal
from govsite.models.account import CHECKED

NO_MATCH = "姓名和身份证号核对不上。请照着身份证再填一次；刚改过名、换过号的，请到窗口办理。"
NO_CARD = "姓名、身份证号、银行卡号、在银行留的手机号，有一项核对不上。请核对，或者换一张卡、换一种认证方式。"
BUSY = "核对系统现在忙，没有核对成。您的账号照常能用，请过一会儿在“认证等级”里再试。"
TAKEN = "这个身份证号已经在另一个账号里认证过。请用身份证号登录那个账号；不是您本人认证的，请到窗口办理。"
MOST_AT_ONCE = 2  # calls of this process: a register that is slow must not keep all of a worker's threads
_turn = BoundedSemaphore(MOST_AT_ONCE)
DONE_BEFORE = "这个账号已经实名，姓名和身份证号不能再改。"
ID_CARD, BANK_CARD = "id_card", "bank_card"  # ways
FRESH = timedelta(minutes=10)  # after the registration, in which the phone was just proved


def needs_no_code(citizen: Citizen) -> bool:
    """Whether the account was just made by a code to its phone: proving the name goes on from there."""
    return not citizen.is_real and datetime.now(UTC) - citizen.created < FRESH


def check(
    identity: Identity,
    citizen: Citizen,
    course: codes.Course,
    name: str,
    id_no: str,
    typed: tuple[str, str] | None = None,
) -> None:
    """Ask the gateway and raise the level; raises Refused with what is wrong. Take from the buckets before.

    Nothing is asked in ``writing()``; what came of it stands in the audit, and the course is used up by a match only.
    ``typed`` are a card's number and the phone that its bank has, which are kept nowhere.
    """
    if citizen.is_real:
        raise Refused(DONE_BEFORE)
    card = Card(bank_cards.plain(typed[0]), normal.phone(typed[1])) if typed else None
    way = BANK_CARD if card else ID_CARD
    name = type(name)(dotted(name))
    answer = ask(identity, name, normal.plain(id_no), card)
    if not isinstance(answer, Match):
        _tell(citizen, way, type(answer).__name__.lower())  # which of them it is, the audit alone knows
        raise Refused(BUSY if isinstance(answer, Busy) else NO_CARD if card else NO_MATCH)
    try:
        with writing() as session:
            if course.account_id != citizen.id or not codes.spend(session, course):
                raise Refused(LATE)
            levels.raise_to(session, citizen.id, CHECKED, way, (name, id_no), reference=reference_of(answer))
            audit.append(session, who=citizen.who, what="account.real_name", details={"way": way})
    except IntegrityError:
        _tell(citizen, way, "taken")
        raise Refused(TAKEN) from None


def ask(identity: Identity, name: str, id_no: str, card: Card | None = None) -> Answer:
    """While the gateway thinks, nothing of the database is held."""
    reading().rollback()
    give_turn_back()
    if not _turn.acquire(blocking=False):
        return Busy("too-many")
    try:
        return identity.check_card(name, id_no, card) if card else identity.check(name, id_no)
    finally:
        _turn.release()


def reference_of(answer: Match) -> str:
    """The gateway's own number of a check, as it is kept."""
    return "".join(filter(str.isprintable, answer.reference.encode("ascii", "ignore").decode()))[:64]


def _tell(citizen: Citizen, way: str, why: str) -> None:
    with writing() as session:
        levels.note_refused(session, citizen.who, way, why)
