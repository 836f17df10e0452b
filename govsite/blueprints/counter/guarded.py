"""The check of a password at a sign-in (登录): as often as the limits allow, with a captcha after three wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.forms.captcha import CaptchaForm
from govsite.web.citizen import own_limits

Who = TypeVar("Who")
TOO_MANY = 429


def guarded(form: CaptchaForm, name: str, find: Callable[[], Who | None], wrong: str) -> tuple[Who | None, int]:
    """Whom ``find`` finds by the name and password of a form, and the status of the page.

    None where it was not asked, refused, or found nobody: the form says why, for nobody with ``wrong``.
    """
    tries, unasked = own_limits().password(name), own_limits().unasked(name)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return None, TOO_MANY
    suspicious = begin_try(unasked) > 0
    if suspicious and not form.passes_captcha():
        was_right(tries)  # the password was not looked at
        return None, 422
    try:
        found = find()
    except Refused as refused:
        form.form_errors.append(str(refused))
        return None, 409
    if found is None:
        form.form_errors.append(wrong)
        return None, 422
    was_right([*tries, *([] if suspicious else unasked)])
    return found, 200
