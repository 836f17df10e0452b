"""Several tickets put into a space at a time, a line each: one's own, or a legal person's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from govsite.domain.accounts import claims
from govsite.domain.accounts.claims import Owner
from govsite.domain.accounts.refused import Refused
from govsite.domain.companies.company import Actor
from govsite.domain.tickets import door
from govsite.forms.accounts import SeveralForm
from govsite.typed import Typed
from govsite.web.citizen import current_citizen
from govsite.web.clients import client_key
from govsite.web.company import HOME, current_actor, for_companies
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good

bp = Blueprint("several", __name__, url_prefix="/account")
WAIT = "试的次数太多，或者系统正忙，请过 {} 分钟再试"
ALONE = "这个编号错过几次，请回到上一页单独放，那里有验证码"
WRONG = "编号或者查询密码不对"


@bp.route("/tickets/several", methods=["GET", "POST"])
def own() -> Response:
    """One's own."""
    return _page(claims.of(current_citizen()), f"{here.root}/account/tickets")


@bp.route("/firms/<int(max=2147483647):number>/tickets/several", methods=["GET", "POST"])
@for_companies
def of_company(number: int) -> Response:
    """A legal person's, by who acts for it."""
    actor = current_actor(number)
    return _page(actor.owner, f"{here.root}{HOME}/{number}/tickets", actor)


def _page(owner: Owner, back: str, actor: Actor | None = None) -> Response:
    """The form; what did not go in stays in it, with the reason."""
    form, put, left, status = SeveralForm(), [], [], 200
    if request.method == "POST" and not is_good(form):
        status = 422
    elif request.method == "POST":
        tried = [(number, password, _put_in(owner, number, password)) for number, password in form.pairs()]
        put = [number for number, _, said in tried if not said]
        left = [(number, said) for number, _, said in tried if said]
        form.lines.data = Typed("\n".join(f"{number} {password}" for number, password, said in tried if said))
        status = 422 if left else 200
    template = "companies/several.html" if actor else "account/several.html"
    context: dict[str, Any] = {
        "back": back,
        "put": put,
        "left": left,
        "actor": actor,
        "firm": actor.company if actor else None,
    }
    return render_page(template, status=status, form=form, **context)


def _put_in(owner: Owner, number: Typed, password: Typed) -> str:
    """Put one in; "" where it is in, else why not."""
    tries = door.Tries.of(current_app.extensions["config"].secret_key, number, client_key())
    if seconds := tries.wait():
        return WAIT.format(-(-seconds // 60))
    if tries.is_suspicious():
        tries.give_back(suspicious=True)
        return ALONE
    found = door.by_password(current_app.extensions["passwords"], number, password)
    if found is None:
        return WRONG
    tries.give_back(suspicious=False)
    try:
        claims.claim(owner, found.ticket_id)
    except Refused as refused:
        return str(refused).rstrip("。")
    return ""
