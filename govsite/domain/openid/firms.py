"""Legal persons that somebody acts for in a system (替单位办事): chosen at each sign-in, asked about anew each time."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from govsite.domain.accounts.account import Citizen
from govsite.domain.companies import company
from govsite.domain.companies.company import Actor
from govsite.domain.openid.scopes import LEGAL, NATURAL
from govsite.models.account import Account


def choices(session: Session, account_id: int) -> list[Actor]:
    """Those with proved facts that somebody acts for today."""
    return [one for one in company.all_of(session, account_id) if one.company.is_real]


def claims(session: Session, account: Account, number: int) -> dict[str, Any]:
    """What a system is told of the legal person that somebody came for; nothing of one they act for no more.

    ``firm_scope`` are the groups of items that an agent was invited for, [] for all.
    """
    actor = next((one for one in choices(session, account.id) if one.company.id == number), None)
    if actor is None:
        return {"kind": NATURAL}
    return {
        "kind": LEGAL,
        "credit_code": str.__str__(actor.company.credit_code),
        "firm_name": str.__str__(actor.company.name),
        "firm_role": actor.role,
        "firm_scope": list(actor.scope),
    }


def is_one(session: Session, citizen: Citizen, number: int) -> bool:
    """Whether somebody acts for a legal person today."""
    return any(one.company.id == number for one in choices(session, citizen.id))
