"""The password once more, before somebody changes how they sign in (OWASP ASVS 5, V7.5.1)."""

from __future__ import annotations

from typing import Any

from govsite.domain.people import passwords
from govsite.domain.people.tries import begin_try, told, was_right
from govsite.web.staff import current_staff, is_good, own_hasher, own_tries

WRONG = "密码不对。"
GOOD, BAD, TOO_MANY = 200, 422, 429


def asked_again(form: Any, field: str = "password") -> int:
    """200 where a form is good and its password is that of who is signed in; else the status of the answer that shows
    the form again, with what is wrong.
    """
    if not is_good(form):
        return BAD
    officer, asked = current_staff(), form[field]
    tries = own_tries().password(officer.username)
    if wait := begin_try(tries):
        asked.errors = [told(wait)]
        return TOO_MANY
    if not passwords.confirm(own_hasher(), officer, asked.data):
        asked.errors = [WRONG]
        return BAD
    was_right(tries)
    return GOOD
