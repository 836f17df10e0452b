"""Going on to a department's system (单点登录): what it asks, what is still wanted of somebody, the way back to it.

Who comes back from one of our forms leaves by a page, not by a redirect: form-action stops a form whose answer leads to
another origin. That they came from one the address says, by a stamp that also tells since when they are on the way.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode

from flask import Response, abort, current_app, redirect, request

from govsite.config import Config
from govsite.database.session import reading
from govsite.domain.accounts.account import KIND, LEVELS, Citizen
from govsite.domain.accounts.records import methods
from govsite.domain.common import throttle
from govsite.domain.common.sign_ins import Found
from govsite.domain.common.throttle import Limit, WhenAway
from govsite.domain.openid import clients, consents, firms
from govsite.domain.openid.clients import OpenidClient
from govsite.domain.openid.codes import Code
from govsite.domain.openid.scopes import FIRM
from govsite.typed import Typed
from govsite.web.citizen import LOGIN, WAY, seen_citizen
from govsite.web.clients import client_key
from govsite.web.here import here
from govsite.web.landing import own_page
from govsite.web.levels import PAGE as LEVELS_PAGE
from govsite.web.page import render_page
from govsite.web.sessions import find

if TYPE_CHECKING:
    from govsite.domain.openid.protocol import Server

AUTHORIZE, LOGOUT = "/oauth/authorize", "/oauth/logout"
CONSENT, LEAVE = "/account/systems/allow", "/account/systems/leave"
STAMP = "govsite_since"
LONGEST_STAMP = 3600  # seconds that somebody is on the way at most
REQUESTS = Limit("openid: address", capacity=600, every=1)
AS_FIRM = (
    "请用本人的账号登录",
    "现在登录的是单位账号。请退出，用来办的人自己的账号登录；替单位办的，登录以后再选单位。",
)
WRONG = ("这个系统的登录链接不对", "它的地址没有登记，或者它已经停用。请回到那个系统，把这一页告诉它的管理员。")
LONG = ("这个系统的登录链接太长", "请回到那个系统重新登录；还是不行，请告诉它的管理员。")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a system asks for, of somebody who is signed in well enough for it."""

    grant: Any
    client: OpenidClient
    redirect_uri: str
    scopes: list[str]
    citizen: Citizen
    session: Found
    query: str
    since: int  # they are on the way, 0 for who has just come


def issuer() -> str:
    """The portal's name as a provider: its origin. 404 where it has none, or one that is not safe."""
    config: Config = current_app.extensions["config"]
    if not clients.is_address(config.origin):
        abort(404)
    return config.origin


def server() -> Server:
    """The protocol, loaded by the first who needs it."""
    from govsite.domain.openid.protocol import Server

    name = issuer()
    if "openid" not in current_app.extensions:
        current_app.extensions["openid"] = Server(name)
    found: Server = current_app.extensions["openid"]
    return found


def wait() -> int:
    """Seconds that the address of a system's server has to wait; 0 for none."""
    config: Config = current_app.extensions["config"]
    return throttle.take([REQUESTS.bucket(config.secret_key, client_key())], WhenAway.ALLOW)


def decide(sent: str) -> Asked | Response:
    """What a system asks of who is here, or the answer where something else comes first: a fault, the sign-in, a
    higher level, or the way back where all is agreed.
    """
    from govsite.domain.openid.protocol import OAuth2Error

    query, since = _unstamped(sent)
    citizen, session = seen_citizen(), find(KIND)
    try:
        grant = server().asked(issuer() + AUTHORIZE, query, session)
    except OAuth2Error as error:
        if not error.redirect_uri:
            return fault(WRONG)
        return leave(_error(error.redirect_uri, error.error, error.state, error.description), came_back=bool(since))
    data: dict[str, str] = grant.request.payload.data
    client: OpenidClient = grant.request.client.row
    prompts = set(data.get("prompt", "").split())
    if session is not None and citizen is None and not session.who.isdigit():
        return _instead(grant, prompts, since, "login_required", fault(AS_FIRM))
    if session is None or citizen is None or _is_stale(session, data, prompts, since):
        return _instead(grant, prompts, since, "login_required", _to(LOGIN, query, 0))
    wishes = _scopes(grant.request.scope.split(), citizen)
    asked = Asked(grant, client, grant.redirect_uri, wishes, citizen, session, query, since)
    wanted = level_wanted(client, data)
    if citizen.level < wanted:
        return _instead(grant, prompts, since, "interaction_required", _to(LEVELS_PAGE, query, since, need=str(wanted)))
    granted = consents.granted(reading(), citizen.id, client.id, asked.scopes)
    if granted is None or "consent" in prompts or FIRM in wishes:  # for whom they come is asked each time
        return _instead(grant, prompts, since, "consent_required", asked)
    return go_on(asked, granted)


def go_on(asked: Asked, granted: Sequence[str], firm: int = 0) -> Response:
    """Lead back to the system with a code, of who comes for a legal person or for themselves."""
    data: dict[str, str] = asked.grant.request.payload.data
    code = Code(
        client=asked.client.id,
        account=asked.citizen.id,
        sign_in=asked.session.id,
        redirect_uri=asked.redirect_uri,
        scope=" ".join(granted),
        nonce=data.get("nonce", ""),
        code_challenge=data["code_challenge"],
        auth_time=int(asked.session.began.timestamp()),
        acr=str(asked.citizen.level),
        amr=methods(str(asked.session.data.get(WAY, ""))),
        firm=firm,
    )
    return leave(_with_issuer(server().grant(asked.grant, code)), came_back=bool(asked.since))


def refuse(asked: Asked) -> Response:
    """Lead back to the system with word that somebody does not want to."""
    state = asked.grant.request.payload.data.get("state", "")
    return leave(_error(asked.redirect_uri, "access_denied", state), came_back=True)


def leave(address: str, *, came_back: bool) -> Response:
    """Lead to a system's address."""
    if not came_back:
        return redirect(address, 302)  # type: ignore[return-value]
    return render_page("systems/leave.html", address=Typed(address))


def fault(words: tuple[str, str]) -> Response:
    """A page that says why it does not go on; nothing leads to an address that nobody has registered."""
    return render_page("systems/fault.html", status=400, title=words[0], text=words[1])


def level_wanted(client: OpenidClient, data: dict[str, str]) -> int:
    """The level that a system wants: its own least, and the least of those that it names."""
    named = [int(one) for one in data.get("acr_values", "").split() if one in map(str, LEVELS)]
    return max([client.level, *([min(named)] if named else [])])


def _scopes(wanted: Sequence[str], citizen: Citizen) -> list[str]:
    """What is asked of somebody: who acts for nobody else comes for themselves."""
    acts = FIRM in wanted and firms.choices(reading(), citizen.id)
    return [name for name in wanted if name != FIRM or acts]


def stamped(query: str, since: int) -> str:
    """A request with the stamp that somebody is on the way with it ``since`` then, 0 for now."""
    moment = str(since or int(time.time()))
    return f"{query}&{STAMP}={moment}.{_signature(moment, query)}"


def _unstamped(sent: str) -> tuple[str, int]:
    """The request that a system has made, and since when somebody is on the way with it; 0 for who just comes."""
    query, found, stamp = sent.rpartition(f"&{STAMP}=")
    if not found:
        return sent, 0
    since, _, signature = stamp.partition(".")
    is_ours = hmac.compare_digest(signature.encode(), _signature(since, query).encode())
    good = is_ours and since.isdigit() and int(since) > time.time() - LONGEST_STAMP
    return query, int(since) if good else 0


def _signature(since: str, query: str) -> str:
    config: Config = current_app.extensions["config"]
    return hmac.new(config.secret_key.encode(), f"openid {since} {query}".encode(), hashlib.sha256).hexdigest()[:32]


def _is_stale(session: Found, data: dict[str, str], prompts: set[str], since: int) -> bool:
    """Whether somebody has to sign in once more."""
    began, max_age = session.began.timestamp(), data.get("max_age", "")
    if prompts & {"login", "select_account"} and (not since or began < since):
        return True
    return bool(max_age) and time.time() - began > int(max_age) and (not since or began < since)


def _instead(grant: Any, prompts: set[str], since: int, error: str, answer: Asked | Response) -> Asked | Response:
    """The error where the system wants nobody to see anything, else what comes first."""
    if "none" not in prompts:
        return answer
    state = grant.request.payload.data.get("state", "")
    return leave(_error(grant.redirect_uri, error, state), came_back=bool(since))


def _to(path: str, query: str, since: int, **more: str) -> Response:
    """To a page of ours, which leads back to the request afterwards."""
    back = f"{AUTHORIZE}?{stamped(query, since)}"
    if own_page(back) != back:
        return fault(LONG)
    return redirect(f"{here.root}{path}?{urlencode({**more, 'next': back}, quote_via=quote)}")  # type: ignore[return-value]


def _error(address: str, error: str, state: str | None, told: str | None = "") -> str:
    values = {"error": error, **({"error_description": told} if told else {}), **({"state": state} if state else {})}
    return _with_issuer(_with(address, values))


def _with_issuer(address: str) -> str:
    """RFC 9207: who answers, so that a system with several providers is not mistaken."""
    return _with(address, {"iss": issuer()})


def _with(address: str, values: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values)}"


def own_query() -> str:
    """The query of this request as it was sent."""
    return request.query_string.decode("ascii", "replace")


def client_named(page: str) -> OpenidClient | None:
    """The system that a way back leads to, None for any other page."""
    path, _, query = page.partition("?")
    if path != AUTHORIZE:
        return None
    names = parse_qs(query).get("client_id", [""])
    return clients.by_name(reading(), names[0])
