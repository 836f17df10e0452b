"""Accounts of staff (工作人员) at a site: who there is, new ones, another first password, an end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading
from govsite.domain.people import digests, staff, totp
from govsite.domain.people.appointing import appoint, departments_at
from govsite.domain.people.granting import accounts, is_seen, may_span, offered, slug_for
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import ROLE_NAMES, Needs, Role, manages, may_grant
from govsite.domain.people.staff import Staff
from govsite.domain.people.usernames import fold
from govsite.domain.people.wording import role_words
from govsite.forms.base import options
from govsite.forms.staff import AccountForm, AgainForm, DigestForm, ResetForm, RoleForm
from govsite.web.again import GOOD, asked_again
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER, paginate
from govsite.web.staff import current_staff, is_good, needs, own_hasher

bp = Blueprint("console_staff", __name__, url_prefix="/console/staff")
PER_PAGE = 50
NO_DEPARTMENT = ""
DONE = {
    "give": "角色给好了，马上起作用。",
    "take": "角色拿掉了，马上起作用。",
    "disable": "帐号停用了，马上退出登录。",
    "email": "邮箱存好了。",
}
HAS_IT = "已经有这个角色了。"


@bp.get("")
@needs(Needs.STAFF)
def all_accounts() -> Response:
    """The people of this site, and of those below where that belongs to the work."""
    pages = paginate(accounts(reading(), current_staff(), here.site, here.tree), PER_PAGE)
    enrolled = totp.enrolled(reading())
    return render_page("console/staff/list.html", pages=pages, enrolled=enrolled, words=role_words, tree=here.tree)


@bp.route("/new", methods=["GET", "POST"])
@needs(Needs.STAFF)
def new() -> Response:
    """A new account; its first password is shown once, in the answer."""
    form = _with_choices(AccountForm())
    if request.method == "GET":
        return render_page("console/staff/new.html", form=form)
    status = asked_again(form)
    if status == GOOD:
        try:
            role = _asked(form)
            number, password = staff.create(
                own_hasher(), current_staff().who, form.username.data, form.name.data, [role]
            )
        except Refused as error:
            form.form_errors.append(str(error))
        else:
            return _hand_over(number, fold(form.username.data), form.name.data, password)
    return render_page("console/staff/new.html", form=form, status=max(status, 422))


@bp.get(f"/<int(max={LARGEST_NUMBER}):number>")
@needs(Needs.STAFF)
def one(number: int) -> Response:
    """An account and what can be done with it."""
    return _show(number, _with_choices(RoleForm()))


@bp.post(f"/<int(max={LARGEST_NUMBER}):number>/roles")
@needs(Needs.STAFF)
def give(number: int) -> Response:
    """Give one more role."""
    _account(number, others=True)
    form = _with_choices(RoleForm())
    status = asked_again(form)
    if status == GOOD:
        try:
            if staff.give(current_staff().who, number, _asked(form)):
                return _back(number, "give")
            form.form_errors.append(HAS_IT)
        except Refused as error:
            form.form_errors.append(str(error))
    return _show(number, form, max(status, 422))


@bp.route(f"/<int(max={LARGEST_NUMBER}):number>/roles/take", methods=["GET", "POST"])
@needs(Needs.STAFF)
def take(number: int) -> Response:
    """Ask, then take a role away, if it is still there."""
    row, roles = _account(number, others=True)
    role = next((role for role in roles if _key(role) == request.values.get("role")), None)
    if role is None or not may_grant(current_staff(), role, here.tree.by_code.get(role.site_code)):
        return _back(number, "")
    words = f"马上不再是{role_words(role, here.tree)}，不会退出登录。"
    return _sure(row, "拿掉角色", words, "roles/take", lambda who: staff.take(who, number, role), "take", _key(role))


@bp.route(f"/<int(max={LARGEST_NUMBER}):number>/email", methods=["GET", "POST"])
@needs(Needs.STAFF)
def email(number: int) -> Response:
    """Where somebody gets the digest of the day."""
    row, form = _managed(number), DigestForm()
    if request.method == "POST" and is_good(form):
        digests.choose(current_staff().who, number, form.email.data)
        return _back(number, "email")
    if request.method == "GET":
        form.email.data = digests.address_of(reading(), number)
    status = 200 if request.method == "GET" else 422
    return render_page("console/staff/email.html", account=row, form=form, status=status)


@bp.route(f"/<int(max={LARGEST_NUMBER}):number>/disable", methods=["GET", "POST"])
@needs(Needs.STAFF)
def disable(number: int) -> Response:
    """Ask, then let somebody sign in no more."""
    row = _managed(number)
    words = "会马上退出登录，以后不能再登录。办过的事都留着记录，以后可以恢复使用。"
    return _sure(row, "停用", words, "disable", lambda who: staff.disable(who, row.username), "disable")


@bp.route(f"/<int(max={LARGEST_NUMBER}):number>/reset", methods=["GET", "POST"])
@needs(Needs.STAFF)
def reset(number: int) -> Response:
    """Another first password, for who forgot theirs, lost the authenticator, or was disabled."""
    row, form = _managed(number), ResetForm()
    status = 200 if request.method == "GET" else asked_again(form)
    if request.method == "GET" or status != GOOD:
        return render_page("console/staff/reset.html", account=row, form=form, status=status)
    password = staff.reset(
        own_hasher(), current_staff().who, row.username, enable=row.disabled, lost_factor=form.lost_factor.data
    )
    return _hand_over(number, row.username, row.name, password)


def _sure(
    row: Staff, title: str, words: str, page: str, act: Callable[[str], object], done: str, role: str = ""
) -> Response:
    """Ask whether something is meant, and by whom, then do it."""
    form, status = AgainForm(), 200
    if request.method == "POST":
        status = asked_again(form)
        if status == GOOD:
            try:
                act(current_staff().who)
                return _back(row.id, done)
            except Refused as error:
                form.form_errors.append(str(error))
                status = 422
    shown: dict[str, Any] = {"account": row, "title": title, "words": words, "page": page, "role": role}
    return render_page("console/staff/sure.html", form=form, status=status, **shown)


def _account(number: int, others: bool = False) -> tuple[Staff, list[Role]]:
    """An account that is seen here, or 404; with ``others`` it is not one's own, which others look after."""
    found, officer = staff.find(reading(), number), current_staff()
    if found is None or not is_seen(officer, found[1], here.site, here.tree) or (others and number == officer.id):
        abort(404)
    return found


def _managed(number: int) -> Staff:
    """An account of somebody else that one may manage, or 404."""
    row, roles = _account(number, others=True)
    if not manages(current_staff(), roles, here.tree):
        abort(404)
    return row


def _asked(form: RoleForm) -> Role:
    """The role that a form asks for; raises Refused for one that is not there, or not theirs to give."""
    name, site = form.role.data, here.site
    subtree = bool(form.subtree and form.subtree.data)
    role = appoint(reading(), here.tree, name, slug_for(name, site), form.department.data or "", subtree=subtree)
    if not may_grant(current_staff(), role, here.tree.by_code.get(role.site_code)):
        raise Refused("您不能给这个角色。")
    return role


def _with_choices(form: RoleForm) -> RoleForm:
    """A form that offers what somebody may give at this site."""
    form.role.choices = options((role, ROLE_NAMES[role]) for role in offered(current_staff(), here.site))
    form.department.choices = options([(NO_DEPARTMENT, "不分部门"), *departments_at(reading(), here.site)])
    if not may_span(current_staff(), here.site):
        del form.subtree
    return form


def _show(number: int, form: RoleForm, status: int = 200) -> Response:
    (row, roles), officer, tree = _account(number), current_staff(), here.tree
    return render_page(
        "console/staff/one.html",
        account=row,
        roles=[
            (quote(_key(r)), role_words(r, tree), may_grant(officer, r, tree.by_code.get(r.site_code))) for r in roles
        ],
        enrolled=totp.is_enrolled(reading(), number),
        own=number == officer.id,
        managed=manages(officer, roles, here.tree),
        form=form,
        done=DONE.get(request.args.get("done", ""), ""),
        status=status,
    )


def _hand_over(number: int, username: str, name: str, password: str) -> Response:
    return render_page("console/staff/password.html", number=number, username=username, name=name, password=password)


def _back(number: int, done: str) -> Response:
    return redirect(f"{here.root}/console/staff/{number}?done={done}", 303)  # type: ignore[return-value]


def _key(role: Role) -> str:
    return f"{role.role} {role.site_code} {role.department}"
