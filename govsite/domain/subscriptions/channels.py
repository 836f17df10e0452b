"""How somebody wants their news (怎么告诉我): by mail, by SMS, as a private feed; and how they end it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.accounts import profiles
from govsite.domain.common import audit, inbox
from govsite.models.account import Account
from govsite.models.inbox import InboxMessage
from govsite.models.profile import Profile
from govsite.typed import Typed

MOST_ENTRIES = 50


def choose(account_id: int, digest: str, sms: bool, script: str) -> None:
    """Keep how news go out, from the next ones on; without a proved address there are no mails."""
    with writing() as session:
        profiles.change(session, account_id, sms=sms, script=script)
        mine = Profile.account_id == account_id
        last = select(func.coalesce(func.max(InboxMessage.id), 0)).where(InboxMessage.account_id == account_id)
        session.execute(update(Profile).where(mine, Profile.digest == "").values(told=last.scalar_subquery()))
        good = (mine, Profile.confirmed.is_not(None)) if digest else (mine,)
        session.execute(update(Profile).where(*good).values(digest=digest))


def is_leave(token: str) -> bool:
    """Whether a link of a mail is one that ends them."""
    return _is_token(token) and reading().scalar(select(Profile.account_id).where(Profile.leave == token)) is not None


def end_mails(token: str) -> bool:
    """End the mails of whose link it is; False for none."""
    if not _is_token(token):
        return False
    with writing() as session:
        ended = update(Profile).where(Profile.leave == token).values(digest="").returning(Profile.account_id)
        account_id = session.scalar(ended)
        if account_id is not None:
            audit.append(session, who=f"account {account_id}", what="account.unsubscribe")
    return account_id is not None


def new_feed(account_id: int) -> Typed:
    """Give somebody's feed another address, and return what it carries; the one before is good no more."""
    token = secrets.token_urlsafe(32)
    with writing() as session:
        profiles.change(session, account_id, feed=_digest(token))
        audit.append(session, who=f"account {account_id}", what="account.feed")
    return Typed(token)


def end_feed(account_id: int) -> None:
    """Take the address of somebody's feed away."""
    with writing() as session:
        profiles.change(session, account_id, feed=None)


def feed_of(token: str) -> int | None:
    """Whose feed it is, None for none."""
    found = select(Profile.account_id).join(Account, Account.id == Profile.account_id)
    return reading().scalar(found.where(Profile.feed == _digest(token), Account.closed.is_(None)))


def entries(session: Session, account_id: int) -> Sequence[InboxMessage]:
    """What a feed has: news of subscriptions alone, nothing of tickets and of security."""
    mine = (InboxMessage.account_id == account_id, InboxMessage.kind == inbox.NEWS)
    return session.scalars(select(InboxMessage).where(*mine).order_by(InboxMessage.id.desc()).limit(MOST_ENTRIES)).all()


def _is_token(text: str) -> bool:
    """Whether an address can carry one: PostgreSQL takes no NUL."""
    return text.isascii() and text.isprintable()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
