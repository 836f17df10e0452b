"""What an office does with an open case: the forms of its page, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import request

from govsite.domain.cases import deciding, joint, office, supplementing
from govsite.domain.cases.sheet import Sheet, Ticket
from govsite.domain.common.days import today
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import read_key
from govsite.domain.tickets.hands import Hand
from govsite.forms import cases as forms
from govsite.forms.base import Form, options
from govsite.forms.desk import AssignForm, FollowForm, NoteForm
from govsite.web.case_desk import case_channels
from govsite.web.content import site_content
from govsite.web.desk import colleagues, read_day
from govsite.web.staff import current_staff

PLAIN: dict[str, type[Form]] = {
    "refuse": forms.RefuseForm,
    "deny": forms.RefuseForm,
    "pause": forms.ReasonForm,
    "withdraw": forms.ReasonForm,
    "extend": forms.ExtendForm,
    "grant": forms.ResultForm,
    "complete": forms.ResultForm,
    "produce": forms.ProduceForm,
    "deliver": forms.DeliverForm,
    "follow up": FollowForm,
    "note": NoteForm,
}


TICKED = {"supply": "materials", "grant": "came", "complete": "came"}  # boxes that are empty at first


class Forms:
    """The forms of a case's page; the one that was ``sent`` holds what was typed."""

    def __init__(self, view: Sheet, sent: str = "") -> None:
        self.view, self.sent = view, sent
        self.made = {name: self._make(name) for name in sorted(view.actions & DO.keys() | {sent} & DO.keys())}

    def __getitem__(self, name: str) -> Any:
        return self.made[name]

    def _make(self, name: str) -> Form:
        values: dict[str, Any] = {} if name == self.sent else {"formdata": None, "data": self._data(name)}
        form = self._empty(name, values)
        for field in form:
            field.id = f"{name.replace(' ', '-')}-{field.name}"  # fields of the same name stand in several
        return form

    def _empty(self, name: str, values: dict[str, Any]) -> Form:
        view = self.view
        if name == "accept" and view.lacking:
            return forms.LackingForm(**values)
        if name in ("grant", "complete") and view.lacking:
            made = forms.MadeUpForm(**values)
            made.came.choices = options((str(material.id), material.name) for material in view.lacking)
            return made
        if name == "ask":
            pairs = [(material.id, material.name) for material in view.laid]
            return forms.ask_form(pairs, is_second=bool(view.notices), today=today(), read_day=read_day)(**values)
        if name == "assign":
            return AssignForm(colleagues(view.ticket), current_staff().id, **values)
        if name == "consult":
            form = forms.consult_form(today(), read_day)(**values)
            form.units.choices = options(_others(view))
            return form
        if name not in CHOICES:
            return PLAIN.get(name, Form)(**values)
        kind, field, pairs_of = CHOICES[name]
        form = kind(**values)
        form[field].choices = options(pairs_of(view))
        return form

    def _data(self, name: str) -> dict[str, Any]:
        """What stands in it before somebody typed."""
        view = self.view
        if name == "ask":
            missing = [m.id for m in view.lacking if not m.verdict]
            absent = {f"fault_{number}": "没有交" for number in missing}
            mend = {f"remedy_{number}": "请交到窗口" for number in missing}
            due = calendar().due(today(), supplementing.TO_SUPPLY).day
            return {"day": due.isoformat(), **absent, **mend}
        if name == "consult":
            return {"day": calendar().due(today(), joint.TO_ANSWER).day.isoformat(), "units": []}
        if name in TICKED:
            return {TICKED[name]: []}
        how = forms.POST if view.case.by_post else forms.PICK_UP
        first: dict[str, dict[str, Any]] = {"deliver": {"how": how}, "extend": {"joint": bool(view.parts)}}
        return first.get(name, {})

    def offered(self, names: Iterable[str], but: str) -> list[str]:
        """Those of some acts that can be done now: nobody is asked where there is nobody left to ask."""
        can = self.view.actions - ({"consult"} if "consult" in self.made and not _others(self.view) else set())
        return [name for name in names if name in can and name != but]

    @property
    def notice_rows(self) -> Any:
        """The materials of the notice's form with their fields."""
        return self["ask"].rows()


def _wanted(view: Sheet) -> list[tuple[str, str]]:
    return [(str(material.id), material.name) for material in view.wanted]


def _departments(view: Sheet) -> list[tuple[str, str]]:
    offices = site_content().offices.values()
    return [(office.key, office.name) for office in offices if office.key != view.ticket.department]


def _others(view: Sheet) -> list[tuple[str, str]]:
    """The departments that were not asked yet."""
    asked = {part.unit.department for part in view.parts}
    return [(key, name) for key, name in _departments(view) if key not in asked]


CHOICES: dict[str, tuple[type[Form], str, Callable[[Sheet], list[tuple[str, str]]]]] = {
    "supply": (forms.SupplyForm, "materials", _wanted),
    "resume": (forms.SupplyForm, "materials", _wanted),
    "step": (forms.StepForm, "name", lambda view: [(name, name) for name in view.steps]),
    "pass": (forms.PassForm, "department", _departments),
}


def hand_of(desk: Desk, ticket: Ticket) -> Hand:
    """Who acts, on the case as the form's page had it."""
    revision = request.form.get("revision", "")[:9]
    number = int(revision) if revision.isascii() and revision.isdigit() else 0
    key = read_key(request.form.get("form_key", ""))
    return Hand(desk, current_staff().who, ticket.id, number, key, case_channels())


def _accept(hand: Hand, form: Any) -> None:
    office.accept(hand, case_channels(), form.reason.data if "reason" in form else "")


def _supply(hand: Hand, form: Any) -> None:
    supplementing.supply(hand, [int(number) for number in form.materials.data or ()])


def _result(do: Callable[..., None]) -> Callable[[Hand, Any], None]:
    """What grants or completes, with what was lacking before where something was."""

    def act(hand: Hand, form: Any) -> None:
        made_up = ([int(n) for n in form.came.data or ()], form.reason.data) if "came" in form else ()
        do(hand, form.result.data, case_channels(), *made_up)

    return act


def _ask(hand: Hand, form: Any) -> None:
    supplementing.ask(hand, form.gaps(), form.due, form.reason.data, case_channels())


def _consult(hand: Hand, form: Any) -> None:
    joint.consult(hand, form.units.data, form.question.data, form.due, case_channels())


def _extend(hand: Hand, form: Any) -> None:
    office.extend(hand, form.reason.data, form.leave.data, case_channels(), joint=form.joint.data)


def _deliver(hand: Hand, form: Any) -> None:
    deciding.deliver(hand, form.words.data, case_channels(), by_post=form.how.data == forms.POST)


DO: dict[str, Callable[[Hand, Any], None]] = {
    "accept": _accept,
    "refuse": lambda hand, form: deciding.refuse(hand, form.kind.data, form.reason.data, case_channels()),
    "ask": _ask,
    "supply": _supply,
    "resume": _supply,
    "step": lambda hand, form: office.step(hand, form.name.data),
    "pause": lambda hand, form: office.pause(hand, form.reason.data),
    "go on": lambda hand, _form: office.go_on(hand),
    "consult": _consult,
    "extend": _extend,
    "grant": _result(deciding.grant),
    "deny": lambda hand, form: deciding.deny(hand, form.kind.data, form.reason.data, case_channels()),
    "complete": _result(deciding.complete),
    "produce": lambda hand, form: deciding.produce(hand, form.words.data, case_channels()),
    "deliver": _deliver,
    "follow up": lambda hand, form: deciding.follow_up(hand, form.text.data, case_channels()),
    "withdraw": lambda hand, form: deciding.withdraw(hand, form.reason.data),
    "pass": lambda hand, form: office.pass_on(hand, form.department.data, form.reason.data),
    "assign": lambda hand, form: office.assign(hand, form.chosen),
    "note": lambda hand, form: office.note(hand, form.text.data),
}
