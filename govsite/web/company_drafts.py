"""A registration of a legal person that is half done: what was typed waits until its representative has come.

A row in ``sign_in`` of its own kind; the browser holds its random token in a cookie of its own, so nothing that was
typed stands in an address. Nobody is signed in by it. It holds what everybody may read on a shop's wall: no number of
a person, no password.
"""

from __future__ import annotations

from flask import g, request

from govsite.domain.common import sign_ins
from govsite.domain.companies.registering import Draft
from govsite.typed import Typed
from govsite.web.citizen import COMPANY_PAGE
from govsite.web.here import here
from govsite.web.sessions import cookie_name, hand_over, take_back

KIND = "company"
PAGE = COMPANY_PAGE  # to which one comes back


def keep(draft: Draft) -> None:
    """Keep what was typed, with this answer, instead of what was kept before."""
    data = {"kind": draft.kind, "name": str.__str__(draft.name), "credit_code": str.__str__(draft.credit_code)}
    hand_over(KIND, sign_ins.begin(KIND, "-", data, _found()))


def find() -> Draft | None:
    """What this browser has kept, None for nothing; looking at it keeps it on."""
    found = _found()
    if found is None:
        return None
    if found.due and not g.get("no_writing"):
        sign_ins.renew(found)
    return Draft(found.data["kind"], Typed(found.data["name"]), Typed(found.data["credit_code"]), here.site.code)


def forget() -> None:
    """It is done."""
    if (found := _found()) is not None:
        sign_ins.end(found)
    take_back(KIND)


def _found() -> sign_ins.Found | None:
    token = request.cookies.get(cookie_name(KIND))
    return sign_ins.find(KIND, token) if token else None
