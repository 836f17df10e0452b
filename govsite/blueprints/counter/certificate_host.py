"""The host that asks browsers for a certificate in TLS: what it sees goes with a ticket back to where it came from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request

from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.domain.companies import certificates, proving, showing
from govsite.domain.companies.proving import Ticket
from govsite.forms.certificates import ShownForm
from govsite.typed import Typed
from govsite.web import certificates as asked
from govsite.web.citizen import own_limits
from govsite.web.page import render_page

bp = Blueprint("certificate_host", __name__, url_prefix=asked.ENTER)


@bp.route("", methods=["GET", "POST"])
def enter() -> Response:
    """Which certificate it is; then, when the button is pressed, back with a code that is good once."""
    settings = asked.own_settings()
    if request.host != urlsplit(settings.origin).netloc:
        abort(404)
    form = ShownForm(request.args) if request.method == "GET" else ShownForm()
    token = form.ticket.data or ""
    ticket = proving.find_ticket(token)
    if ticket is None:
        return _page(certificates.WHY["over"], 422)
    if wait := begin_try(own_limits().certificate()):
        return _page(told(wait), 429, ticket)
    try:
        if request.method == "GET":
            form.ticket.data = Typed(token)
            return _page("", 200, ticket, form=form, known=showing.at_host(settings, asked.seen()))
        code = showing.keep(settings, token, asked.seen())
    except Refused as refused:
        return _page(str(refused), 422, ticket)
    return _page("", 200, ticket, address=Typed(f"{_back(ticket)}/back?code={code}"))


def _page(said: str, status: int, ticket: Ticket | None = None, **context: Any) -> Response:
    back = Typed(_back(ticket)) if ticket else ""
    values: dict[str, Any] = {"form": None, "known": None, "address": ""} | context
    return render_page("companies/certificate_host.html", status=status, said=said, back=back, **values)


def _back(ticket: Ticket) -> str:
    """Where whoever has this ticket goes on: the sign-in, or the firm that binds."""
    inside = f"/account/firms/{ticket.company_id}/certificate" if ticket.company_id else "/login/certificate"
    return ticket.root + inside
