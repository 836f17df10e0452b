"""A ticket that a colleague has passed on meanwhile: where it is now, and what was typed for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Response, abort, request
from werkzeug.exceptions import NotFound

from govsite.database.session import reading
from govsite.domain.people.scope import Needs
from govsite.domain.tickets import timeline
from govsite.typed import Typed
from govsite.web.content import office_name
from govsite.web.desk import desk_of
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import current_staff

# Fields in which somebody writes, and how those of a notice begin: fault_3, remedy_3, name_x0.
WRITTEN = frozenset({"text", "reason", "words", "result", "leave", "title", "body", "answer", "question"})
OF_A_NOTICE = ("fault_", "remedy_", "name_")
T = TypeVar("T")


def typed_words() -> Typed:
    """All that somebody wrote into the form that was sent, to be copied by who cannot send it any more."""
    sent = request.form.items()
    found = (value for name, value in sent if name in WRITTEN or name.startswith(OF_A_NOTICE))
    return Typed("\n".join(filter(None, (value.replace("\r\n", "\n").strip() for value in found))))


def still_there(opened_by: Callable[[int], T], number: int, page: str, of: Needs) -> T:
    """What ``opened_by`` opens; ``page`` is the desk's.

    Should a colleague have passed it on meanwhile, where it is now is told to those who had it, and what was typed is
    shown once more.
    """
    try:
        return opened_by(number)
    except NotFound:
        if timeline.was_with(reading(), desk_of(current_staff(), here.site, of), number):
            abort(_gone(number, page, typed_words()))
        raise


def _gone(number: int, page: str, kept: Typed) -> Response:
    now = timeline.place_now(reading(), number)
    site = here.tree.by_code.get(now.site_code, here.site)
    name = office_name(now.site_code, now.department) or now.department
    where = name if site is here.site else f"{site.name} {name}".strip()
    sent = request.method == "POST"
    return render_page("console/gone.html", status=404, kept=kept, where=where, page=page, sent=sent)
