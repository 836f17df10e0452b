"""How a browser is asked for a certificate: by the other host, or by the page that talks to a driver."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, abort, current_app, request

from govsite.domain.companies import proving, showing
from govsite.domain.companies.company import Actor
from govsite.domain.companies.showing import CertificateSettings, Known, Proof, Seen
from govsite.typed import Typed
from govsite.web import sessions
from govsite.web.headers import CONNECT
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import own_place

ENTER = "/login/certificate/enter"


def find_settings() -> CertificateSettings | None:
    """The settings of certificates, None where none is taken."""
    found: CertificateSettings | None = current_app.extensions["config"].certificates
    return found


def own_settings() -> CertificateSettings:
    """The settings of certificates; there is no such page where none is taken."""
    return find_settings() or abort(404)


def lead_to_host(actor: Actor | None) -> Response:
    """The page that leads on to the host that asks for a certificate; ``actor`` binds, None signs in."""
    settings = own_settings()
    if not settings.origin:
        abort(404)
    ticket, browser = proving.begin_ticket(f"{own_place().origin}{here.root}", actor.company.id if actor else None)
    sessions.hand_over(proving.COOKIE, browser)
    address = Typed(f"{settings.origin}{here.base}{ENTER}?ticket={ticket}")
    return render_page("companies/certificate_leave.html", address=address)


def ask_for_signature(actor: Actor | None) -> tuple[str, str]:
    """A text to be signed, and the addresses of the drivers, which this page may talk to."""
    settings = own_settings()
    if not settings.drivers:
        abort(404)
    nonce, browser = proving.begin_signature(request.host, actor.company.id if actor else None)
    sessions.hand_over(proving.COOKIE, browser)
    origins = dict.fromkeys("{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in settings.drivers)
    request.environ[CONNECT] = " ".join(origins)
    return Typed(nonce), Typed(" ".join(settings.drivers))


def signed(proof: Proof, actor: Actor | None) -> Known:
    """The certificate whose key has signed; raises Refused."""
    return showing.by_signature(own_settings(), proof, _browser(), actor)


def shown(code: str, actor: Actor | None) -> Known:
    """The certificate that the other host has seen; raises Refused."""
    return showing.by_code(own_settings(), code, _browser(), actor)


def seen() -> Seen:
    """What nginx says of this request; what else says so, ``showing`` finds out by the key."""
    names = ("X-Client-Verify", "X-Client-Cert", "X-Proxy-Key")
    return Seen(*(request.headers.get(name, "") for name in names))


def end() -> None:
    """Take the cookie of a try that is used up."""
    sessions.take_back(proving.COOKIE)


def _browser() -> str:
    return request.cookies.get(sessions.cookie_name(proving.COOKIE), "")
