"""The sign-in of citizens (登录): by password, or by a code to the phone, or by both."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.blueprints.counter import courses
from govsite.blueprints.counter.guarded import TOO_MANY, guarded
from govsite.blueprints.counter.host_login import login_page as host_page
from govsite.blueprints.counter.login_page import login_page
from govsite.blueprints.counter.login_proof import ask_more
from govsite.database.trouble import KINDS
from govsite.domain.accounts import codes, records, signing_in
from govsite.domain.accounts.refused import Refused
from govsite.forms.accounts import CodeForm, LoginForm, PhoneForm
from govsite.web import hosts
from govsite.web.citizen import COMPANY_PAGE, go_in, is_meant, landing_page, seen_citizen
from govsite.web.page import render_page
from govsite.web.staff import own_hasher

bp = Blueprint("login", __name__, url_prefix="/login")
SAID = {
    "changed": "新密码已经设好，请登录。",
    "left": "已经退出。在公用电脑上，请再关掉浏览器窗口。",
    "closed": "账号已经注销。写过的信、办过的件，照旧用编号和密码查看。",
}
COMPANY = "单位的资料已经记下。请法定代表人登录本人的账号接着填；还没有账号的，先注册、实名，再“接着注册单位”。"


@bp.get("")
def blank() -> Response:
    """The form; ``next`` is the page to go on to."""
    form = LoginForm(formdata=None)
    form.next.data = landing_page(request.args.get("next", ""))
    said = next((words for name, words in SAID.items() if name in request.args), "")
    citizen = seen_citizen()
    if hosts.is_away():
        return host_page(said=said, citizen=citizen) if said or citizen else hosts.set_out(form.next.data)
    said = COMPANY if form.next.data == COMPANY_PAGE else said
    return login_page(form, said=said, citizen=citizen)


@bp.post("")
def by_password() -> Response:
    """Phone or ID number, and password; what is wrong of them is not said. After three wrong ones a captcha."""
    form = LoginForm()
    if not form.validate():
        return login_page(form, 422 if form.errors else 200)
    if not is_meant(form):
        return login_page(form, 422)
    name, password = form.name.data, form.password.data
    citizen, status = guarded(
        form, name, lambda: signing_in.by_password(own_hasher(), name, password), signing_in.WRONG
    )
    if citizen is None:
        return login_page(form, status)
    if not citizen.two_steps:
        return go_in(citizen, form.next.data or "", records.PASSWORD)
    course = courses.begin_for_owner(form, codes.SECOND, citizen)
    return _code(CodeForm(formdata=None), course) if course else login_page(form, TOO_MANY)


@bp.route("/code", methods=["GET", "POST"])
def phone() -> Response:
    """The phone that a code is sent to, whether it has an account or not."""
    if request.method == "GET":
        return _phone(PhoneForm(formdata=None))
    form = PhoneForm()
    if not form.validate():
        return _phone(form, 422 if form.errors else 200)
    try:
        if not form.passes_captcha():
            return _phone(form, 422)
        course = courses.begin(form, form.phone, codes.SIGN_IN)
    except KINDS as error:
        return courses.away(error, form, _phone)
    if course is None:
        form.ask_captcha()
        return _phone(form, TOO_MANY)
    return _code(CodeForm(formdata=None), course)


@bp.post("/code/finish")
def by_code() -> Response:
    """The code: alone, or after the password; then more is asked of some."""
    form = CodeForm()
    course = codes.find(codes.SIGN_IN, form.course.data or "") or codes.find(codes.SECOND, form.course.data or "")
    if course is None:
        return _phone(PhoneForm(formdata=None), 422, courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, 200 if courses.send_again(form, course) else TOO_MANY)
    if not form.validate() or not is_meant(form) or not courses.is_proved(form, course):
        return _code(form, course, 422)
    try:
        if course.purpose == codes.SECOND:
            return go_in(signing_in.by_both(course), form.next.data or "", records.BOTH)
        if signing_in.asks(course):
            return ask_more(course, form.next.data or "")
        return go_in(signing_in.by_code(own_hasher(), course)[0], form.next.data or "", records.CODE)
    except Refused as refused:
        return _phone(PhoneForm(formdata=None), 409, str(refused))


def _phone(form: PhoneForm, status: int = 200, said: str = "") -> Response:
    if form.captcha is None:
        form.ask_captcha()
    following = landing_page(request.values.get("next", ""))
    return render_page("account/login_phone.html", status=status, form=form, said=said, following=following)


def _code(form: CodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    form.next.data = landing_page(request.form.get("next", ""))
    second = course.purpose == codes.SECOND
    return render_page("account/login_code.html", status=status, form=form, course=course, second=second)
