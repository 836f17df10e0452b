"""Certificates of legal persons: bound after a code, signed in with, taken away; and what is not believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate as Shown
from flask import Flask
from sqlalchemy import delete, select, update

from govsite.database.session import reading, writing
from govsite.domain.companies.certificates import TEMPLATE, WHY, tell_expiring
from govsite.models.account import Account, Claim
from govsite.models.audit import Audit
from govsite.models.certificate import Certificate, CertificateTry
from govsite.models.company import Company, Member
from govsite.simulators.authority import RSA, SM2
from tests.accounts.certificates import HOST, PROXY_KEY, certificate, issuer, signed
from tests.accounts.citizens import browser, code_of, followed, forget_limits, messages
from tests.accounts.firms import CODES, firm_of, firm_signed_in
from tests.helpers import Page, Visitor
from tests.submitting import Redirect, submit

CODE, OTHER = CODES[:2]
LOGIN = "/xiling/login/certificate"


@pytest.fixture(autouse=True)
def none_yet(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        for table in (Certificate, Member, Claim, Company):
            session.execute(delete(table))


def later(portal: Flask) -> None:
    """As if the registrations were of yesterday."""
    with portal.app_context(), writing() as session:
        session.execute(update(Company).values(created=datetime.now(UTC) - timedelta(days=1)))
    forget_limits(portal)


def ways_of_binding(portal: Flask, visitor: Visitor, home: str, phone: str = "") -> Page:
    """From 绑定证书 to where one is shown, with a code where one is asked for."""
    page = submit(visitor.get(f"{home}/certificate"), f"{home}/certificate")
    if phone:
        page = submit(page, f"{home}/certificate/code", "下一步", code=code_of(portal, phone))
    return page  # type: ignore[no-any-return]


def bind(portal: Flask, visitor: Visitor, home: str, shown: Shown, algorithm: str, phone: str = "") -> Any:
    page = submit(ways_of_binding(portal, visitor, home, phone), f"{home}/certificate/driver")
    return signed(page, shown, algorithm)


def enter(portal: Flask, shown: Shown, algorithm: str, **changed: str) -> Any:
    """Sign in by a driver."""
    visitor = browser(portal)
    sent = signed(submit(visitor.get(LOGIN), f"{LOGIN}/driver"), shown, algorithm, **changed)
    return followed(visitor, sent) if isinstance(sent, Redirect) else sent


@pytest.mark.parametrize("algorithm", [RSA, SM2])
def test_a_firm_binds_after_its_registration_and_signs_in(portal: Flask, algorithm: str) -> None:
    visitor, home = firm_of(portal, CODE)
    shown = certificate(algorithm, CODE)
    assert enter(portal, shown, algorithm).status == 422, "not bound yet"
    page = followed(visitor, bind(portal, visitor, home.url, shown, algorithm))
    assert "证书绑定好了" in page.main and algorithm.upper() in page.main
    level = visitor.get(f"{home.url}/level")
    assert "单位现在是五级" in level.main and "CA 认证" in level.main and "法人实名认证" in level.main
    inside = enter(portal, shown, algorithm)
    assert inside.url == home.url and "单位账号" in inside.source and "年" in inside.main
    with portal.app_context():
        noted = list(reading().scalars(select(Audit).where(Audit.what.in_(["company.bind", "company.sign_in"]))))
        assert {one.what for one in noted[-2:]} == {"company.bind", "company.sign_in"}


def test_later_a_code_goes_to_the_representative_first(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    later(portal)
    firm = browser(portal)
    followed(firm, firm_signed_in(firm, CODE))
    phone = visitor.phone  # type: ignore[attr-defined]
    shown = certificate(RSA, CODE)
    assert "证书绑定好了" in followed(firm, bind(portal, firm, home.url, shown, RSA, phone)).main
    forget_limits(portal)
    second = certificate(SM2, CODE)
    page = followed(visitor, bind(portal, visitor, home.url, second, SM2, phone))
    assert page.main.count("到期") == 2, "a firm may have several"
    forget_limits(portal)
    twice = bind(portal, visitor, home.url, second, SM2, phone)
    assert twice.status == 422 and "已经绑定过" in twice.main
    ways = submit(twice, f"{home.url}/certificate/driver")
    assert ways.status == 200, "the code is good until something is bound by it"
    drops = page.find("//form[contains(@action, '/drop')]/@action")
    gone = followed(visitor, submit(page, drops[0]))
    assert "已经解绑" in gone.main and gone.main.count("到期") == 1
    assert firm.led(home.url).h1 == "登录", "other sign-ins have ended"
    followed(visitor, submit(gone, drops[1]))
    assert "五级" in visitor.get(f"{home.url}/level").main, "never lowered"
    assert "没有绑定单位账号" in enter(portal, shown, RSA).main


def test_a_representative_who_has_lost_the_phone_is_told_to_bind_another(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    later(portal)
    with portal.app_context(), writing() as session:
        mine = Account.phone_print == visitor.phone  # type: ignore[attr-defined]
        session.execute(update(Account).where(mine).values(phone=None, phone_print=None))
    firm = browser(portal)
    followed(firm, firm_signed_in(firm, CODE))
    page = ways_of_binding(portal, firm, home.url)
    assert page.status == 409 and "没有手机号" in page.main


def test_nobody_binds_without_the_code_or_for_another_firm(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    other, foreign = firm_of(portal, OTHER)
    page = ways_of_binding(portal, visitor, home.url)
    wrong = signed(submit(page, f"{home.url}/certificate/driver"), certificate(RSA, OTHER), RSA)
    assert wrong.status == 422 and "和这个单位的不一样" in wrong.main
    later(portal)
    for action in ("driver", "leave"):
        (form,) = page.find(f"//form[contains(@action, '/certificate/{action}')]")
        assert submit(page, form.get("action")).status == 422, "a page that was left open is too old"
    for path in ("certificate", "level"):
        assert other.client.get(f"{home.url}/{path}").status_code == 404
    assert other.client.post(f"{home.url}/certificate/1/drop").status_code == 404 and foreign.url != home.url


def test_what_is_not_believed_says_why(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    now, hour = datetime.now(UTC), timedelta(hours=1)
    crl = portal.extensions["config"].certificates.authorities[0].crls
    for place, algorithm in enumerate((RSA, SM2)):
        shown = certificate(algorithm, CODE)
        stranger = certificate(algorithm, CODE, by=issuer(algorithm, "别的CA"))
        for one, why in (
            (certificate(algorithm, CODE, until=now - hour), "expired"),
            (certificate(algorithm, CODE, since=now + hour), "early"),
            (stranger, "foreign"),
            (issuer(algorithm).certificate, "usage"),
        ):
            forget_limits(portal)
            said = enter(portal, one, algorithm)
            assert said.status == 422 and WHY[why] in said.main, (algorithm, why, said.main)
        for changed, why in (
            ({"signature": "AAAA"}, "signature"),
            ({"signature": "无"}, "signature"),
            ({"certificate": "AAAA"}, "malformed"),
            ({"certificate": ""}, "none"),
            ({"nonce": "govsite-login|localhost|mine|20990101T000000Z"}, "over"),
        ):
            forget_limits(portal)
            assert WHY[why] in enter(portal, shown, algorithm, **changed).main, (algorithm, why)
        good = crl[place].read_bytes()
        for listed, why in (
            (issuer(algorithm).revoke([shown.serial_number]), "revoked"),
            (issuer(algorithm).revoke([], now - hour), "unlisted"),
            (issuer(algorithm, "别的CA").revoke([]), "unlisted"),
            (b"nonsense", "unlisted"),
        ):
            crl[place].write_bytes(listed)
            assert WHY[why] in enter(portal, shown, algorithm).main, (algorithm, why)
        crl[place].write_bytes(good)


def test_a_text_is_signed_once_soon_and_here(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    shown = certificate(RSA, CODE)
    followed(visitor, bind(portal, visitor, home.url, shown, RSA))
    page = submit(browser(portal).get(LOGIN), f"{LOGIN}/driver")
    assert isinstance(signed(page, shown, RSA), Redirect)
    assert WHY["over"] in signed(page, shown, RSA).main, "twice"
    page = submit(browser(portal).get(LOGIN), f"{LOGIN}/driver")
    with portal.app_context(), writing() as session:
        session.execute(update(CertificateTry).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
    assert WHY["over"] in signed(page, shown, RSA).main, "late"
    page = submit(browser(portal).get(LOGIN), f"{LOGIN}/driver")
    page.client = browser(portal).client
    assert WHY["over"] in signed(page, shown, RSA).main, "another browser"
    page = submit(visitor.get(LOGIN), f"{LOGIN}/driver")
    assert "connect-src 'self' http://127.0.0.1:18765;" in page.response.headers["Content-Security-Policy"]
    assert "18765" not in visitor.get(LOGIN).response.headers["Content-Security-Policy"]


def at_host(portal: Flask, address: str, shown: Shown | None, **changed: str) -> tuple[Page, dict[str, str]]:
    """The other host's page, as nginx passes the request on."""
    asked = urlsplit(address)
    assert asked.netloc == HOST
    headers = {"X-Client-Verify": "SUCCESS" if shown else "NONE", "X-Client-Cert": "", "X-Proxy-Key": PROXY_KEY}
    if shown:
        headers["X-Client-Cert"] = quote(shown.public_bytes(Encoding.PEM).decode())
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    client = browser(portal).client
    answer = client.get(f"{asked.path}?{asked.query}", base_url=f"https://{HOST}", headers=headers)
    return Page(address, answer, client), headers


def led_back(page: Page, headers: dict[str, str]) -> str:
    """Press the button there: the address here."""
    ticket = page.one("//main//input[@name='ticket']").get("value")
    own = {**headers, "Origin": f"https://{HOST}"}
    answer = page.client.post(  # type: ignore[union-attr]
        urlsplit(page.url).path, base_url=f"https://{HOST}", headers=own, data={"ticket": ticket}
    )
    back = Page(page.url, answer)
    assert back.status == 200, back.main
    address = urlsplit(back.link("没有自动打开"))
    return f"{address.path}?{address.query}"


def leave(visitor: Visitor, page: Page, action: str) -> str:
    return str(submit(page, action).link("没有自动打开"))


def test_the_other_host_sees_a_certificate_and_leads_back(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    shown = certificate(RSA, CODE)
    ways = ways_of_binding(portal, visitor, home.url)
    page, headers = at_host(portal, leave(visitor, ways, f"{home.url}/certificate/leave"), shown)
    assert CODE in page.main
    back = visitor.get(led_back(page, headers))
    assert "证书绑定好了" in followed(visitor, submit(back, None, "绑定证书")).main
    firm, thief = browser(portal), browser(portal)
    page, headers = at_host(portal, leave(firm, firm.get(LOGIN), f"{LOGIN}/leave"), shown)
    address = led_back(page, headers)
    stolen = submit(thief.get(address), None, "数字证书登录")
    assert stolen.status == 422 and WHY["over"] in stolen.main, "whose link it was goes on, and nobody else"
    page, headers = at_host(portal, leave(firm, firm.get(LOGIN), f"{LOGIN}/leave"), shown)
    back = firm.get(led_back(page, headers))
    assert followed(firm, submit(back, None, "数字证书登录")).url == home.url
    assert WHY["over"] in submit(back, None, "数字证书登录").main, "once"


def test_headers_are_believed_with_the_proxys_key_alone(portal: Flask) -> None:
    firm, shown = browser(portal), certificate(RSA, CODE)
    address = leave(firm, firm.get(LOGIN), f"{LOGIN}/leave")
    for changed, why in (
        ({"X_Proxy_Key": ""}, "none"),
        ({"X_Proxy_Key": "guessed" * 5}, "none"),
        ({"X_Client_Verify": "NONE", "X_Client_Cert": ""}, "none"),
        ({"X_Client_Verify": "FAILED:unable to verify the first certificate"}, "foreign"),
        ({"X_Client_Verify": "FAILED:certificate has expired"}, "expired"),
        ({"X_Client_Verify": "FAILED:certificate revoked"}, "revoked"),
        ({"X_Client_Cert": "%00"}, "malformed"),
    ):
        forget_limits(portal)
        page, _ = at_host(portal, address, shown, **changed)
        assert page.status == 422 and WHY[why] in page.main, (changed, page.main)
    page, _ = at_host(portal, address, certificate(RSA, CODE, by=issuer(RSA, "别的CA")))
    assert WHY["foreign"] in page.main
    assert portal.test_client().get(urlsplit(address).path).status_code == 404, "there is no such page at the portal"


def test_who_signs_in_too_often_waits(portal: Flask) -> None:
    visitor = browser(portal)
    page = submit(visitor.get(LOGIN), f"{LOGIN}/driver")
    for _ in range(20):
        page = signed(page, certificate(SM2, CODE), SM2, nonce="")
        assert page.status == 422
    assert signed(page, certificate(SM2, CODE), SM2, nonce="").status == 429


def test_a_firm_is_told_before_its_certificate_expires(portal: Flask) -> None:
    visitor, home = firm_of(portal, CODE)
    soon = certificate(RSA, CODE, until=datetime.now(UTC) + timedelta(days=20))
    page = followed(visitor, bind(portal, visitor, home.url, soon, RSA))
    assert "只有 19 天了" in page.main and "只有 19 天了" in visitor.get(home.url).main
    for told in (1, 0):
        with portal.app_context(), writing() as session:
            assert tell_expiring(session) == told
    assert [name for name, _ in messages(portal, visitor.phone)].count(TEMPLATE) == 1  # type: ignore[attr-defined]
    told = visitor.get("/xiling/account/messages")
    assert told.main.count("绑定了一张数字证书") == 1 and told.main.count("30 天内到期") == 1
    assert followed(visitor, submit(told, told.find("//main//li//form")[0].get("action"))).h1 == "证书管理"
