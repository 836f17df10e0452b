"""Writing a letter (写信), and its receipt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, request

from govsite.database.trouble import KINDS, is_away
from govsite.domain.catalogue.naming import item_named
from govsite.domain.letters import sending
from govsite.domain.tickets import receipts
from govsite.domain.tickets.form_keys import new_key, read_key
from govsite.forms.letters import LetterForm
from govsite.web.bodies import KB, MB, Body, accepts
from govsite.web.content import site_content, snapshot
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.qr import qr_code

bp = Blueprint("letters_counter", __name__, url_prefix="/letters")
LETTER = Body(text=64 * KB, fields=40, files=3, file=5 * MB)
KEY, REPLACES = "form_key", "replaces"
AWAY = "系统暂时存不进这封信，您写的都还在。请过几分钟再按一次“提交”。"


@bp.get("/new")
def blank() -> Response:
    """The form, with what a link brought filled in."""
    return _show(_form(data=_context()), new_key())


@bp.post("/new")
@accepts(LETTER)
def send() -> Response:
    """Store the letter and show its receipt, or the form as it was filled in."""
    key, form = read_key(request.form.get(KEY, "")), _form()
    if not form.validate():
        return _show(form, key, 422)
    try:
        receipt = sending.send(
            current_app.extensions["passwords"],
            key,
            _draft(form),
            replaces=request.form.get(REPLACES, ""),
            texts=current_app.extensions["config"].sms is not None,
        )
    except sending.Arrived as arrived:
        return render_page("letters/arrived.html", form=form, saved=arrived.saved, key=new_key(), replaces=key)
    except KINDS as error:
        if not is_away(error):
            raise
        form.form_errors.append(AWAY)
        return _show(form, key, 503)
    return _receipt(receipt, key)


@bp.post("/saved")
def saved() -> Response:
    """The writer has the receipt: it is not shown again."""
    receipts.save(read_key(request.form.get(KEY, "")))
    return redirect(f"{here.root}/letters/lookup", 303)  # type: ignore[return-value]


def _show(form: LetterForm, key: str, status: int = 200) -> Response:
    kinds = here.tree.portal.letters
    return render_page("letters/new.html", status=status, form=form, key=key, kinds=kinds)


def _receipt(receipt: sending.Receipt, key: str) -> Response:
    lookup = here.lasting(f"{here.root}/letters/lookup")
    qr_size, qr = qr_code(lookup)
    due = sending.promise_of(receipt)
    page: dict[str, Any] = {"receipt": receipt, "due": due, "key": key, "lookup": lookup, "qr_size": qr_size, "qr": qr}
    return render_page("letters/receipt.html", **page)


def _form(**values: Any) -> LetterForm:
    content = site_content()
    offices = [(office.key, office.name) for office in content.offices.values()]
    themes = dict.fromkeys(value.label for shelf in content.shelves.values() for value in shelf.themes())
    return LetterForm(here.tree.portal.letters, offices, themes, _find_item, **values)


def _find_item(text: str) -> str:
    return item_named(snapshot().items, text)


def _context() -> dict[str, str]:
    """What a link says of the letter: an item by its code, a department by its slug, the words of a search."""
    given = {name: request.args.get(name, "")[:200] for name in ("kind", "theme", "about", "title", "body")}
    item = snapshot().items.get(request.args.get("item", ""))
    given["item"] = item.name if item else ""
    slug = request.args.get("department", "")
    offices = site_content().offices.values()
    given["department"] = next((office.key for office in offices if slug in (office.slug, office.key)), "")
    return given


def _draft(form: LetterForm) -> sending.Draft:
    """The letter of a form that is right; who says no department is taken to the item's, else to the site's own."""
    offer = site_content().offers.get(form.item_code)
    department = form.department.data or (offer.department if offer else "") or here.site.letters_office
    return sending.Draft(
        site_code=here.site.code,
        department=department,
        item_code=form.item_code,
        kind=form.kind.data,
        title=form.title.data,
        body=form.body.data,
        limit=here.tree.portal.letters[form.kind.data],
        theme=form.theme.data,
        about=form.about.data,
        name=form.name.data,
        phone=form.phone.data,
        email=form.email.data,
        consent=form.public.data,
    )
