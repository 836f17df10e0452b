"""Where one is signed in (登录记录), and leaving."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.database.session import reading, writing
from govsite.domain.common import audit, sign_ins
from govsite.domain.people.scope import KIND
from govsite.web import sessions
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import row_number
from govsite.web.staff import LOGIN, any_staff, current_staff, session_number

bp = Blueprint("console_sessions", __name__, url_prefix="/console")
OTHERS = "others"
DONE = {"one": "已经结束那次登录。", "others": "已经结束别处的全部登录。"}


@bp.get("/sessions")
@any_staff
def all_sessions() -> Response:
    """One's own sessions, this one marked."""
    found = sign_ins.all_open(reading(), KIND, str(current_staff().id))
    done = DONE.get(request.args.get("done", ""), "")
    return render_page("console/sessions.html", sessions=found, this=session_number(), done=done)


@bp.post("/sessions")
@any_staff
def end() -> Response:
    """End one of them, or all others."""
    officer, asked = current_staff(), request.form.get("session", "")
    who = str(officer.id)
    with writing() as session:
        if asked == OTHERS:
            ended = sign_ins.end_all(session, KIND, who, but=session_number()) > 0
        else:
            number = row_number(asked)
            ended = number is not None and sign_ins.end_one(session, KIND, who, number)
        if ended:
            audit.append(session, who=officer.who, what="session.end", target=officer.who)
    done = OTHERS if asked == OTHERS else "one"
    return redirect(f"{here.root}/console/sessions?done={done}", 303)  # type: ignore[return-value]


@bp.post("/logout")
@any_staff
def leave() -> Response:
    """Sign out."""
    with writing() as session:
        audit.append(session, who=current_staff().who, what="sign_out")
    sessions.end()
    return redirect(f"{here.root}{LOGIN}", 303)  # type: ignore[return-value]
