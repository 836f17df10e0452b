"""The space of a legal person (法人用户空间): those that one acts for, and the first page of one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from govsite.database.session import reading
from govsite.domain.accounts import claims
from govsite.domain.companies import certificates, company
from govsite.web import company_drafts
from govsite.web.citizen import current_citizen
from govsite.web.company import current_actor, for_companies
from govsite.web.own_tickets import rows_of
from govsite.web.page import render_page

bp = Blueprint("companies", __name__, url_prefix="/account/firms")
NUMBER = "/<int(max=2147483647):number>"
MOST_SHOWN = 5
DONE = {"password": "单位的密码已经改好，别处的登录都已退出。", "accept": "已经接受。您现在可以替这个单位办事。"}
LEFT = "您不再替那个单位办事。"


@bp.get("")
def acted_for() -> Response:
    """The legal persons that somebody acts for."""
    done = LEFT if "done" in request.args else ""
    acts = company.all_of(reading(), current_citizen().id)
    return render_page("companies/list.html", acts=acts, draft=company_drafts.find(), done=done)


@bp.get(NUMBER)
@for_companies
def home(number: int) -> Response:
    """What it is, how far it has come, what is under way."""
    actor = current_actor(number, real=False)
    tickets = rows_of(claims.mine(reading(), actor.owner)[:MOST_SHOWN]) if actor.company.is_real else []
    done = DONE.get(request.args.get("done", ""), "")
    context: dict[str, Any] = {
        "tickets": tickets,
        "representative": company.representative(reading(), actor.company),
        "done": done,
        "bound": certificates.all_of(reading(), number),
    }
    return render_page("companies/home.html", actor=actor, firm=actor.company, **context)
