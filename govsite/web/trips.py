"""Leaving for another system's sign-in and coming back: the page that leads there, the cookie of the way."""

from __future__ import annotations

from flask import Response, abort, current_app, redirect, request

from govsite.domain.accounts import alipay, trips
from govsite.domain.accounts.alipay import AlipaySettings
from govsite.domain.accounts.trips import COOKIE, Way
from govsite.web import sessions
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import own_place


def own_alipay() -> AlipaySettings:
    """Alipay, as the settings have it; there is no such page where they have none."""
    found: AlipaySettings | None = current_app.extensions["config"].alipay
    if found is None:
        abort(404)
    return found


def address_of(path: str) -> str:
    """The whole address of a page here, after the host."""
    return f"{own_place().origin}{path}"


def leave(account_id: int | None, page: str, back: str) -> Response:
    """The page that leads on to Alipay's sign-in; ``back`` is at the main site, for Alipay has to know the addresses.

    A page and no redirect: form-action stops a form whose answer leads to another origin, or on from there.
    """
    address, browser = alipay.leave(own_alipay(), account_id, here.root, page, address_of(f"{here.base}{back}"))
    sessions.hand_over(COOKIE, browser)
    return lead_on(address)


def lead_on(address: str) -> Response:
    """Lead to an address of Alipay's, at once or by a link."""
    return render_page("account/alipay_leave.html", address=address)


def open_way(token: str) -> Way | None:
    """The way that a form or an address carries, if this browser has begun it."""
    return trips.find(token, request.cookies.get(sessions.cookie_name(COOKIE), ""))


def at_its_site(path: str) -> Response | None:
    """Where who came back set out from: other systems know the addresses of the main site alone."""
    way = open_way(request.args.get("state", ""))
    if way is None or way.root == here.root:
        return None
    return redirect(f"{way.root}{path}?{request.query_string.decode('ascii', 'ignore')}")  # type: ignore[return-value]


def end() -> None:
    """Take the cookie of a way back that is used up."""
    sessions.take_back(COOKIE)
