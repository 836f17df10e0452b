"""The page of a case that its applicant has opened: what it shows, its forms, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from flask import current_app

from govsite.blueprints.counter.opened import Forms, Kind
from govsite.database.session import reading
from govsite.domain.cases import acts
from govsite.domain.cases.reading import CaseView, guide_steps, read
from govsite.domain.cases.refusals import MEANING, REFUSALS
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets import door
from govsite.domain.tickets.ratings import RATINGS
from govsite.forms.base import Form
from govsite.forms.lookup import FileForm, RateForm, SureForm
from govsite.web.content import office_name, snapshot
from govsite.web.here import here

FORMS: dict[str, type[Form]] = {
    "supply": Form,
    "rate": RateForm,
    "remind": Form,
    "withdraw": SureForm,
    "password": SureForm,
}
FILE = "file-"  # with the number of a material behind: the form of its file
DONE = {
    "file": "文件已经收到。全部材料都选好以后，请按“提交补正材料”。",
    "supply": "补正材料已经提交，部门会接着审核。",
    "rate": "谢谢，评价已经记下。",
    "remind": "已经催办，经办人会看到。",
    "withdraw": "这次申请已经撤回。",
}


def _supply(view: CaseView, _form: Any, key: str) -> str:
    acts.supply(view.ticket.id, key)
    return ""


def _rate(view: CaseView, form: Any, key: str) -> str:
    acts.rate(view.ticket.id, key, int(form.rating.data), form.words.data, _above(view))
    return ""


def _remind(view: CaseView, _form: Any, key: str) -> str:
    acts.remind(view.ticket.id, key, _above(view))
    return ""


def _withdraw(view: CaseView, _form: Any, key: str) -> str:
    acts.withdraw(view.ticket.id, key, _above(view))
    return ""


def _password(view: CaseView, _form: Any, key: str) -> str:
    return door.change_password(current_app.extensions["passwords"], view.ticket.id, key)


ACTS: dict[str, Callable[[CaseView, Any, str], str]] = {
    "supply": _supply,
    "rate": _rate,
    "remind": _remind,
    "withdraw": _withdraw,
    "password": _password,
}


def _forms(view: CaseView) -> Mapping[str, type[Form]]:
    """Those of every case, and one for each material that is missing."""
    return {**FORMS, **{f"{FILE}{material.id}": FileForm for material in view.missing}}


def _perform(view: CaseView, forms: Forms) -> str:
    if forms.sent.startswith(FILE):
        acts.send_file(view.ticket.id, forms.key, int(forms.sent.removeprefix(FILE)))
        return ""
    return ACTS[forms.sent](view, forms[forms.sent], forms.key)


def _read(ticket_id: int) -> CaseView | None:
    return read(reading(), calendar(), ticket_id, today())


def _context(view: CaseView) -> dict[str, Any]:
    ticket = view.ticket
    item = snapshot().detail(ticket.item_code)
    place = here.tree.by_code.get(ticket.site_code, here.tree.root)
    return {
        "title": view.case.item_name,
        "place": place,
        "office": office_name(ticket.site_code, ticket.department),
        "units": {e.event.id: e.event.unit or office_name(e.event.site_code, e.event.department) for e in view.events},
        "steps": guide_steps(view, [str(step["name"]) for step in item.steps] if item else []),
        "has_guide": item is not None,
        "called": _called(view, item.materials if item else ()),
        "refusal": REFUSALS.get(view.case.refusal, ""),
        "meaning": MEANING.get(view.case.refusal, ""),
        "ratings": RATINGS,
    }


def _called(view: CaseView, materials: Iterable[Mapping[str, Any]]) -> Mapping[int, str]:
    """The names of the materials: the guide's own in the script of the page, a clerk's as they were written."""
    named = {str(material.get("name", "")) for material in materials}
    return {each.id: str.__str__(each.name) if each.name in named else each.name for each in view.materials}


def _above(view: CaseView) -> Collection[str]:
    """The codes of the sites above the case's."""
    site = here.tree.by_code.get(view.ticket.site_code)
    return [each.code for each in site.ancestors] if site else []


CASE = Kind("cases/_case.html", _read, _forms, _perform, _context, DONE)
