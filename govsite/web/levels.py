"""The way to a higher level (认证等级) and back to where it was asked for."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, redirect, request

from govsite.typed import Typed
from govsite.web import company_drafts
from govsite.web.citizen import HOME, landing_page
from govsite.web.here import here

PAGE = "/account/level"


def wanted_page() -> Typed:
    """Where an address or a form wants to go on to, "" for nowhere: only pages of this portal."""
    asked = request.values.get("next", "")
    found = landing_page(asked) if asked else ""
    return Typed("" if found == HOME else found)


def step_up(level: int, page: str) -> Response:
    """To the page of levels, which leads back to a page."""
    return redirect(f"{here.root}{PAGE}?need={level}&next={quote(page, safe='')}", 303)  # type: ignore[return-value]


def go_back() -> Response:
    """After a proof: to the page that asked for it, to a registration that waits for it, else to the levels."""
    following = company_drafts.PAGE if company_drafts.find() else wanted_page() or f"{PAGE}?done=1"
    return redirect(f"{here.root}{following}", 303)  # type: ignore[return-value]
