"""What an office does with an open letter: the forms of its page, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import request

from govsite.database.session import reading
from govsite.domain.letters import answering, assigning, office, releasing, reply_templates
from govsite.domain.letters.reply_templates import ReplyTemplate
from govsite.domain.letters.sheet import Sheet, Ticket
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import digest_of, read_key
from govsite.domain.tickets.hands import Hand
from govsite.domain.tickets.tallies import Place
from govsite.forms import desk as forms
from govsite.forms.base import Form, options
from govsite.forms.lookup import SureForm
from govsite.typed import Typed
from govsite.web.content import site_content
from govsite.web.desk import channels, colleagues, find_site
from govsite.web.sessions import has_valid_token
from govsite.web.staff import current_staff

PLAIN: dict[str, type[Form]] = {
    "ask": forms.AskForm,
    "refuse": forms.RefuseForm,
    "return": forms.ReturnForm,
    "follow up": forms.FollowForm,
    "answer more": forms.MoreForm,
    "note": forms.NoteForm,
    "unpublish": SureForm,
    "take over": SureForm,
}


class Forms:
    """The forms of a letter's page; the one that was ``sent`` holds what was typed, an answer the draft before it."""

    def __init__(self, desk: Desk, ticket: Ticket, sent: str = "") -> None:
        self.desk, self.ticket, self.sent = desk, ticket, sent
        self.templates: Sequence[ReplyTemplate] = ()
        if desk.is_own(ticket):
            self.templates = reply_templates.all_of(reading(), desk, ticket.department)
        self.made = {name.replace(" ", "_"): self._make(name) for name in DO}

    def __getitem__(self, name: str) -> Any:
        return self.made[name.replace(" ", "_")]

    def _make(self, name: str) -> Form:
        values: dict[str, Any] = {} if name == self.sent else {"formdata": None}
        form: Form
        if name in ("reply", "propose"):
            form = forms.AnswerForm(**values)
            form["template"].choices = options([("", "不用模板"), *((str(t.id), t.name) for t in self.templates)])
        elif name == "pass":
            offices = site_content().offices.values()
            others = [(office.key, office.name) for office in offices if office.key != self.ticket.department]
            form = forms.PassForm(others, find_site, **values)
        elif name == "assign":
            form = forms.AssignForm(colleagues(self.ticket), self.desk.staff_id, **values)
        else:
            form = PLAIN.get(name, Form)(**values)
        for field in form:
            field.id = f"{name.replace(' ', '-')}-{field.name}"  # fields of the same name stand in several
        return form

    def fill_draft(self, sheet: Sheet) -> None:
        """Let an answer that came back from its second reading be written on."""
        form = self["propose"]
        if sheet.draft is not None and self.sent != "propose":
            form.text.data = Typed(sheet.draft.text)

    def is_only_changed(self) -> bool:
        """Hold the files of an answer; whether a button changed the form, which is not sent yet: 移除, 插入模板."""
        form = self[self.sent]
        if not isinstance(form, forms.AnswerForm):
            return False
        form_key_hash = digest_of(read_key(request.form.get("form_key", "")))
        if not has_valid_token():  # nothing may be stored; else an answer would go out without its files
            form.files.let_go(form_key_hash)
            return False
        dropped = form.files.keep(form_key_hash)
        if "insert" in request.form:
            self._insert_template(form)
        return dropped or "insert" in request.form

    def _insert_template(self, form: Any) -> None:
        """Put the template that was chosen behind what was typed."""
        chosen = next((t.text for t in self.templates if str(t.id) == form.template.data), "")
        form.text.data = Typed("\n\n".join(part for part in (form.text.data, chosen) if part))


def hand_of(desk: Desk, ticket: Ticket) -> Hand:
    """Who acts, on the letter as the form's page had it."""
    revision = request.form.get("revision", "")[:9]
    key = read_key(request.form.get("form_key", ""))
    number = int(revision) if revision.isascii() and revision.isdigit() else 0
    return Hand(desk, current_staff().who, ticket.id, number, key)


def _pass(hand: Hand, form: Any) -> None:
    site = form.found
    to = Place(site.code, site.letters_office) if site else Place(hand.desk.site_code, form.department.data)
    office.pass_on(hand, to, form.reason.data)


DO: dict[str, Callable[[Hand, Any], None]] = {
    "accept": lambda hand, _form: office.accept(hand),
    "refuse": lambda hand, form: office.refuse(hand, form.reason.data),
    "pass": _pass,
    "assign": lambda hand, form: assigning.assign(hand, form.chosen),
    "ask": lambda hand, form: office.ask(hand, form.text.data, channels()),
    "go on": lambda hand, _form: office.go_on(hand),
    "note": lambda hand, form: office.note(hand, form.text.data),
    "read": lambda hand, _form: office.read(hand),
    "take over": lambda hand, _form: office.take_over(hand),
    "reply": lambda hand, form: answering.reply(hand, form.text.data, channels()),
    "propose": lambda hand, form: answering.propose(hand, form.text.data),
    "approve": lambda hand, _form: answering.approve(hand, channels()),
    "return": lambda hand, form: answering.give_back(hand, form.words.data),
    "follow up": lambda hand, form: answering.follow_up(hand, form.text.data, channels()),
    "answer more": lambda hand, form: answering.answer_more(hand, form.text.data, channels()),
    "unpublish": lambda hand, _form: releasing.unpublish(hand),
    "withhold": lambda hand, _form: releasing.withhold(hand),
}
