"""What the writer of an opened letter can do: the forms of the page, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request

from govsite.domain.letters import acts
from govsite.domain.letters.reading import LetterView
from govsite.domain.tickets import door
from govsite.domain.tickets.form_keys import digest_of, new_key, read_key
from govsite.forms.base import Form
from govsite.forms.letters import AddForm, RateForm, ReopenForm, SureForm
from govsite.web.clients import client_key
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


@dataclass
class Forms:
    """The forms of the page; the one that was ``sent`` holds what was typed."""

    sent: str = ""
    key: str = ""
    made: dict[str, Form] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = read_key(request.form.get("form_key", "")) if self.sent else new_key()
        for name, form in FORMS.items():
            self.made[name] = form() if name == self.sent else form(formdata=None)
            for each in self.made[name]:
                each.id = f"{name}-{each.name}"  # fields of the same name stand in several

    def __getitem__(self, name: str) -> Any:
        return self.made[name]

    def text(self) -> str:
        """What was typed into the one that was sent."""
        fields = ("text", "reason", "words")
        return next((form.data for name in fields if (form := self.made[self.sent]._fields.get(name))), "")

    def is_right(self) -> bool:
        """Whether the one that was sent is filled in as it should be; its files are held first."""
        form = self.made[self.sent]
        files = form._fields.get("files")
        if files is not None and files.keep(digest_of(self.key), client_key()):  # 移除 was pressed
            return False
        return bool(form.validate())

    def has_faults(self) -> bool:
        """Whether something in the one that was sent is to be mended."""
        return bool(self.made[self.sent].errors)


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


def perform(view: LetterView, forms: Forms) -> str:
    """Do what a form was sent for; returns the new password where there is one. Raises states.Refused."""
    return ACTS[forms.sent](view, forms[forms.sent], forms.key)
