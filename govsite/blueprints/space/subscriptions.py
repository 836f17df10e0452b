"""Subscriptions (订阅): to a guide, a site's notices, a theme; and how one is told."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request

from govsite.characters import clean
from govsite.database.session import reading
from govsite.domain.accounts import profiles
from govsite.domain.subscriptions import channels, watching
from govsite.domain.subscriptions.watching import GUIDE, NOTICES, THEME
from govsite.forms.space import NewsForm
from govsite.web.citizen import current_citizen
from govsite.web.content import site_content
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import row_number
from govsite.web.staff import is_good
from govsite.web.subscribed import Row, name_of, rows_of

bp = Blueprint("subscriptions", __name__, url_prefix="/account/subscriptions")
DONE = {"add": "已经订阅，有变化会在“站内消息”里告诉您。", "remove": "已经退订。", "ways": "已经存好。"}
DONE |= {"feed": "订阅地址已经停用。"}


@bp.get("")
def mine() -> Response:
    """What one has subscribed to, and how one is told."""
    return _page(_form())


@bp.get("/new")
def ask() -> Response:
    """Whether it is meant."""
    kind, key = (clean(request.args.get(name, ""))[:60] for name in ("kind", "key"))
    if not _is_there(kind, key):
        abort(404)
    row = Row(0, name_of(here.site, kind, key), "")
    return render_page("account/subscription_new.html", row=row, kind=kind, key=key)


@bp.post("/new")
def add() -> Response:
    """Subscribe."""
    kind, key = (clean(request.form.get(name, ""))[:60] for name in ("kind", "key"))
    if not _is_there(kind, key):
        abort(404)
    try:
        watching.add(current_citizen().id, here.site, kind, key)
    except watching.Full:
        return _page(_form(), 409, watching.FULL)
    return _done("add")


@bp.post("/remove")
def remove() -> Response:
    """Be told no more."""
    number = row_number(request.form.get("watch", ""))
    if number is not None:
        watching.remove(current_citizen().id, number)
    return _done("remove")


@bp.post("/ways")
def choose_ways() -> Response:
    """Keep how one is told."""
    form = _form()
    if not is_good(form):
        return _page(form, 422)
    sms = bool("sms" in form and form.sms.data)
    channels.choose(current_citizen().id, form.digest.data if "digest" in form else "", sms, here.script)
    return _done("ways")


@bp.post("/feed")
def feed() -> Response:
    """Another address for the private feed, shown once; or none any more."""
    if request.form.get("do") == "end":
        channels.end_feed(current_citizen().id)
        return _done("feed")
    token = channels.new_feed(current_citizen().id)
    return _page(_form(), feed=here.lasting(f"{here.root}/account/news/{token}.xml"))


def _is_there(kind: str, key: str) -> bool:
    """Whether this site has what is to be subscribed to."""
    content = site_content()
    if kind == NOTICES:
        return not key
    if kind == THEME:
        return any(key in offer.item.themes for offer in content.offers.values())
    return kind == GUIDE and key in content.offers


def _form() -> NewsForm:
    """With the ways that there are: mails go to an address that was proved."""
    kept = profiles.own(reading(), current_citizen().id)
    values = {"digest": kept.digest, "sms": kept.sms}
    form = NewsForm(data=values) if request.path.endswith("/subscriptions") else NewsForm()
    ways = current_app.extensions["ways_of_news"]()
    if not (ways.mail and kept.confirmed):
        del form.digest
    if not ways.sms:
        del form.sms
    return form


def _page(form: NewsForm, status: int = 200, said: str = "", feed: str = "") -> Response:
    citizen = current_citizen()
    kept = profiles.own(reading(), citizen.id)
    done = said or DONE.get(request.args.get("done", ""), "")
    context: dict[str, Any] = {"rows": rows_of(watching.mine(reading(), citizen.id)), "kept": kept, "feed": feed}
    context |= {"mails": current_app.extensions["config"].mail is not None, "done": done}
    return render_page("account/subscriptions.html", status=status, form=form, **context)


def _done(what: str) -> Response:
    return redirect(f"{here.root}/account/subscriptions?done={what}", 303)  # type: ignore[return-value]
