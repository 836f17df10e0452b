"""Numbers of phones that have got another owner (二次放号): who holds the phone is not who the account belongs to.

Carriers keep a number back for some three months before they give it to somebody else. So a code that came to a phone
proves an account with a real name for FRESH, less than that, after its owner last had a code there; later the code
says only who holds the phone now, and something that the owner alone knows is asked for besides.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import codes
from govsite.domain.accounts.account import KIND
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.audit import Wanted
from govsite.models.account import CHECKED, Account

FRESH = timedelta(days=60)
LET_GO = "account.let_go"


def is_stale(account_id: int) -> bool:
    """Whether the phone of an account with a real name may be somebody else's by now."""
    columns = select(Account.level, Account.phone_proved).where(Account.id == account_id)
    row = reading().execute(columns).one_or_none()
    if row is None or row.level < CHECKED:
        return False
    return row.phone_proved is None or row.phone_proved < database_time(reading()) - FRESH


def let_go(course: codes.Course) -> None:
    """Take a phone off the account that it was of, for who has just proved to hold it; raises Refused.

    The account stays, with all that is in it and the password, and its owner signs in by the ID number. Its sessions
    end. Who has had a code at this phone lately loses nothing by it.
    """
    if course.account_id is None or not is_stale(course.account_id):
        raise Refused(LATE)
    with writing() as session:
        if not codes.spend(session, course):
            raise Refused(LATE)
        same = (Account.id == course.account_id, Account.revision == course.revision, Account.closed.is_(None))
        long_ago = Account.phone_proved < database_time(session) - FRESH  # its owner may just have come
        stale = (Account.level >= CHECKED, Account.phone_proved.is_(None) | long_ago)
        values = {"phone": None, "phone_print": None, "phone_proved": None, "two_steps": False}
        gone = update(Account).where(*same, *stale).values(values | {"revision": Account.revision + 1})
        if not session.connection().execute(gone).rowcount:
            raise Refused(LATE)
        sign_ins.end_all(session, KIND, str(course.account_id))
        audit.append(session, who=f"account {course.account_id}", what=LET_GO, details={"by": "holder of the phone"})


def let_go_at(account_id: int) -> datetime | None:
    """When the phone of an account was taken off it last."""
    found = audit.find(reading(), Wanted(who=f"account {account_id}", what=LET_GO), 1)
    return datetime.fromisoformat(found[0].at) if found else None
