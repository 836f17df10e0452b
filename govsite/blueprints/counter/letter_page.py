"""The page of a letter that its writer has opened: what it shows, its forms, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

from govsite.blueprints.counter.opened import Forms, Kind
from govsite.database.session import reading
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import acts
from govsite.domain.letters.reading import LetterView, read
from govsite.domain.letters.telling import told
from govsite.domain.tickets import clock, door
from govsite.forms.base import Form
from govsite.forms.letters import AddForm, ReopenForm
from govsite.forms.lookup import RateForm, SureForm
from govsite.web.content import office_name
from govsite.web.here import here

FORMS: dict[str, type[Form]] = {
    "add": AddForm,
    "rate": RateForm,
    "reopen": ReopenForm,
    "remind": Form,
    "withdraw": SureForm,
    "erase": SureForm,
    "password": SureForm,
}
DONE = {
    "add": "补充已经提交。",
    "rate": "谢谢，评价已经记下。",
    "reopen": "已经要求重新办理，答复期限重新计算。",
    "remind": "已经催办，经办人会看到。",
    "withdraw": "这封信已经撤回。",
    "erase": "联系方式已经抹去。",
}


def _add(view: LetterView, form: Any, key: str) -> str:
    acts.add(view.ticket.id, key, form.text.data)
    return ""


def _rate(view: LetterView, form: Any, key: str) -> str:
    acts.rate(view.ticket.id, key, int(form.rating.data), form.words.data)
    return ""


def _reopen(view: LetterView, form: Any, key: str) -> str:
    acts.reopen(
        view.ticket.id, key, form.reason.data, here.tree.portal.letters.get(view.letter.kind, view.ticket.limit)
    )
    return ""


def _remind(view: LetterView, _form: Any, key: str) -> str:
    acts.remind(view.ticket.id, key)
    return ""


def _withdraw(view: LetterView, _form: Any, key: str) -> str:
    acts.withdraw(view.ticket.id, key)
    return ""


def _erase(view: LetterView, _form: Any, _key: str) -> str:
    acts.erase_contact(view.ticket.id)
    return ""


def _password(view: LetterView, _form: Any, key: str) -> str:
    return door.change_password(current_app.extensions["passwords"], view.ticket.id, key)


ACTS: dict[str, Callable[[LetterView, Any, str], str]] = {
    "add": _add,
    "rate": _rate,
    "reopen": _reopen,
    "remind": _remind,
    "withdraw": _withdraw,
    "erase": _erase,
    "password": _password,
}


def _perform(view: LetterView, forms: Forms) -> str:
    return ACTS[forms.sent](view, forms[forms.sent], forms.key)


def _read(ticket_id: int) -> LetterView | None:
    return read(reading(), calendar(), ticket_id, today())


def _context(view: LetterView) -> dict[str, Any]:
    days, ticket = calendar(), view.ticket
    promised = days.due(ticket.started, ticket.limit)
    return {
        "title": view.letter.title,
        "place": here.tree.by_code.get(ticket.site_code, here.tree.root),
        "office": office_name(ticket.site_code, ticket.department),
        "names": {m.id: office_name(m.site_code, m.department) for m in view.messages},
        "words": {event.id: told(event.action) for event in view.events},
        "due": promised,
        "paused": clock.worked_between(days, promised.day, ticket.due),
    }


LETTER = Kind("letters/_letter.html", _read, lambda _: FORMS, _perform, _context, DONE)
