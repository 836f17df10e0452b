"""Proofs at a window (窗口认证): staff see the card and its owner, and confirm by the owner's code."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.domain.accounts import windows
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.domain.people.scope import Needs
from govsite.forms.base import options
from govsite.forms.proofs import WindowForm
from govsite.web.citizen import own_limits
from govsite.web.content import site_content
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import current_staff, is_good, needs

bp = Blueprint("console_proofs", __name__, url_prefix="/console/proofs")
DONE = "已经认证为五级，短信告诉了本人。"


@bp.route("", methods=["GET", "POST"])
@needs(Needs.PROOFS)
def confirm() -> Response:
    """Code, name and number, and that the original was seen."""
    officer = current_staff()
    if request.method == "GET":
        return _page(_form(blank=True))
    form = _form()
    if not is_good(form):
        return _page(form, 422)
    tries = own_limits().window_staff(officer.id)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _page(form, 429)
    try:
        place, who = form.place.data, (form.name.data, form.id_no.data)
        windows.confirm(officer.who, here.site.code, place, form.code.data, *who)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(form, 409)
    was_right(tries)
    return redirect(f"{here.root}/console/proofs?done=1", 303)  # type: ignore[return-value]


def _form(*, blank: bool = False) -> WindowForm:
    """The halls of this site; one without any has its own window."""
    form = WindowForm(formdata=None) if blank else WindowForm()
    names = [hall.name for hall in site_content().halls] or [f"{here.site.name}窗口"]
    form.place.choices = options((name, name) for name in names)
    return form


def _page(form: WindowForm, status: int = 200) -> Response:
    done = DONE if "done" in request.args else ""
    return render_page("console/proofs.html", status=status, form=form, done=done)
