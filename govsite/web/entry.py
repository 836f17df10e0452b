"""A sign-in of staff that is half done (登录中): the password was right, the rest is still to come.

A row in ``sign_in`` of its own kind, ten minutes at most, of one account as it was then; the browser holds its random
token in a cookie of its own. Nobody is signed in by it: it opens the next steps and nothing else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from flask import request

from govsite.database.session import reading
from govsite.domain.common import sign_ins
from govsite.domain.people import staff, totp
from govsite.domain.people.scope import Officer
from govsite.web.landing import own_page
from govsite.web.sessions import TOKEN, TOKEN_FIELD, cookie_name, hand_over, take_back
from govsite.web.staff import LOGIN

KIND = sign_ins.ENTRY
CODE, PASSWORD, FACTOR, DONE = "code", "password", "factor", ""  # steps
_PROVED, _NEXT, _REVISION = "proved", "next", "revision"


@dataclass(frozen=True, slots=True)
class Entry:
    """Whose sign-in it is; ``enrolled`` says that they have a second factor, ``proved`` that it was right just now."""

    found: sign_ins.Found
    officer: Officer
    enrolled: bool
    proved: bool = False

    @property
    def step(self) -> str:
        """What comes next. Who has a second factor proves it before anything is changed."""
        return _step(self.officer, self.enrolled, self.proved)

    @property
    def next(self) -> str:
        """The page to come back to, after the mount; "" for none."""
        return str(self.found.data[_NEXT])

    @property
    def token(self) -> str:
        """What the forms of its steps carry."""
        return str(self.found.data[TOKEN])

    @property
    def is_sent_by_its_page(self) -> bool:
        """Whether this form carries the token: some old browsers do not say which page sent it."""
        return secrets.compare_digest(self.token.encode(), request.form.get(TOKEN_FIELD, "").encode())


def begin(officer: Officer, next_page: str) -> str:
    """Begin one after the password, and return its first step; the browser gets its token with this answer."""
    form_token = secrets.token_urlsafe(sign_ins.TOKEN_BYTES)
    data = {_REVISION: officer.revision, _PROVED: False, _NEXT: next_page, TOKEN: form_token}
    hand_over(KIND, sign_ins.begin(KIND, str(officer.id), data, _asked()))
    return _step(officer, totp.is_enrolled(reading(), officer.id), proved=False)


def find() -> Entry | None:
    """The one that the browser is in, None without one, or where the account was changed or disabled meanwhile."""
    found = _asked()
    officer = staff.load(reading(), int(found.who)) if found else None
    if found is None or officer is None or officer.revision != found.data[_REVISION]:
        return None
    return Entry(found, officer, totp.is_enrolled(reading(), officer.id), bool(found.data[_PROVED]))


def has_proved(entry: Entry) -> Entry:
    """Write down that the second factor was right."""
    return _renewed(replace(entry, enrolled=True, proved=True))


def has_chosen(entry: Entry) -> Entry:
    """Write down that a password was chosen, which made another revision of the account."""
    officer = replace(entry.officer, must_change=False, revision=entry.officer.revision + 1)
    return _renewed(replace(entry, officer=officer))


def end(entry: Entry) -> None:
    """Nothing is half done any more."""
    sign_ins.end(entry.found)
    take_back(KIND)


def console_page(page: str) -> str:
    """A page of the console to come back to, as a link gave it; "" for anything else."""
    return page if page.startswith("/console/") and not page.startswith(LOGIN) and own_page(page) == page else ""


def _renewed(entry: Entry) -> Entry:
    data = {**entry.found.data, _PROVED: entry.proved, _REVISION: entry.officer.revision}
    sign_ins.renew(entry.found, data)
    return replace(entry, found=replace(entry.found, data=data))


def _asked() -> sign_ins.Found | None:
    token = request.cookies.get(cookie_name(KIND))
    return sign_ins.find(KIND, token) if token else None


def _step(officer: Officer, enrolled: bool, proved: bool) -> str:
    if enrolled and not proved:
        return CODE
    if officer.must_change:
        return PASSWORD
    return DONE if enrolled else FACTOR
