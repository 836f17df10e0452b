"""Courses that begin with a code by SMS (短信验证码): registering, signing in, another password, another phone.

Somebody asks for a code, gets a token that the next form carries, and comes back with the code; then the course is
``proved`` and good for one act. Strangers are not told whether a phone has an account: where it must not go on, the
course is made all the same, no code is right, and the phone itself is told why.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.common import audit, outbox
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.phones import is_mobile, masked_phone
from govsite.models import normal
from govsite.models.account import Account, PhoneProof
from govsite.typed import Typed

REGISTER, SIGN_IN, PASSWORD, REAL_NAME = "register", "sign_in", "password", "real_name"  # purposes
OLD_PHONE, NEW_PHONE, CLOSE = "old_phone", "new_phone", "close"
BY_NUMBER = "password_number"  # PASSWORD, begun by an ID number
LINK, BIND = "link", "bind"  # an outside sign-in: to whatever account the phone has or gets, to one's own
PASSKEY, TWO_STEPS = "passkey", "two_steps"  # of who is signed in: adds a passkey, switches the second step
SECOND = "second"  # after the password, of who has switched it on
COMPANY = "company"  # the forgotten password of a legal person, by the phone of who represents it
CERTIFICATE = "certificate"  # one is bound to a legal person
# Of who has proved in another way that the account is theirs: the phone is, too.
OWN = frozenset({REAL_NAME, OLD_PHONE, CLOSE, BIND, PASSKEY, TWO_STEPS, SECOND})
WANTS_NO_ACCOUNT = frozenset({REGISTER, NEW_PHONE})
CODE_TEMPLATE, EXISTS_TEMPLATE, NONE_TEMPLATE = "account-code", "account-exists", "account-none"
TEMPLATES = (CODE_TEMPLATE, EXISTS_TEMPLATE, NONE_TEMPLATE)
DIGITS = 6
GOOD_FOR = timedelta(minutes=10)  # from the last code on
AGAIN_AFTER = 60  # seconds
MOST_TRIES = 5  # of a code
MaySend = Callable[[str], bool]  # takes from the buckets of the phone that an ID number leads to


class Holder(NamedTuple):
    """The account that something else than its own phone or number leads to."""

    account_id: int
    revision: int
    phone: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course under way; ``account_id`` is whose it is, None for who has no account."""

    token: str
    purpose: str
    phone: str
    account_id: int | None
    revision: int
    sent: datetime
    proved: bool

    @property
    def by_number(self) -> bool:
        """Whether nobody but its owner may learn which phone it is about, or that there is one."""
        return self.purpose in (BY_NUMBER, COMPANY)

    @property
    def is_own(self) -> bool:
        """Whether the page that sent the code knew whose account it is, and no phone was typed."""
        return self.purpose in OWN or self.purpose == CERTIFICATE

    @property
    def tail(self) -> str:
        """Where the message went, as only who knows the number recognises it."""
        return Typed(masked_phone(self.phone))


def begin(passwords: Passwords, purpose: str, name: str, site_code: str = "", may_send: MaySend | None = None) -> str:
    """Send a code to a phone, or to that of the account with an ID number, and return the token of its course.

    Take from the buckets of the name before; ``may_send`` is asked of any ID number, so that all cost the same.
    """
    typed = normal.phone(name) if is_mobile(name) else ""
    column = Account.phone_print if typed else Account.id_print
    found = select(Account.id, Account.revision, Account.phone).where(column == name, Account.closed.is_(None))
    row = reading().execute(found).one_or_none()
    holder = Holder(row.id, row.revision, row.phone or "") if row else None
    reading().rollback()
    return begin_for(passwords, purpose if typed else BY_NUMBER, holder, site_code, may_send, typed)


def begin_for(
    passwords: Passwords, purpose: str, holder: Holder | None, site_code: str, may_send: MaySend | None, typed: str = ""
) -> str:
    """Send a code to the phone that was typed, else to that of ``holder`` where it ``may_send``; returns the token."""
    token = secrets.token_urlsafe(24)
    phone = typed or (holder.phone if holder else "")
    if not typed:
        phone = phone if may_send and may_send(phone or token) else ""
    with writing() as session:
        now = database_time(session)
        proof = PhoneProof(token=_digest(token), purpose=purpose, phone=phone, tries=0)
        proof.account_id, proof.revision = (holder.account_id, holder.revision) if holder else (None, 0)
        proof.sent, proof.expires = now, now + GOOD_FOR
        proof.code = _send(session, passwords, token, proof, site_code)
        session.add(proof)
    return token


def begin_own(passwords: Passwords, purpose: str, account_id: int, site_code: str = "") -> str:
    """Send a code to the phone of an account whose owner is signed in, or has said the password."""
    token = secrets.token_urlsafe(24)
    with writing() as session:
        row = session.execute(select(Account.phone, Account.revision).where(Account.id == account_id)).one()
        now = database_time(session)
        proof = PhoneProof(token=_digest(token), purpose=purpose, phone=row.phone, tries=0, account_id=account_id)
        proof.revision, proof.sent, proof.expires = row.revision, now, now + GOOD_FOR
        proof.code = _send(session, passwords, token, proof, site_code)
        session.add(proof)
    return token


def begin_proved(purpose: str, account_id: int) -> str:
    """A course that needs no code, since something else has proved who it is: there is no phone to send one to."""
    token = secrets.token_urlsafe(24)
    with writing() as session:
        now = database_time(session)
        proof = PhoneProof(token=_digest(token), purpose=purpose, phone="", tries=0, account_id=account_id, code="")
        proof.sent, proof.proved, proof.expires = now, now, now + GOOD_FOR
        session.add(proof)
    return token


def send_again(passwords: Passwords, course: Course, site_code: str = "", may_send: MaySend | None = None) -> None:
    """Send another code; the ones before are good no more. Take from the buckets before.

    By an ID number ``may_send`` is asked besides; where it says no, the last code stays good.
    """
    if course.by_number and not (may_send and may_send(course.phone or course.token)):
        return
    with writing() as session:
        proof = session.scalar(select(PhoneProof).where(PhoneProof.token == _digest(course.token)).with_for_update())
        if proof is None or proof.proved:
            return
        now = database_time(session)
        proof.sent, proof.expires, proof.tries = now, now + GOOD_FOR, 0
        proof.code = _send(session, passwords, course.token, proof, site_code)


def find(purpose: str, token: str) -> Course | None:
    """The course of a token that came with a form, None for one that is over or was none."""
    session = reading()
    purposes = (purpose, BY_NUMBER) if purpose == PASSWORD else (purpose,)
    good = (PhoneProof.token == _digest(token), PhoneProof.purpose.in_(purposes))
    row = session.scalar(select(PhoneProof).where(*good, PhoneProof.expires > database_time(session)))
    if row is None:
        return None
    return Course(token, row.purpose, row.phone, row.account_id, row.revision, row.sent, row.proved is not None)


def prove(passwords: Passwords, course: Course, code: str) -> bool:
    """Whether the code is right: then the course goes on. Each try counts, and a wrong one is in the audit."""
    with writing() as session:
        mine = PhoneProof.token == _digest(course.token)
        counted = update(PhoneProof).where(mine, PhoneProof.tries < MOST_TRIES, PhoneProof.proved.is_(None))
        if not session.connection().execute(counted.values(tries=PhoneProof.tries + 1)).rowcount:
            return False
        now = database_time(session)
        right = (mine, PhoneProof.code == _hash(passwords, course.token, code), PhoneProof.expires > now)
        done = update(PhoneProof).where(*right).values(proved=now, expires=now + GOOD_FOR)
        if session.connection().execute(done).rowcount:
            if course.purpose in OWN:
                own = update(Account).where(Account.id == course.account_id, Account.revision == course.revision)
                session.execute(own.values(phone_proved=now))
            return True
        who = f"account {course.account_id}" if course.account_id else "-"
        audit.append(session, who=who, what="account.code", outcome=audit.REFUSED)
        return False


def spend(session: Session, course: Course) -> bool:
    """Use a proved course up; False where another form did. Part of the caller's writing."""
    mine = (PhoneProof.token == _digest(course.token), PhoneProof.proved.is_not(None))
    gone = delete(PhoneProof).where(*mine, PhoneProof.expires > database_time(session))
    return session.connection().execute(gone).rowcount == 1


def spelled(code: str) -> str:
    """A code in its one spelling: half width, no blanks."""
    return normal.plain(code)


def forget_expired(session: Session) -> int:
    """Delete the courses that are over; returns how many. Part of the caller's writing."""
    over = delete(PhoneProof).where(PhoneProof.expires <= database_time(session))
    return session.connection().execute(over).rowcount


def _send(session: Session, passwords: Passwords, token: str, proof: PhoneProof, site_code: str) -> str:
    """Let the message go out, and return the hash of its code; one that no code has where none goes out."""
    if not proof.phone:
        return _hash(passwords, token, secrets.token_hex(8))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    template, variables = CODE_TEMPLATE, {"code": code}
    if proof.account_id is None and proof.purpose not in WANTS_NO_ACCOUNT | {LINK}:
        template, variables = NONE_TEMPLATE, {}
    elif proof.account_id is not None and proof.purpose in WANTS_NO_ACCOUNT:
        template, variables = EXISTS_TEMPLATE, {}
    outbox.add(session, outbox.SMS, proof.phone, template, variables, site_code=site_code, good_for=GOOD_FOR)
    return _hash(passwords, token, code if variables else secrets.token_hex(8))


def _hash(passwords: Passwords, token: str, code: str) -> str:
    return passwords.print_of(f"code {token} {spelled(code)}")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
