"""Writing a letter (写信), and its receipt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, request

from govsite.database.trouble import KINDS, is_away
from govsite.domain.catalogue.naming import item_named
from govsite.domain.common.suspicion import Suspicion
from govsite.domain.common.throttle import Limit
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.letters import sending
from govsite.domain.letters.wanted import clocks
from govsite.domain.tickets import receipts
from govsite.domain.tickets.attachments import MOST_FILES
from govsite.domain.tickets.form_keys import digest_of, new_key, read_key
from govsite.forms.letters import BODY as LONGEST_BODY
from govsite.forms.letters import LetterForm
from govsite.web.bodies import KB, Body, accepts
from govsite.web.channels import channels_to
from govsite.web.clients import client_key
from govsite.web.content import answers, site_content, snapshot
from govsite.web.guard import is_own_origin
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.qr import qr_code
from govsite.web.writer import FIELD, find_writer, has_lost_session, putting_in

bp = Blueprint("letters_counter", __name__, url_prefix="/letters")
LETTER = Body(text=256 * KB, fields=40, files=MOST_FILES, file=MOST_BYTES)
MOST_SIMILAR = 3
KEY, REPLACES = "form_key", "replaces"
ABOUT = ("theme", "item", "about")  # fields that are folded away where nothing stands in them
SIMILAR, SHOW = "similar", "show"  # buttons that send nothing
TYPED = ("kind", "department", "theme", "item", "about", "title", "body", "name", "phone", "email", "begun")
OF_ADDRESS = Limit("letters: address", capacity=2, every=3600)  # so many before the next one wants a captcha
AWAY = "系统暂时存不进这封信，您写的都还在。请过几分钟再按一次“提交”。"


@bp.get("/new")
def blank() -> Response:
    """The form, with what a link brought filled in, and what somebody has said of themselves who is signed in."""
    who = find_writer()
    form, key = _form(data=(who.fills if who else {}) | _context()), new_key()
    form.begin(key)
    return _show(form, key)


@bp.post("/new")
@accepts(LETTER)
def send() -> Response:
    """Store the letter and show its receipt, or the form as it was filled in."""
    key, form = read_key(request.form.get(KEY, "")), _form()
    try:
        if form.files.keep(digest_of(key), client_key()):  # 移除 was pressed
            return _show(form, key)
        if form.do.data in (SIMILAR, SHOW):
            if not request.form.get(KEY):  # a text that a search brought along
                form.begin(key)
            return _show(form, key, looked=form.do.data == SIMILAR)
        if not form.validate():
            return _show(form, key, 422 if form.errors else 200)
        if not receipts.is_known(key) and _is_suspicious(form, key) and not form.passes_captcha():
            return _show(form, key, 422)
        return _receipt(_stored(form, key), key)
    except sending.Arrived as arrived:
        return _arrived(form, key, arrived.saved)
    except KINDS as error:
        if not is_away(error):
            raise
        form.form_errors.append(AWAY)
        return _show(form, key, 503)


@bp.post("/saved")
def saved() -> Response:
    """The writer has the receipt: it is not shown again."""
    receipts.save(read_key(request.form.get(KEY, "")))
    return redirect(f"{here.root}/letters/lookup", 303)  # type: ignore[return-value]


def _show(form: LetterForm, key: str, status: int = 200, *, looked: bool = False) -> Response:
    """The form as it was filled in; ``looked`` says that its writer wanted to see similar answers."""
    known, text = answers(), f"{form.title.data or ''} {form.body.data or ''}"
    similar = known.similar(here.site, text, MOST_SIMILAR) if known and form.title.data else []
    limits = clocks(here.tree.portal.letters)
    page: dict[str, Any] = {"form": form, "key": key, "clocks": limits, "similar": similar, "looked": looked}
    page |= {
        "writer": find_writer(),
        "about": any(form[name].data or form[name].errors for name in ABOUT),
        "most": LONGEST_BODY,
    }
    return render_page("letters/new.html", status=status, **page)


def _is_suspicious(form: LetterForm, key: str) -> bool:
    """Whether a captcha is wanted: too fast for a person, or the third letter of an address within an hour."""
    return form.looks_automatic(key) or _many().will_seem(client_key() or None)


def _many() -> Suspicion:
    return Suspicion(OF_ADDRESS, current_app.extensions["config"].secret_key)


def _stored(form: LetterForm, key: str) -> sending.Receipt:
    replaces, passwords = request.form.get(REPLACES, ""), current_app.extensions["passwords"]
    draft, channels = _draft(form), channels_to("/letters/lookup")
    receipt = sending.send(passwords, key, draft, replaces=replaces, channels=channels, then=putting_in())
    if receipt.is_new:  # a double click is one letter
        _many().seems(client_key() or None)
    return receipt


def _arrived(form: LetterForm, key: str, saved: bool) -> Response:
    """The word that the letter has come, with the same letter under another key for who has lost the receipt."""
    other = new_key()
    form.begin(other)
    typed = [(name, form[name].data or "") for name in TYPED] + [("public", "y")] * form.public.data
    if (who := find_writer()) and who.is_ticked:
        typed.append((FIELD, who.token))
    return render_page("letters/arrived.html", saved=saved, key=other, replaces=key, typed=typed)


def _receipt(receipt: sending.Receipt, key: str) -> Response:
    lookup = here.lasting(f"{here.root}/letters/lookup")
    qr_size, qr = qr_code(lookup)
    due, who = sending.promise_of(receipt), find_writer()
    put_in = who is not None and who.is_ticked
    page: dict[str, Any] = {"receipt": receipt, "due": due, "key": key, "lookup": lookup, "qr_size": qr_size, "qr": qr}
    page["lost"] = not put_in and has_lost_session()
    return render_page("letters/receipt.html", **page, put_in=put_in, writer=who)


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
    if request.args.get("page"):
        given |= {"kind": given["kind"] or "建议", "title": given["title"] or "网页纠错", "body": _about_page()}
    slug = request.args.get("department", "")
    offices = site_content().offices.values()
    given["department"] = next((office.key for office in offices if slug in (office.slug, office.key)), "")
    return given


def _about_page() -> str:
    """The beginning of a letter about the page that its writer comes from (网页纠错)."""
    return f"网页地址：{request.referrer or ''}\n哪里不对：" if is_own_origin() else "哪个网页：\n哪里不对："


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
        script=here.script,
    )
