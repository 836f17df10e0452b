"""What is asked for besides a code (登录), and the way out for whom the account is not.

The password, where both are wanted; where the number of the phone may have got another owner, something that the
account's owner alone knows.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.blueprints.counter import courses
from govsite.blueprints.counter.login_page import back_to_login
from govsite.domain.accounts import codes, recycled, signing_in
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.forms.ways_in import ProofForm
from govsite.typed import Typed
from govsite.web.citizen import go_in, is_meant, landing_page, own_limits
from govsite.web.page import render_page
from govsite.web.staff import own_hasher

bp = Blueprint("login_proof", __name__, url_prefix="/login/code")
TOO_MANY = 429


def ask_more(course: codes.Course, page: str) -> Response:
    """The page that comes after the code."""
    form = ProofForm(formdata=None)
    form.next.data = page
    form.take(either=signing_in.asks(course) == signing_in.EITHER)
    return _page(form, course)


@bp.post("/proof")
def prove() -> Response:
    """The password, or the ID number where it does."""
    form = ProofForm()
    course = _course(form.course.data)
    if course is None:
        return back_to_login(courses.OVER, 422)
    form.take(either=signing_in.asks(course) == signing_in.EITHER)
    if not form.validate() or not is_meant(form):
        return _page(form, course, 422)
    if said := form.lacks():
        form.form_errors.append(said)
        return _page(form, course, 422)
    password, id_no = form.password.data or "", form.id_no.data if form.id_no and not form.password.data else ""
    limits, number = own_limits(), course.account_id or 0
    tries = limits.real_name(number, id_no) if id_no else limits.password(course.phone)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _page(form, course, TOO_MANY)
    try:
        citizen, way = signing_in.by_code(own_hasher(), course, password, id_no)
    except signing_in.NotOwn as refused:
        form.form_errors.append(str(refused))
        return _page(form, course, 422)
    except Refused as refused:
        return back_to_login(str(refused), 409)
    was_right(tries)
    return go_in(citizen, form.next.data or "", way)


@bp.post("/mine")
def let_go() -> Response:
    """The number is somebody else's now (这个号码现在是我的): asked once more, then taken off the account."""
    form = ProofForm()
    course = _course(form.course.data)
    if course is None or not recycled.is_stale(course.account_id or 0):
        return back_to_login(courses.OVER, 422)
    if request.form.get("do") != "yes" or not is_meant(form):
        return _mine(form, course, 422 if form.form_errors else 200)
    if wait := begin_try(own_limits().let_go(course.phone)):
        form.form_errors.append(told(wait))
        return _mine(form, course, TOO_MANY)
    try:
        recycled.let_go(course)
    except Refused as refused:
        return back_to_login(str(refused), 409)
    return render_page("account/login_let_go.html", course=course)


def _course(token: str | None) -> codes.Course | None:
    course = codes.find(codes.SIGN_IN, token or "")
    return course if course and course.proved and course.account_id and signing_in.asks(course) else None


def _page(form: ProofForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    form.next.data = Typed(landing_page(form.next.data or ""))
    either, stale = signing_in.asks(course) == signing_in.EITHER, recycled.is_stale(course.account_id or 0)
    page = "account/login_proof.html"
    return render_page(page, status=status, form=form, course=course, either=either, stale=stale)


def _mine(form: ProofForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/login_mine.html", status=status, form=form, course=course)
