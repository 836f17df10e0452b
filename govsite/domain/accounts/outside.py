"""Signing in with another system (外部登录): Alipay, a unified account; the first time it is linked (关联注册)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.accounts import codes, identities, levels, passwords, registering, second_step, trips
from govsite.domain.accounts.account import Citizen, dotted, load
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.trips import Way
from govsite.domain.common import audit
from govsite.gateways.outside import Away, Denied, Outside, Person
from govsite.models.account import Account

OVER = "{}登录没有完成：停留太久、已经用过，或者不是在这个浏览器里开始的。请再点一次。"
AWAY = "{}现在没有回应，还没有登录。请过一会儿再点一次；也可以用密码或者短信验证码登录。"
DENIED = "{}没有确认这次登录。请再点一次，或者用密码、短信验证码登录。"
HAS_ACCOUNT = "您的身份证号在本网已经有账号。请填那个账号的手机号；手机号不用了的，先用密码登录，再到“账号安全”里绑定。"
TWO_STEPS = "这个账号打开了登录二次验证。请先用密码登录，再到“账号安全”里绑定。"
ANOTHERS = "那边登录的人和这个账号的实名不是同一个人，没有绑定。请换成本人的账号。"
FIRMS = "那边登录的是一个单位，没有绑定。请换成本人的账号。"
WAY = "unified"  # a name that a unified account has told


class NotAsked(Refused):
    """The other system was not reached: the same form may be sent once more."""


def leave(system: Outside, account_id: int | None, root: str, page: str, back: str) -> tuple[str, str]:
    """Set out, to come ``back``; returns the address there and what this browser's cookie carries. Raises Refused."""
    way = trips.begin(system.issuer, account_id, root, page)
    address = system.authorize_url(way.leaving(back))
    if isinstance(address, Away):
        raise Refused(AWAY.format(system.name))
    return address, way.secret


def come_back(system: Outside, way: Way, answer: Mapping[str, str], back: str) -> Way:
    """Ask who has come back, once; raises Refused. Nothing is asked in ``writing()``."""
    if way.person or way.issuer != system.issuer or not trips.ask(way):
        raise Refused(OVER.format(system.name))
    found = system.exchange(answer, way.leaving(back))
    if isinstance(found, Away) and found.unasked:
        trips.not_asked(way)
        raise NotAsked(AWAY.format(system.name))
    if isinstance(found, Away | Denied):
        _tell(way, found.code)
        raise Refused((AWAY if isinstance(found, Away) else DENIED).format(system.name))
    return trips.arrive(way, found)


def sign_in(system: Outside, way: Way) -> Citizen | None:
    """Whose account it is that the person is bound to, None for nobody's; raises Refused for a way used up."""
    person = _person(system, way)
    number = identities.account_of(system.issuer, person.subject)
    citizen = load(reading(), number) if number else None
    if citizen is None:
        return None
    with writing() as session:
        if not trips.take(session, way):
            raise Refused(OVER.format(system.name))
        session.execute(update(Account).where(Account.id == citizen.id).values(signed_in=datetime.now(UTC)))
        audit.append(session, who=citizen.who, what="account.sign_in", details={"way": system.issuer})
    with suppress(IntegrityError), writing() as session:  # a number that is another account's is not this one's
        _believe(session, citizen.id, person)
    return citizen


def owner_of(person: Person) -> int | None:
    """The account whose holder has the number that the other system tells, None for nobody's."""
    if not person.id_no:
        return None
    return reading().scalar(select(Account.id).where(Account.id_print == person.id_no, Account.closed.is_(None)))


def bind(system: Outside, citizen: Citizen, way: Way) -> None:
    """Let the person sign in to the account of who set out; raises Refused."""
    person = _person(system, way)
    if person.credit_code:
        raise Refused(FIRMS)
    if person.id_no and owner_of(person) != (citizen.id if citizen.is_real else None):
        raise Refused(ANOTHERS)
    try:
        with writing() as session:
            if way.account_id != citizen.id or not trips.take(session, way):
                raise Refused(OVER.format(system.name))
            identities.bind(session, citizen.id, system.issuer, person.subject, system.name)
            _believe(session, citizen.id, person)
    except IntegrityError:
        raise Refused(ANOTHERS) from None


def asks_name(way: Way, course: codes.Course) -> bool:
    """Whether the account of a phone has a real name, and nobody has told yet that this is who comes."""
    told = way.person is not None and way.person.id_no
    return bool(course.account_id and passwords.asks_name(course) and not told)


def link(system: Outside, way: Way, course: codes.Course, name: str = "", id_no: str = "") -> tuple[int, bool]:
    """Bind the person to the account of a phone that was proved, or make one (关联注册).

    Returns its number, and whether it is new. Who has a real name says it, too, unless the other system does: numbers
    of phones get new owners. Who has an account by their number proves that one. Raises Refused.
    """
    person = _person(system, way)
    if way.account_id is not None or person.credit_code:
        raise Refused(OVER.format(system.name))
    if person.id_no and levels.is_too_young(person.id_no):
        raise Refused(levels.TOO_YOUNG)
    if course.account_id and second_step.is_on(course.account_id):
        raise Refused(TWO_STEPS)
    if asks_name(way, course):
        passwords.check_name(course.account_id or 0, name, id_no, "account.bind")
    elif person.id_no:
        _check_owner(person, course)
    try:
        with writing() as session:
            if not (codes.spend(session, course) and trips.take(session, way)):
                raise Refused(registering.LATE)
            number = course.account_id or registering.create(session, course.phone, "")
            told = course.account_id is not None
            if told and not _enter(session, course):
                raise Refused(registering.LATE)
            identities.bind(session, number, system.issuer, person.subject, system.name if told else "")
            _believe(session, number, person)
            audit.append(session, who=f"account {number}", what="account.sign_in", details={"way": system.issuer})
    except IntegrityError:  # the phone, or the number, has got an account since the code went out
        raise Refused(registering.LATE) from None
    return number, course.account_id is None


def _enter(session: Session, course: codes.Course) -> bool:
    """Write down that somebody comes in; False where the account is not what it was when the code went out.

    Who had its phone then, and has lost it since, would be let in for ever.
    """
    same = (Account.id == course.account_id, Account.revision == course.revision, Account.closed.is_(None))
    mine = update(Account).where(*same, Account.two_steps.is_(False)).values(signed_in=datetime.now(UTC))
    return session.connection().execute(mine).rowcount == 1


def _check_owner(person: Person, course: codes.Course) -> None:
    """Raise Refused where the number and the phone are of two accounts."""
    owner = owner_of(person)
    if owner is not None and owner != course.account_id:
        raise Refused(HAS_ACCOUNT)
    if owner is None and course.account_id and passwords.asks_name(course):
        raise Refused(passwords.NOT_YOURS)


def _believe(session: Session, number: int, person: Person) -> None:
    """Keep a name that the other system has checked: of who has none here, or the same one."""
    if person.id_no:
        name = type(person.name)(dotted(person.name))
        with suppress(Refused):  # as high already, or another's name: the sign-in is no worse for it
            levels.raise_to(session, number, person.level, WAY, (name, person.id_no))
            audit.append(session, who=f"account {number}", what="account.real_name", details={"way": WAY})


def _person(system: Outside, way: Way) -> Person:
    if way.person is None or way.issuer != system.issuer:
        raise Refused(OVER.format(system.name))
    return way.person


def _tell(way: Way, why: str) -> None:
    with writing() as session:
        who, details = f"account {way.account_id}" if way.account_id else "-", {"with": way.issuer, "why": why[:64]}
        audit.append(session, who=who, what="account.sign_in", outcome=audit.REFUSED, details=details)
