"""A page with a form that asks suspicious writers for a captcha, as those of the nouns do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from jinja2 import ChoiceLoader, DictLoader

from govsite.domain.common.suspicion import Suspicion
from govsite.domain.common.throttle import Limit
from govsite.domain.tickets.form_keys import new_key, read_key
from govsite.forms.base import Line, Paragraphs, Wanted
from govsite.forms.captcha import WatchedForm
from govsite.web.page import render_page
from govsite.web.policy import COUNTER, Portal
from tests.apps import portal_of
from tests.conftest import SECRET
from tests.sites.samples import SMALL

URL = "/note"
NAME, TEXT = "范某", "头发\n发展"
NOTES = Suspicion(Limit("notes", capacity=2, every=3600), SECRET)
TEMPLATE = """
{% extends "layouts/base.html" %}
{% from "components/captcha.html" import captcha_field, trap_field %}
{% from "components/fields.html" import error_summary, field, form_key, hidden_fields %}
{% block title %}写信{% endblock %}
{% block styles %}<link rel="stylesheet" href="{{ asset('forms.css') }}">{% endblock %}
{% block main %}
<div data-hx-history="false">
<h1>写信</h1>
{% if sent %}
<p>已提交</p>
{% else %}
{{ error_summary(form) }}
<form action="{{ root }}/note" method="post" novalidate>
  {{ hidden_fields(form) }}
  {{ form_key(key) }}
  {{ field(form.name, autocomplete="name") }}
  {{ field(form.text, rows=5) }}
  {{ trap_field(form) }}
  {{ captcha_field(form, root, portal.hotline) }}
  <p><button type="submit" name="do" value="send">提交</button></p>
</form>
{% endif %}
</div>
{% endblock %}
"""
bp = Blueprint("note", __name__)


class NoteForm(WatchedForm):
    purpose = "notes"
    name = Line("发件人", [Wanted("请写姓名。")])
    text = Paragraphs("内容", [Wanted("请写内容。")])


@bp.get(URL)
def blank() -> Response:
    form, key = NoteForm(formdata=None), new_key()
    form.begin(key)
    return page(form, key)


@bp.post(URL)
def send() -> Response:
    form, key = NoteForm(), read_key(request.form.get("form_key", ""))
    if not form.validate():
        return page(form, key, 422 if form.errors else 200)
    if (form.looks_automatic(key) or NOTES.seems(request.remote_addr)) and not form.passes_captcha():
        return page(form, key, 422)
    current_app.extensions["sent"].append((form.name.data, form.text.data))
    return page(form, key, sent=True)


def page(form: NoteForm, key: str, status: int = 200, sent: bool = False) -> Response:
    return render_page("note.html", form=form, key=key, sent=sent, status=status)


@contextmanager
def note_portal(folder: Path, **settings: Any) -> Iterator[Flask]:
    """A portal with the page; ``extensions["sent"]`` is what arrived."""
    register = Portal.register_blueprint
    with portal_of(SMALL, folder, **settings) as made:
        register(made, bp, policy=COUNTER)  # type: ignore[arg-type]
        made.extensions["sent"] = []
        for env in made.extensions["pages"].values():
            env.loader = ChoiceLoader([DictLoader({"note.html": TEMPLATE.lstrip()}), env.loader])
        yield made
