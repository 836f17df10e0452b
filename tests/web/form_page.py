"""A page with a form that has a field of each kind, for the tests of the markup, the browsers and the style."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from jinja2 import ChoiceLoader, DictLoader
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from govsite.web.page import render_page
from govsite.web.policy import COUNTER, Portal
from tests.apps import portal_of
from tests.sites.samples import SMALL

URL = "/form"
NAME, TEXT = "范某", "\n头发发展"
TYPED = {
    "name": NAME,
    "text": TEXT,
    "kind": "consult",
    "place": "hubei",
    "secret": "头发",
    "ways": ["phone"],
    "agreed": "y",
}
TEMPLATE = """
{% extends "layouts/base.html" %}
{% from "components/fields.html" import error_summary, field, form_key, hidden_fields %}
{% block title %}写信{% endblock %}
{% block styles %}<link rel="stylesheet" href="{{ asset('forms.css') }}">{% endblock %}
{% block main %}
<h1>写信</h1>
{{ error_summary(form) }}
<form action="{{ root }}/form" method="post" enctype="multipart/form-data" novalidate>
  {{ hidden_fields(form) }}
  {{ form_key("k3y") }}
  {{ field(form.name, autocomplete="name") }}
  {{ field(form.phone, "只用来发短信。", autocomplete="tel") }}
  {{ field(form.mail, autocomplete="email") }}
  {{ field(form.kind) }}
  {{ field(form.place) }}
  {{ field(form.ways) }}
  {{ field(form.text, rows=5) }}
  {{ field(form.secret, autocomplete="new-password") }}
  {{ field(form.paper) }}
  {{ field(form.agreed) }}
  <p><button type="submit">提交</button></p>
</form>
{% endblock %}
"""


class Ticks(SelectMultipleField):
    """Several of some choices, each a box to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def choices(**labels: str) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class LetterForm(FlaskForm):  # type: ignore[misc]
    class Meta:
        csrf = False

    origin = HiddenField(default="头发")
    name = StringField("发件人", [InputRequired("请写姓名。"), Length(max=40, message="姓名太长。")])
    phone = TelField("手机号码", [Optional()])
    mail = EmailField("邮箱", [Optional()])
    kind = RadioField("类型", [InputRequired("请选一种。")], choices=choices(consult="咨询发问", praise="表扬"))
    place = SelectField("地区", [InputRequired()], choices=choices(hubei="发展大道", yichang="宜昌市"), default="hubei")
    ways = Ticks("怎样答复您", choices=choices(phone="打电话", post="寄信"))
    text = TextAreaField("内容", [InputRequired("请写内容。"), Length(max=2000)], description="不要写身份证号码。")
    secret = PasswordField("查询密码", [InputRequired("请设密码。")])
    paper = FileField("附件")
    agreed = BooleanField("公开这封信")


bp = Blueprint("form", __name__)


@bp.route(URL, methods=["GET", "POST"])
def show() -> Response:
    form = LetterForm()
    return render_page(
        "form.html", form=form, status=200 if form.validate_on_submit() or not form.is_submitted() else 422
    )


@contextmanager
def form_portal(folder: Path, **settings: Any) -> Iterator[Flask]:
    """A portal with the page."""
    register = Portal.register_blueprint
    with portal_of(SMALL, folder, **settings) as made:
        register(made, bp, policy=COUNTER)  # type: ignore[arg-type]
        for env in made.extensions["pages"].values():
            env.loader = ChoiceLoader([DictLoader({"form.html": TEMPLATE.lstrip()}), env.loader])
        yield made
