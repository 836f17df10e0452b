"""What the page of an opened ticket needs of its kind, and the forms that stand on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from govsite.domain.tickets.form_keys import digest_of, new_key, read_key
from govsite.forms.base import Form, seen
from govsite.typed import Typed
from govsite.web.clients import client_key

TEXTS = ("text", "reason", "words")  # fields in which people write at length


class Forms:
    """The forms of the page by their names; the one that was ``sent`` holds what was typed."""

    def __init__(self, kinds: Mapping[str, type[Form]], sent: str = "") -> None:
        self.sent = sent
        self.key = read_key(request.form.get("form_key", "")) if sent else new_key()
        self.made: dict[str, Any] = {}
        for name, form in kinds.items():
            self.made[name] = form() if name == sent else form(formdata=None)
            for each in self.made[name]:
                each.id = f"{name}-{each.name}"  # fields of the same name stand in several

    def __getitem__(self, name: str) -> Any:
        return self.made[name]

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


def written() -> Typed:
    """What was typed at length into a form that cannot be shown again."""
    return next((seen(request.form[name], "\n\t") for name in TEXTS if request.form.get(name)), Typed(""))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of ticket as its page shows it: what reads it by the ticket's id, the forms of a view by name, what does
    what a form was sent for and returns the new password where there is one, and what the template needs besides.

    ``done`` are the words that say what was done; ``piece`` is the template of the ticket.
    """

    piece: str
    read: Callable[[int], Any]
    forms: Callable[[Any], Mapping[str, type[Form]]]
    perform: Callable[[Any, Forms], str]
    context: Callable[[Any], dict[str, Any]]
    done: Mapping[str, str]
