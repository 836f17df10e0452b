"""Messages that were not sent (发件箱), for operators: why, and another try by a person's decision."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, request

from govsite.database.session import reading, writing
from govsite.domain.common import audit, outbox
from govsite.domain.people.scope import Needs
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import before, row_number, this_query
from govsite.web.staff import current_staff, needs

bp = Blueprint("console_outbox", __name__, url_prefix="/console/outbox")
PER_PAGE = 50
REASONS = {
    outbox.PROCESS_LOST: "发送时程序中断",
    outbox.EXPIRED: "过了时效",
    "cannot-open": "密钥不对，打不开",
}


@bp.get("")
@needs(Needs.PORTAL)
def unsent() -> Response:
    """How many there are of each state, and those that wait for a decision; neither recipients nor texts."""
    found = outbox.last(reading(), outbox.UNSENT, PER_PAGE + 1, before())
    config = current_app.extensions["config"]
    counts = [
        (outbox.KIND_WORDS[kind], outbox.STATE_WORDS[state], number)
        for (kind, state), number in sorted(outbox.counts(reading()).items())
    ]
    return render_page(
        "console/outbox.html",
        messages=found[:PER_PAGE],
        older=this_query("before", str(found[PER_PAGE - 1].id)) if len(found) > PER_PAGE else "",
        counts=counts,
        kinds=outbox.KIND_WORDS,
        states=outbox.STATE_WORDS,
        reasons=REASONS,
        sms=config.sms,
        mail=config.mail,
        done=row_number(request.args.get("done", "")),
    )


@bp.post("")
@needs(Needs.PORTAL)
def retry() -> Response:
    """Let the chosen ones wait again."""
    numbers = [number for text in request.form.getlist("number")[:PER_PAGE] if (number := row_number(text))]
    with writing() as session:
        waiting = outbox.retry(session, numbers)
        for number in waiting:
            audit.append(session, who=current_staff().who, what="outbox.retry", target=f"message {number}")
    return redirect(f"{here.root}/console/outbox?done={len(waiting)}", 303)  # type: ignore[return-value]
