"""Keys of departments' systems (接口密钥) at a site and below it: which there are, new ones, an end."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading
from govsite.domain.people.appointing import departments_at
from govsite.domain.people.scope import Needs, enters, spans
from govsite.domain.systems import keys
from govsite.domain.systems.keys import ApiKey, Refused
from govsite.forms.base import options
from govsite.forms.staff import AgainForm
from govsite.forms.systems import KeyForm
from govsite.web.again import GOOD, asked_again
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER, paginate
from govsite.web.staff import current_staff, needs

bp = Blueprint("console_api_keys", __name__, url_prefix="/console/api-keys")
PER_PAGE = 50
UNCHOSEN, ALL = "", "*"
DONE = {"revoke": "密钥作废了，马上起作用。"}


@bp.get("")
@needs(Needs.SYSTEMS)
def all_keys() -> Response:
    """The keys of this site, and of those below where that belongs to the work."""
    codes = [site.code for site in (here.site, *here.site.below) if enters(current_staff(), Needs.SYSTEMS, site)]
    pages = paginate(keys.keys_at(reading(), codes), PER_PAGE)
    done = DONE.get(request.args.get("done", ""), "")
    return render_page("console/api_keys/list.html", pages=pages, sites=here.tree.by_code, done=done)


@bp.route("/new", methods=["GET", "POST"])
@needs(Needs.SYSTEMS)
def new() -> Response:
    """A new key; its secret is shown once, in the answer."""
    form, officer = _form(), current_staff()
    if request.method == "GET":
        return render_page("console/api_keys/new.html", form=form)
    status = asked_again(form)
    if status == GOOD:
        department = "" if form.department.data == ALL else form.department.data
        subtree = bool(form.subtree and form.subtree.data)
        try:
            made = keys.create(
                officer.who, form.system.data, here.site, department, subtree=subtree, staff_id=officer.id
            )
        except Refused as error:
            form.form_errors.append(str(error))
        else:
            return render_page("console/api_keys/secret.html", made=made, system=form.system.data)
    return render_page("console/api_keys/new.html", form=form, status=max(status, 422))


@bp.route(f"/<int(max={LARGEST_NUMBER}):number>/revoke", methods=["GET", "POST"])
@needs(Needs.SYSTEMS)
def revoke(number: int) -> Response:
    """Ask, then let a key be good no more."""
    row, form = _key(number), AgainForm()
    status = 200 if request.method == "GET" else asked_again(form)
    if request.method == "GET" or status != GOOD:
        return render_page("console/api_keys/revoke.html", row=row, form=form, status=status)
    keys.revoke(current_staff().who, row.id)
    return redirect(f"{here.root}/console/api-keys?done=revoke", 303)  # type: ignore[return-value]


def _key(number: int) -> ApiKey:
    """A key that is good and that one may manage here, or 404."""
    row = keys.find(reading(), number)
    site = here.tree.by_code.get(row.site_code) if row and row.revoked is None else None
    if row is None or site is None or site not in (here.site, *here.site.below):
        abort(404)
    if not enters(current_staff(), Needs.SYSTEMS, site):
        abort(404)
    return row


def _form() -> KeyForm:
    form = KeyForm()
    offered = departments_at(reading(), here.site)
    form.department.choices = options([(UNCHOSEN, "请选一个"), *offered, (ALL, "全部部门")])
    if not (here.site.children and spans(current_staff(), Needs.SYSTEMS, here.site)):
        del form.subtree
    return form
