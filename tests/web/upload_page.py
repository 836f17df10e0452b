"""A page with a form that takes files, as a letter's does, for the tests of uploads through HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request
from jinja2 import ChoiceLoader, DictLoader
from wtforms.validators import InputRequired

from govsite.database.session import writing
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.tickets import attachments
from govsite.domain.tickets.attachments import MOST_FILES
from govsite.forms.base import Form, Line, Paragraphs
from govsite.forms.uploads import Uploads
from govsite.web import attachments as attachments_of_web
from govsite.web.bodies import KB, Body, accepts
from govsite.web.page import render_page
from govsite.web.policy import COUNTER, Portal
from tests.apps import portal_of
from tests.sites.samples import SMALL
from tests.tickets.tickets import new_ticket

URL, KEY = "/write", "k3y"
KEY_HASH = sha256(KEY.encode()).hexdigest()
TEMPLATE = """
{% extends "layouts/base.html" %}
{% from "components/fields.html" import error_summary, field, form_key %}
{% from "components/uploads.html" import default_button, uploads %}
{% block title %}写信{% endblock %}
{% block styles %}<link rel="stylesheet" href="{{ asset('forms.css') }}">{% endblock %}
{% block main %}
<div data-hx-history="false">
  <h1>写信</h1>
  {{ error_summary(form) }}
  <form action="{{ root }}/write" method="post" enctype="multipart/form-data" novalidate>
    {{ default_button() }}
    {{ form_key("k3y") }}
    {{ field(form.name, autocomplete="name") }}
    {{ uploads(form.files) }}
    {{ field(form.text) }}
    <p><button type="submit">提交</button></p>
  </form>
</div>
{% endblock %}
"""
bp = Blueprint("write", __name__)


class WriteForm(Form):
    name = Line("姓名", [InputRequired("请写姓名。")])
    files = Uploads()
    text = Paragraphs("内容", [InputRequired("请写内容。")])


@bp.route(URL, methods=["GET", "POST"])
@accepts(Body(text=8 * KB, fields=10, files=MOST_FILES, file=MOST_BYTES))
def write() -> Response:
    form = WriteForm()
    if request.method == "GET":
        return render_page("write.html", form=form)
    if form.files.keep(KEY_HASH, request.remote_addr or ""):
        return render_page("write.html", form=form)
    if not form.validate():
        return render_page("write.html", form=form, status=422)
    with writing() as session:
        ticket = new_ticket(session)
        attachments.attach(session, KEY_HASH, ticket)
    return Response("", 303, {"Location": f"{URL}/{ticket}"})


@bp.get(f"{URL}/<int:ticket>/<int:attachment>")
def download(ticket: int, attachment: int) -> Response:
    return attachments_of_web.download(attachment, ticket)


@contextmanager
def upload_portal(folder: Path, **settings: Any) -> Iterator[Flask]:
    """A portal with the page."""
    register = Portal.register_blueprint
    with portal_of(SMALL, folder, **settings) as made:
        register(made, bp, policy=COUNTER)  # type: ignore[arg-type]
        for env in made.extensions["pages"].values():
            env.loader = ChoiceLoader([DictLoader({"write.html": TEMPLATE.lstrip()}), env.loader])
        yield made
