"""Signing in with Alipay (支付宝登录), and what goes with it the first time: an account or a new one (关联注册)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from govsite.database.session import reading, writing
from govsite.domain.accounts import codes, identities, passwords, registering, second_step, trips
from govsite.domain.accounts.account import Citizen, load
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.trips import Way
from govsite.domain.common import audit
from govsite.gateways.alipay import Alipay, Away, Denied
from govsite.gateways.settings import AlipaySettings as AlipaySettings
from govsite.models.account import Account

ISSUER = "alipay"
OVER = "支付宝登录没有完成：停留太久、已经用过，或者不是在这个浏览器里开始的。请再点一次“支付宝登录”。"
AWAY = "支付宝现在没有回应，还没有登录。请过一会儿再点一次；也可以用密码或者短信验证码登录。"
TWO_STEPS = "这个账号打开了登录二次验证。请先用密码登录，再到“账号安全”里绑定支付宝。"
DENIED = "支付宝没有确认这次登录。请再点一次“支付宝登录”，或者用密码、短信验证码登录。"


class NotAsked(Refused):
    """Alipay was not reached: the same form may be sent once more."""


def leave(settings: AlipaySettings, account_id: int | None, root: str, page: str, back: str) -> tuple[str, str]:
    """Set out for Alipay, to come ``back``; returns the address there and what this browser's cookie carries."""
    state, browser = trips.begin(account_id, root, page)
    return Alipay(settings).sign_in_url(back, state), browser


def come_back(settings: AlipaySettings, way: Way, auth_code: str) -> Way:
    """Ask Alipay who has come back, once; raises Refused. Nothing is asked in ``writing()``."""
    if way.subject or not trips.ask(way):
        raise Refused(OVER)
    found = Alipay(settings).subject(auth_code)
    if isinstance(found, Away) and found.unasked:
        trips.not_asked(way)
        raise NotAsked(AWAY)
    if isinstance(found, Away | Denied):
        raise Refused(AWAY if isinstance(found, Away) else DENIED)
    return trips.arrive(way, found)


def sign_in(way: Way) -> Citizen | None:
    """Whose account it is that Alipay's person is bound to, None for nobody's; raises Refused for a way used up."""
    number = identities.account_of(ISSUER, way.subject)
    citizen = load(reading(), number) if number else None
    if citizen is None:
        return None
    with writing() as session:
        if not trips.take(session, way):
            raise Refused(OVER)
        session.execute(update(Account).where(Account.id == citizen.id).values(signed_in=datetime.now(UTC)))
        audit.append(session, who=citizen.who, what="account.sign_in", details={"way": ISSUER})
    return citizen


def bind(citizen: Citizen, way: Way) -> None:
    """Let Alipay's person sign in to the account of who set out; raises Refused."""
    with writing() as session:
        if way.account_id != citizen.id or not way.subject or not trips.take(session, way):
            raise Refused(OVER)
        identities.bind(session, citizen.id, ISSUER, way.subject)


def link(way: Way, course: codes.Course, name: str = "", id_no: str = "") -> tuple[int, bool]:
    """Bind Alipay's person to the account of a phone that was proved, or make one (关联注册).

    Returns its number, and whether it is new. Who has a real name says it, too: numbers of phones get new owners.
    Raises Refused.
    """
    if not way.subject or way.account_id is not None:
        raise Refused(OVER)
    is_new = course.account_id is None
    if course.account_id and second_step.is_on(course.account_id):
        raise Refused(TWO_STEPS)
    if course.account_id and passwords.asks_name(course):
        passwords.check_name(course.account_id, name, id_no, "account.bind")
    try:
        with writing() as session:
            if not (codes.spend(session, course) and trips.take(session, way)):
                raise Refused(registering.LATE)
            number = course.account_id or registering.create(session, course.phone, "")
            identities.bind(session, number, ISSUER, way.subject, told=not is_new)
            audit.append(session, who=f"account {number}", what="account.sign_in", details={"way": ISSUER})
    except IntegrityError:  # the phone has got an account since the code went out
        raise Refused(registering.LATE) from None
    return number, is_new
