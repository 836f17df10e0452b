"""Where somebody gets their daily digest (每日提醒)."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.database.session import reading
from govsite.domain.people import digests
from govsite.forms.staff import DigestForm
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import any_staff, current_staff, is_good

bp = Blueprint("console_digest", __name__, url_prefix="/console/digest")


@bp.get("")
@any_staff
def digest() -> Response:
    """The address, or none."""
    form = DigestForm(formdata=None, data={"email": digests.address_of(reading(), current_staff().id)})
    return render_page("console/digest.html", form=form, done="done" in request.args)


@bp.post("")
@any_staff
def choose() -> Response:
    """Another address; an empty one is the end of it."""
    form = DigestForm()
    if not is_good(form):
        return render_page("console/digest.html", form=form, done=False, status=422)
    officer = current_staff()
    digests.choose(officer.who, officer.id, form.email.data)
    return redirect(f"{here.root}/console/digest?done=1", 303)  # type: ignore[return-value]
