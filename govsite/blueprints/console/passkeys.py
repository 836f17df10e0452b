"""One's own passkeys (通行密钥): added after the password was asked once more, removed at any time."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.database.session import reading
from govsite.domain.people import passkeys
from govsite.domain.people.refused import Refused
from govsite.forms.staff import AgainForm, PasskeyForm
from govsite.web.again import GOOD, asked_again
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import row_number
from govsite.web.staff import any_staff, current_staff, is_good, own_place

bp = Blueprint("console_passkeys", __name__, url_prefix="/console/passkeys")
DONE = {"add": "通行密钥添加好了，下次登录可以用它代替动态口令。", "remove": "通行密钥删掉了。"}


@bp.route("", methods=["GET", "POST"])
@any_staff
def own_passkeys() -> Response:
    """Those one has; the page that adds one comes as the answer to the password."""
    form = AgainForm()
    if request.method == "GET":
        return _list(form)
    status = asked_again(form)
    if status != GOOD:
        return _list(form, status)
    options = passkeys.creation(own_place(), current_staff())
    return render_page("console/passkeys/add.html", form=PasskeyForm(formdata=None), options=options)


@bp.post("/add")
@any_staff
def add() -> Response:
    """Store what the browser made; what fails begins anew, with the password."""
    form, again = PasskeyForm(), AgainForm(formdata=None)
    if not is_good(form):
        again.form_errors += form.form_errors + form.name.errors
        return _list(again, 422)
    try:
        passkeys.add(own_place(), current_staff().id, form.credential.data or "", form.name.data)
    except Refused as error:
        again.form_errors.append(str(error))
        return _list(again, 422)
    return redirect(f"{here.root}/console/passkeys?done=add", 303)  # type: ignore[return-value]


@bp.post("/remove")
@any_staff
def remove() -> Response:
    """Let one be good no more."""
    number = row_number(request.form.get("passkey", ""))
    if number is not None:
        passkeys.remove(current_staff().id, number)
    return redirect(f"{here.root}/console/passkeys?done=remove", 303)  # type: ignore[return-value]


def _list(form: AgainForm, status: int = 200) -> Response:
    found = passkeys.all_of(reading(), current_staff().id)
    done = DONE.get(request.args.get("done", ""), "")
    return render_page("console/passkeys/list.html", passkeys=found, form=form, done=done, status=status)
