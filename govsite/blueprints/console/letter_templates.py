"""Templates of answers (答复模板) of the own departments."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect

from govsite.database.session import reading
from govsite.domain.letters import reply_templates
from govsite.domain.people.scope import Needs
from govsite.forms.desk import TemplateForm
from govsite.web.content import site_content
from govsite.web.desk import own_desk
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.staff import current_staff, is_good, needs

bp = Blueprint("letter_templates", __name__, url_prefix="/console/letters/templates")


@bp.get("")
@needs(Needs.LETTERS)
def templates() -> Response:
    """All of them, and a form for another."""
    return _show(_form(formdata=None))


@bp.post("")
@needs(Needs.LETTERS)
def add() -> Response:
    """Add one, or write the one of this name anew."""
    form = _form()
    if not is_good(form):
        return _show(form, 422)
    reply_templates.add(own_desk(), current_staff().who, form.department.data, form.name.data, form.text.data)
    return redirect(f"{here.root}/console/letters/templates", 303)  # type: ignore[return-value]


@bp.post(f"/<int(max={LARGEST_NUMBER}):number>/remove")
@needs(Needs.LETTERS)
def remove(number: int) -> Response:
    """Delete one."""
    if not reply_templates.remove(own_desk(), current_staff().who, number):
        abort(404)
    return redirect(f"{here.root}/console/letters/templates", 303)  # type: ignore[return-value]


def _form(**values: None) -> TemplateForm:
    reads, offices = own_desk().reads, site_content().offices
    own = sorted(reads) if reads is not None else list(offices)
    return TemplateForm([(key, offices[key].name if key in offices else key) for key in own], **values)


def _show(form: TemplateForm, status: int = 200) -> Response:
    found = reply_templates.all_of(reading(), own_desk())
    offices = site_content().offices
    return render_page("console/letters/templates.html", status=status, form=form, found=found, offices=offices)
