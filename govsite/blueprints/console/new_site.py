"""A new site (新建站点): from a few answers to a site with its administrator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from govsite.database.session import reading
from govsite.domain.people import staff, usernames
from govsite.domain.people.appointing import administrator
from govsite.domain.people.refused import Refused as StaffRefused
from govsite.domain.people.scope import Needs
from govsite.domain.people.usernames import fold
from govsite.domain.publishing.refusals import Refused
from govsite.domain.settings import founding
from govsite.domain.settings.founding import Founding
from govsite.domain.settings.store import Store
from govsite.forms.base import options
from govsite.forms.sites import NewSiteForm
from govsite.typed import Typed
from govsite.web.again import GOOD, asked_again
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.publishing import own_editor
from govsite.web.staff import current_staff, needs, own_hasher

bp = Blueprint("console_new_site", __name__, url_prefix="/console/new-site")
BOTH = "用户名和姓名要一起写，或者都不写。"
ELSEWHERE = "站点还没有建：{message}"


@bp.get("")
@needs(Needs.PORTAL)
def new() -> Response:
    """The form, with this site as the one above."""
    return _show(_form(data={"parent": here.site.slug}, formdata=None))


@bp.post("")
@needs(Needs.PORTAL)
def found() -> Response:
    """Check, or found it; the administrator's first password is shown once, in the answer."""
    form = _form()
    looks = request.form.get("do") != "found"
    if looks:
        form.password.validators = ()
    status = (GOOD if form.validate() else 422) if looks else asked_again(form)
    asked, store = _asked(form), _store()
    if status != GOOD or not _is_right(form, asked, store.files(reading())):
        return _show(form, status if status != GOOD else 422)
    if looks:
        return _show(form, made=asked)
    reading().rollback()
    try:
        told = founding.found(store, own_editor(), asked, here.site)()
    except Refused as error:
        form.form_errors.append(str(error))
        return _show(form, 409)
    return _made(form, asked, told)


def _store() -> Store:
    kept: Store = current_app.extensions["revision_store"]
    return kept


def _form(**values: Any) -> NewSiteForm:
    form = NewSiteForm(**values)
    form.parent.choices = options((site.slug, "　" * site.depth + site.name) for site in here.tree.all)
    return form


def _asked(form: NewSiteForm) -> Founding:
    """What is asked for; what is not written is made of the name, and shown in the form."""
    parent = here.tree.by_slug.get(form.parent.data or "", here.site)
    slug, initials = founding.suggested(form.name.data, parent, here.tree)
    form.slug.data = form.slug.data or Typed(slug)
    short = founding.short_name_of(str.__str__(form.name.data))
    short = short if short != form.name.data else ""
    values = {name: str.__str__(form[name].data or "") for name in ("slug", "code", "name", "level", "domain")}
    return Founding(**values, parent=parent.slug, short_name=short, initials=initials)


def _is_right(form: NewSiteForm, asked: Founding, files: Any) -> bool:
    """Whether it can be made; what is wrong stands in the form, at its field."""
    _, faults = founding.check(files, asked)
    for fault in faults:
        if fault.field in form:
            form[fault.field].errors = [*form[fault.field].errors, fault.sentence]
        else:
            form.form_errors.append(ELSEWHERE.format(message=fault.sentence))
    if bool(form.username.data) != bool(form.person.data):
        form.username.errors = [BOTH]
    elif form.username.data:
        said = usernames.fault(fold(form.username.data))
        if not said and staff.number_of(reading(), form.username.data):
            said = staff.TAKEN
        form.username.errors = [said] if said else []
    return not form.errors


def _made(form: NewSiteForm, asked: Founding, told: Any) -> Response:
    """The site is there; who runs it gets an account."""
    password, said = "", ""
    if form.username.data:
        try:
            roles, who = [administrator(asked.code)], current_staff().who
            _, password = staff.create(own_hasher(), who, form.username.data, form.person.data, roles)
        except StaffRefused as error:
            said = str(error)
    tree = current_app.extensions["sites"].current
    site = tree.by_code.get(asked.code)
    root = here.console_of(site) if site else ""
    values: dict[str, Any] = {"username": fold(form.username.data), "person": form.person.data, "password": password}
    return render_page("console/site_made.html", made=asked, address=root, told=told, said=said, **values)


def _show(form: NewSiteForm, status: int = 200, made: Founding | None = None) -> Response:
    return render_page("console/site_new.html", form=form, made=made, status=status)
