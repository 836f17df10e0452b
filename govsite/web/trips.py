"""Leaving for another system's sign-in and coming back: the page that leads there, the cookie of the way."""

from __future__ import annotations

from flask import Response, abort, current_app, redirect, request

from govsite.config import Config
from govsite.domain.accounts import outside, trips
from govsite.domain.accounts.gateway import ALIPAY, UNIFIED, Outside, outside_of
from govsite.domain.accounts.trips import COOKIE, Way
from govsite.web import sessions
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import own_place

KEYS = f"<any({ALIPAY}, {UNIFIED}):key>"


def systems() -> dict[str, Outside]:
    """Where people may sign in, by the word of the address."""
    config: Config = current_app.extensions["config"]
    return outside_of(config.alipay, config.unified)


def own_system(key: str) -> Outside:
    """A system, as the settings have it; there is no such page where they have none."""
    return systems().get(key) or abort(404)


def address_of(path: str) -> str:
    """The whole address of a page here, after the host."""
    return f"{own_place().origin}{path}"


def leave(key: str, account_id: int | None, page: str, back: str) -> Response:
    """The page that leads on to a sign-in; ``back`` is at the main site, for systems have to know the addresses.

    A page and no redirect: form-action stops a form whose answer leads to another origin, or on from there. Raises
    Refused.
    """
    system = own_system(key)
    address, browser = outside.leave(system, account_id, here.root, page, address_of(f"{here.base}{back}"))
    sessions.hand_over(COOKIE, browser)
    return lead_on(address, system.name)


def lead_on(address: str, name: str) -> Response:
    """Lead to an address of another system, at once or by a link."""
    return render_page("account/outside_leave.html", address=address, name=name)


def open_way(key: str, token: str | None) -> Way | None:
    """The way that a form or an address carries, if this browser has begun it, and it led to that system."""
    way = trips.find(token or "", request.cookies.get(sessions.cookie_name(COOKIE), ""))
    return way if way and way.issuer == own_system(key).issuer else None


def at_its_site(key: str, path: str) -> Response | None:
    """Where who came back set out from: other systems know the addresses of the main site alone."""
    way = open_way(key, request.args.get("state"))
    if way is None or way.root == here.root:
        return None
    return redirect(f"{way.root}{path}?{request.query_string.decode('ascii', 'ignore')}")  # type: ignore[return-value]


def end() -> None:
    """Take the cookie of a way back that is used up."""
    sessions.take_back(COOKIE)
