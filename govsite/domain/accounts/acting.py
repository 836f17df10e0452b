"""What acting for a legal person and for another person (经办、代办) have in common."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, delete, select
from sqlalchemy.orm import Session

from govsite.domain.common.sign_ins import DOOR
from govsite.models.account import Claim
from govsite.models.sign_in import SignIn

DIGITS = 8  # of an invitation and of a code of an errand
GOOD_FOR = timedelta(days=7)  # for which they can be taken up
LONGEST = timedelta(days=366)  # for which somebody may act


def close_tickets(session: Session, *of: Any) -> None:
    """Close some claims' tickets that stand open in anybody's browser; part of the caller's writing."""
    tickets = select(cast(Claim.ticket_id, String)).where(*of)
    session.execute(delete(SignIn).where(SignIn.kind == DOOR, SignIn.who.in_(tickets)))
