"""Sending a form as a browser does: from the page it stands on, with what the page filled in."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from lxml.html import HtmlElement
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart
from werkzeug.urls import iri_to_uri

from tests.helpers import Page, inspected, squeeze

MULTIPART = "multipart/form-data"
BUTTONS = ("submit", "image", "button", "reset")
CHOICES = ("checkbox", "radio")


class Redirect(NamedTuple):
    """Where an answer sends its reader."""

    status: int
    to: str


class File(NamedTuple):
    """A file as somebody chooses it."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


def submit(page: Page, form: str | None = None, /, button: str | None = None, **fields: Any) -> Any:
    """Send a form of a page: a Page, inspected, whatever its status; or a Redirect, which is not followed.

    ``form`` is its id or its action; None the only one in ``main``. ``button`` is the words or the value of the one
    that is pressed, else the first. A field is a str, a list of str for several, a bool for one box, a File; fields
    that the form does not have, or values that it does not offer, are a mistake of the test. What a person cannot
    change, such as a hidden field, is changed in ``page.tree``.
    """
    element = _form(page, form)
    pressed = _button(element, button)
    pairs = list(_pairs(element, pressed, fields))
    action = _either("action", element, pressed) or page.url
    method = (_either("method", element, pressed) or "get").lower()
    here = iri_to_uri(page.response.request.url)
    target = urlsplit(urljoin(here, action))
    assert target.netloc == urlsplit(here).netloc, f"form-action 'self' stops a form that is sent to {action}"
    if method == "get":
        url = f"{target.path}?{urlencode([(name, _text(value)) for name, value in pairs])}"
        return _answer(page, url, page.client.get(url, headers={"Referer": here}))
    kind = (_either("enctype", element, pressed) or "").lower()
    body, content_type = _body(pairs, multipart=kind == MULTIPART)
    url = target.path + (f"?{target.query}" if target.query else "")
    headers = {"Referer": here, "Origin": "{0.scheme}://{0.netloc}".format(urlsplit(here))}
    return _answer(page, url, page.client.post(url, data=body, content_type=content_type, headers=headers))


def _answer(page: Page, url: str, response: Any) -> Page | Redirect:
    if 300 <= response.status_code < 400:
        return Redirect(response.status_code, response.headers["Location"])
    return inspected(Page(url, response, page.client))


def _form(page: Page, wanted: str | None) -> HtmlElement:
    if wanted is None:
        return page.one("//main//form")
    found = [form for form in page.find("//form") if wanted in (form.get("id"), form.get("action"))]
    assert len(found) == 1, f"{page.url}: {len(found)} forms {wanted!r}"
    return found[0]


def _controls(form: HtmlElement) -> list[HtmlElement]:
    """The form's controls in the order of the page, those elsewhere that name it by its id too; no disabled ones."""
    inside = ".//*[self::input or self::button or self::select or self::textarea]"
    named = [e for e in form.getroottree().iter("input", "button", "select", "textarea") if e.get("form")]
    own = [e for e in form.xpath(inside) if e.get("form") in (None, form.get("id"))]
    own += [e for e in named if e.get("form") == form.get("id") and e not in own]
    return [e for e in own if e.get("disabled") is None and not e.xpath("ancestor::fieldset[@disabled]")]


def _type(control: HtmlElement) -> str:
    default = {"input": "text", "button": "submit"}.get(control.tag, control.tag)
    return (control.get("type") or default).lower() if control.tag in ("input", "button") else default


def _button(form: HtmlElement, wanted: str | None) -> HtmlElement:
    found = [control for control in _controls(form) if _type(control) in ("submit", "image")]
    if wanted is not None:
        found = [b for b in found if wanted in (squeeze(b.text_content()), b.get("value"))]
    assert found, f"no button {wanted or ''} in the form: without scripts nobody can send it"
    return found[0]


def _either(name: str, form: HtmlElement, button: HtmlElement) -> str | None:
    value: str | None = button.get(f"form{name}") or form.get(name)
    return value


def _pairs(form: HtmlElement, pressed: HtmlElement, fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    controls = [c for c in _controls(form) if c.get("name")]
    typed = {c.get("name") for c in controls if _type(c) not in ("hidden", *BUTTONS)}
    assert fields.keys() <= typed, f"the form has no field {sorted(fields.keys() - typed)}, but {sorted(typed)}"
    left = {name: list(value) if isinstance(value, list) else [value] for name, value in fields.items()}
    for control in controls:
        name, kind = control.get("name"), _type(control)
        if kind in BUTTONS:
            values = [control.get("value", "")] if control is pressed else []
        elif kind in CHOICES or kind == "select":
            values = _chosen(control, kind, left.get(name))
        elif name in left:
            values = [left[name].pop(0)] if left[name] else []
        else:
            values = [_default(control, kind)]
        yield from ((name, value) for value in values)
    rest = {name for name, values in left.items() if values}
    assert not rest, f"the form does not offer what was chosen for {sorted(rest)}"


def _default(control: HtmlElement, kind: str) -> Any:
    if kind == "file":
        return File("", b"")
    if kind == "textarea":
        return (control.text or "").removeprefix("\n")
    return control.get("value", "")


def _chosen(control: HtmlElement, kind: str, wanted: list[Any] | None) -> list[str]:
    """Values of a box or a list; what is chosen is taken out of ``wanted``."""
    if kind in CHOICES:
        value, on = control.get("value", "on"), control.get("checked") is not None
        if wanted is None:
            return [value] if on else []
        if wanted == [False]:
            wanted.clear()
        for choice in [w for w in wanted if w is True or w == value]:
            wanted.remove(choice)
            return [value]
        return []
    options = [o for o in control.iter("option") if o.get("disabled") is None]
    values = [o.get("value", squeeze(o.text_content())) for o in options]
    if wanted is None:
        chosen = [v for v, o in zip(values, options, strict=True) if o.get("selected") is not None]
        return chosen if control.get("multiple") is not None else (chosen or values)[:1]
    chosen = [v for v in values if v in wanted]
    wanted[:] = [w for w in wanted if w not in chosen]
    return chosen


def _text(value: Any) -> str:
    """A value as a browser writes it: lines end in CR LF; a file without multipart is its name."""
    text = value.name if isinstance(value, File) else str(value)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _body(pairs: list[tuple[str, Any]], multipart: bool) -> tuple[bytes, str]:
    if not multipart:
        encoded = urlencode([(name, _text(value)) for name, value in pairs])
        return encoded.encode(), "application/x-www-form-urlencoded"
    parts: MultiDict[str, Any] = MultiDict()
    for name, value in pairs:
        parts.add(name, _storage(value) if isinstance(value, File) else _text(value))
    stream, length, boundary = stream_encode_multipart(parts)
    with stream:
        return stream.read(length), f'{MULTIPART}; boundary="{boundary}"'


def _storage(file: File) -> FileStorage:
    return FileStorage(BytesIO(file.content), filename=file.name, content_type=file.kind)
