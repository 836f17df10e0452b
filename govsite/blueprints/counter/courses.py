"""Courses with a code by SMS, as pages take them: begun, another code, the code itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app
from wtforms import Field

from govsite.database.trouble import is_away
from govsite.domain.accounts import codes
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.codes import Course
from govsite.domain.common.throttle import Bucket
from govsite.domain.common.tries import begin_try
from govsite.domain.companies import signing_in
from govsite.forms.accounts import CodeForm
from govsite.forms.base import Form
from govsite.typed import Typed
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.staff import own_hasher

AGAIN = "again"  # value of the button 重新获取
NO_WAY = "这个网站现在发不了短信。请过一会儿再试，或者拨打热线。"
NO_PHONE = "这个账号现在没有手机号，收不到验证码。请先到“账号安全”里绑定一个。"
WAIT = "请过 {}再获取验证码：刚发过，或者今天发得太多。"
WRONG = "验证码不对，或者已经过期。请核对最新的一条短信，也可以重新获取。"
AWAY = "系统暂时中断，这一步没有做成。您填的还在，请过几分钟再试。"
OVER = "停留太久，或者验证码已经用过。请重新开始。"


def away(error: Exception, form: Form, show: Callable[..., Response]) -> Response:
    """The form again with what was typed, while the database is away; anything else is raised."""
    if not is_away(error):
        raise error
    form.form_errors.append(AWAY)
    return show(form, status=503)


def begin(form: Form, field: Field, purpose: str) -> Course | None:
    """Send a code to who is named in a field; None where none can go out, which is said beside it."""
    if not _has_gateway(form) or _must_wait(field, own_limits().code(field.data)):
        return None
    token = codes.begin(own_hasher(), purpose, field.data, here.site.code, _may_send)
    begin_try(own_limits().again(token))
    return codes.find(purpose, token)


def begin_company(form: Form, field: Field) -> Course | None:
    """Send a code to the phone of who represents the legal person whose credit code stands in a field."""
    if not _has_gateway(form) or _must_wait(field, own_limits().code(field.data)):
        return None
    token = signing_in.begin_forgotten(own_hasher(), field.data, here.site.code, _may_send)
    begin_try(own_limits().again(token))
    return codes.find(codes.COMPANY, token)


def may_invite(form: Form, field: Field) -> bool:
    """Whether a short message may go to the number in a field now; else it is said why not."""
    return _has_gateway(form) and not _must_wait(field, own_limits().code(field.data))


def begin_own(form: Form, purpose: str) -> Course | None:
    """Send a code to the phone of who is signed in."""
    return begin_for_owner(form, purpose, current_citizen())


def begin_for_owner(form: Form, purpose: str, citizen: Citizen) -> Course | None:
    """Send a code to the phone of who is known to own the account; None where none can go out, which is said."""
    if not citizen.phone:
        form.form_errors.append(NO_PHONE)
        return None
    if not _has_gateway(form) or _must_wait(form, own_limits().code(citizen.who)):
        return None
    return codes.find(purpose, codes.begin_own(own_hasher(), purpose, citizen.id, here.site.code))


def begin_holder(form: Form, purpose: str, holder: codes.Holder) -> Course | None:
    """Send a code to the phone of who represents the legal person that somebody acts for."""
    if not _has_gateway(form) or _must_wait(form, own_limits().code(f"account {holder.account_id}")):
        return None
    token = codes.begin_for(own_hasher(), purpose, holder, here.site.code, lambda _phone: True)
    return codes.find(purpose, token)


def send_again(form: CodeForm, course: Course) -> bool:
    """Send another code, whatever else the form holds; False where it is too soon, which is said."""
    limits = own_limits()
    name = f"account {course.account_id}" if course.is_own else course.phone  # as the first one was counted
    buckets = limits.again(course.token) if course.by_number else limits.code(name)
    if not _has_gateway(form) or _must_wait(form.code, buckets):
        return False
    codes.send_again(own_hasher(), course, here.site.code, _may_send)
    form.sent_again = True
    return True


def is_proved(form: CodeForm, course: Course) -> bool:
    """Whether the code of a form is right, now or before; else it is said beside it."""
    if course.proved or codes.prove(own_hasher(), course, form.code.data):
        return True
    form.code.errors = [WRONG]
    return False


def carry(form: Any, course: Course) -> None:
    """Let a form bring the token of its course back."""
    form.course.data = Typed(course.token)


def own_of_form(purpose: str) -> tuple[CodeForm, Course | None]:
    """The form of a code that was sent, and the course that it is about; None for one that is not one's own."""
    form = CodeForm()
    return form, own_course(purpose, form)


def own_course(purpose: str, form: CodeForm) -> Course | None:
    """The course of a form, None for one that is not one's own."""
    course = codes.find(purpose, form.course.data or "")
    return course if course and course.account_id == current_citizen().id else None


def own_proved(purpose: str, token: str) -> Course | None:
    """A course of one's own that is proved already."""
    course = codes.find(purpose, token)
    return course if course and course.proved and course.account_id == current_citizen().id else None


def _may_send(phone: str) -> bool:
    return not begin_try(own_limits().by_number(phone))


def _has_gateway(form: Form) -> bool:
    found = current_app.extensions["config"].sms is not None
    if not found:
        form.form_errors.append(NO_WAY)
    return found


def _must_wait(where: Field | Form, buckets: list[Bucket]) -> bool:
    seconds = begin_try(buckets)
    if seconds:
        time = f"{seconds} 秒" if seconds < 60 else f"{-(-seconds // 60)} 分钟"
        said = WAIT.format(time)
        if isinstance(where, Form):
            where.form_errors.append(said)
        else:
            where.errors = [said]
    return seconds > 0
