"""Every route stands in exactly one list, and nothing changes state on GET."""

from __future__ import annotations

import re

from flask import Flask

from govsite.sites.reserved import RESERVED_SLUGS
from tests.console.matrix import SAVED

# Pages that anyone may read and any cache may keep.
PUBLIC = {
    "/", "/sites", "/personal", "/business", "/departments", "/departments/<slug>",
    "/guides/<code>", "/guides/<code>/<any(basic, notes, offices, agencies, advisers, online):tab>",
    "/guides/<code>/<any(brief, print):kind>", "/guides/<code>/elsewhere", "/guides/<code>/ratings",
    "/guides/<code>/forms/<name>", "/guides.csv", "/guides.xlsx", "/search", "/notices", "/notices/<notice_id>",
    "/feed.xml", "/halls", "/halls/<hall_id>", "/notices/<notice_id>/files/<int(max=2147483647):number>",
    "/bundles", "/bundles/<slug>", "/easiest", "/services",
    "/letters", "/letters/<public_id>", "/letters/figures", "/letters/feed.xml",
    "/progress", "/supervision", "/supervision.csv",
    "/help", "/help/<topic>", "/sitemap", "/sitemap.xml", "/robots.txt", "/favicon.ico", "/static/<path:name>",
}  # fmt: skip
# Answers for one visitor or one moment: never stored.
PRIVATE = {"/display", "/healthz"}
# Anybody's own business; forms, never stored.
COUNTER = {
    "/console/login", "/console/login/code", "/console/login/recovery", "/console/login/password",
    "/console/login/factor", "/console/login/passkey", "/captcha/<token>.png", "/captcha/<token>.wav",
    "/letters/new", "/letters/saved", "/simulators/", "/oauth/authorize", "/oauth/logout",
    "/account/news/<token>.xml", "/account/leave/<token>",
    "/register", "/register/person", "/register/finish", "/register/firm", "/login", "/login/firm",
    "/login/code", "/login/code/finish", "/login/code/proof", "/login/code/mine", "/login/enter",
    "/login/passkey", "/login/passkey/finish",
    *(f"/login/certificate{path}" for path in ("", "/leave", "/back", "/driver", "/sign", "/enter")),
    *(f"/login/<any(alipay, unified):key>{path}" for path in ("", "/back", "/phone", "/code", "/name", "/firm")),
    *(f"/password{path}" for path in ("", "/code", "/new", "/firm", "/firm/code", "/firm/new")),
    *(
        f"/{column}/lookup{path}"
        for column in ("letters", "progress")
        for path in (
            "", "/leave", "/files/<int:number>", "/materials/<int:number>", "/print", "/due.ics",
            "/<any(add, rate, reopen, supply, remind, withdraw, erase, password):action>",
        )
    ),
}  # fmt: skip
# Citizens who are signed in.
SPACE = {
    "/account", "/account/agreement", "/account/data", "/account/logout", "/account/return",
    "/account/favourites", "/account/favourites/new",
    *(f"/account/messages{path}" for path in ("", "/read", "/clear")),
    *(f"/account/messages/<int(max=2147483647):number>/{act}" for act in ("open", "remove")),
    *(f"/account/subscriptions{path}" for path in ("", "/new", "/remove", "/ways", "/feed")),
    "/account/tickets/several", "/account/firms/<int(max=2147483647):number>/tickets/several",
    "/account/profile", "/account/profile/mail", "/account/suggestions",
    "/account/favourites/remove", "/account/level", "/account/level/code", "/account/level/prove",
    "/account/level/check", "/account/security", "/account/security/sessions", "/account/security/password",
    "/account/level/card", "/account/level/card/check", "/account/level/window",
    "/account/children", "/account/children/<int(max=2147483647):number>/drop",
    "/account/errands", "/account/errands/enter",
    *(
        f"/account/errands/<int(max=2147483647):number>{path}"
        for path in ("", "/confirm", "/end", "/tickets/<int(max=2147483647):ticket>/open")
    ),
    *(f"/account/security/phone{path}" for path in ("", "/old", "/new", "/code")),
    *(f"/account/security/<any(alipay, unified):key>{path}" for path in ("", "/code", "/back", "/drop")),
    *(f"/account/security/passkeys{path}" for path in ("", "/code", "/prove", "/add", "/remove")),
    *(f"/account/security/two-steps{path}" for path in ("", "/code")),
    *(f"/account/level/alipay{path}" for path in ("", "/prove", "/leave", "/finish")),
    *(f"/account/systems{path}" for path in ("", "/withdraw", "/allow", "/leave")),
    *(f"/account/security/close{path}" for path in ("", "/code")),
    *(f"/account/tickets{path}" for path in ("", *(f"/<int(max=2147483647):number>/{a}" for a in ("open", "drop")))),
    "/register/firm/representative", "/account/firms", "/account/firms/accept",
    *(
        f"/account/firms/<int(max=2147483647):number>{path}"
        for path in (
            "", "/level",
            *(f"/certificate{path}" for path in ("", "/code", "/leave", "/back", "/driver", "/sign")),
            "/certificate/<int(max=2147483647):certificate>/drop", "/password",
            "/tickets", "/tickets/<int:ticket>/open", "/tickets/<int:ticket>/drop",
            "/members", "/members/<int(max=2147483647):member>/revoke", "/leave",
        )
    ),
}  # fmt: skip
# Systems of departments, signed or with their secret; the specification and the keys are for anybody.
API = {
    "/.well-known/openid-configuration", "/oauth/jwks", "/oauth/token", "/oauth/userinfo",
    "/api/v1/cases", "/api/v1/openapi.json",
    *(f"/api/v1/cases/<serial>{path}" for path in ("", "/files/<number>", "/password")),
}  # fmt: skip
# Staff who are signed in: the routes of the table that says who of them.
CONSOLE = {line.split()[-1] for line in SAVED.read_text("utf-8").splitlines() if not line.startswith(" ")}


def test_every_route_is_in_one_list(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    lists = (PUBLIC, PRIVATE, COUNTER, SPACE, CONSOLE, API)
    assert set(rules) == set().union(*lists)
    assert sum(map(len, lists)) == len(set(rules))


def test_the_folder_of_a_view_fits_its_list(app: Flask) -> None:
    policies = app.extensions["policies"]
    found = {name: set[str]() for name in ("counter", "space", "console", "api")}
    for rule in app.url_map.iter_rules():
        name = policies[rule.endpoint.rpartition(".")[0]].name if "." in rule.endpoint else ""
        found.setdefault(name, set()).add(rule.rule)
    assert (found["counter"], found["space"]) == (COUNTER, SPACE)
    assert (found["console"], found["api"]) == (CONSOLE, API)


def test_no_site_can_take_a_routes_first_segment(app: Flask) -> None:
    first = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()} - {""}
    assert first <= RESERVED_SLUGS


def test_public_routes_accept_reading_methods_only(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule in PUBLIC | PRIVATE:
            assert rule.methods == {"GET", "HEAD", "OPTIONS"}, rule


def test_nobody_gets_into_the_space_of_citizens(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.rule not in SPACE:
            continue
        address = re.sub(r"<any\((\w+).*?>", r"\1", re.sub(r"<int.*?:\w+>", "1", rule.rule))
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(address, method=method, headers={"Origin": "http://localhost"})
            assert (answer.status_code, answer.headers["Cache-Control"]) == (
                302 if method == "GET" else 401,
                "no-store",
            )
