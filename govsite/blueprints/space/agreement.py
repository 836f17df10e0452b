"""The agreement (注册协议) once more, for who accepted an older one."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.domain.accounts import registering
from govsite.web.citizen import AGREE, current_citizen, landing_page
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("agreement", __name__, url_prefix=AGREE)


@bp.get("")
def ask() -> Response:
    """What has changed is to be read, and accepted before one goes on."""
    following = landing_page(request.args.get("next", ""))
    return render_page("account/agreement.html", following=following, version=registering.AGREEMENT)


@bp.post("")
def agree() -> Response:
    """Accepted: on to the page that was asked for."""
    registering.agree(current_citizen().id)
    return redirect(f"{here.root}{landing_page(request.form.get('next', ''))}", 303)  # type: ignore[return-value]
