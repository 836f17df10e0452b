"""All that is kept of somebody, as a file (导出我的数据), after their password."""

from __future__ import annotations

from flask import Blueprint, Response, send_file

from govsite.database.session import reading, writing
from govsite.domain.accounts import closing, own_tickets, passwords
from govsite.domain.accounts.claims import of
from govsite.domain.common import audit
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.forms.accounts import ExportForm
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.export import packed
from govsite.web.page import render_page
from govsite.web.staff import is_good, own_hasher

bp = Blueprint("export", __name__, url_prefix="/account/data")


@bp.get("")
def ask() -> Response:
    """What the file holds; name and number stand in it in full, and the browser may be somebody else's by now."""
    return _page(ExportForm(formdata=None))


@bp.post("")
def export() -> Response:
    """The file."""
    citizen, form = current_citizen(), ExportForm()
    if not is_good(form):
        return _page(form, 422)
    tries = own_limits().password(citizen.who)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _page(form, 429)
    if citizen.has_password and not passwords.confirm(own_hasher(), citizen, form.password.data or ""):
        form.password.errors = [passwords.NOT_OWN]
        return _page(form, 422)
    was_right(tries)
    with writing() as session:
        audit.append(session, who=citizen.who, what="account.export")
    file = packed(closing.everything(reading(), citizen), own_tickets.all_files(reading(), of(citizen)))
    return send_file(file, "application/zip", as_attachment=True, download_name="my-data.zip", max_age=0)


def _page(form: ExportForm, status: int = 200) -> Response:
    return render_page("account/export.html", status=status, form=form, citizen=current_citizen())
