"""The server of the fake gateways, with a page that shows what they got; for peers on this machine only."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

from govsite.gateways.settings import SIMULATORS
from govsite.simulators import driver as drivers
from govsite.simulators import system as systems
from govsite.simulators import unified
from govsite.simulators.alipay import GATEWAY, PREFIX, AlipaySimulator
from govsite.simulators.authority import LABEL as LABEL_OF_CA
from govsite.simulators.company import FIRMS, CompanySimulator
from govsite.simulators.driver import DriverSimulator
from govsite.simulators.identity import CARDS, PEOPLE, IdentitySimulator
from govsite.simulators.mail import Mail, MailSimulator
from govsite.simulators.signatures import Request
from govsite.simulators.sms import PROTOCOLS, Message, SmsSimulator
from govsite.simulators.system import SystemSimulator
from govsite.simulators.unified import UnifiedSimulator

LABEL = "演示：未接入真实短信、邮件和实名核验"
MOST_BYTES = 64 * 1024  # of a body
SECONDS = 10  # for which a silent peer is waited for
NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})  # under which it may be asked for: no page elsewhere names it so
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE = """<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>模拟短信、邮件和实名核验</title></head><body>
<h1>模拟短信、邮件和实名核验</h1><p><strong>{label}</strong>。这里只显示本机演示中发出的短信和邮件，不会发给任何人，重启后清空。</p>
<h2>短信</h2>{messages}<h2>邮件</h2>{mails}
<h2>实名核验认得的人（都是编造的）</h2><table border="1">{people}</table>
<h2>银行认得的卡（都是编造的）：卡号、身份证号、预留手机号</h2><table border="1">{cards}</table>
<h2>法人核验认得的单位（都是编造的）</h2><table border="1">{firms}</table>{certificates}{system}</body></html>
"""
CERTIFICATES = """
<h2>插在这台电脑上的数字证书</h2><p><strong>{label}</strong>。证书密码都是 {pin}。</p><ul>{media}</ul>
"""
SYSTEM = '\n<h2>用门户账号登录的系统</h2><p><a href="{page}">{label}</a></p>'
NONE_YET = "<p>还没有收到短信。</p>"
NO_MAIL = "<p>还没有收到邮件。</p>"
ONE_MAIL = """<article><h3>{to}</h3><p><strong>{label}</strong></p><dl>
<dt>时间（UTC）</dt><dd>{moment}</dd><dt>主题</dt><dd>{subject}</dd></dl><pre>{text}</pre></article>
"""
ONE = """<article><h3>{phone}</h3><p><strong>{label}</strong></p><dl>
<dt>时间（UTC）</dt><dd>{moment}</dd><dt>接口</dt><dd>{protocol}</dd><dt>签名</dt><dd>【{sign}】</dd>
<dt>模板</dt><dd>{template}</dd><dt>内容</dt><dd>{variables}</dd><dt>编号</dt><dd>{out_id}</dd></dl></article>
"""


class Simulators(ThreadingHTTPServer):
    """All fake gateways of a portal on one port of this machine."""

    daemon_threads = True

    def __init__(
        self,
        port: int,
        sms: SmsSimulator,
        mail: MailSimulator | None = None,
        identity: IdentitySimulator | None = None,
        alipay: AlipaySimulator | None = None,
        company: CompanySimulator | None = None,
        driver: DriverSimulator | None = None,
        unified: UnifiedSimulator | None = None,
        system: SystemSimulator | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.sms, self.mail, self.identity, self.alipay, self.company = sms, mail, identity, alipay, company
        self.driver, self.unified, self.system = driver, unified, system

    def mails(self) -> list[Mail]:
        """Newest first."""
        return list(self.mail.mails) if self.mail else []


class Handler(BaseHTTPRequestHandler):
    """POST /simulators/sms/<protocol>, …/identity/… and …/company/… are the gateways, /simulators/ the page.

    /simulators/alipay/… and …/unified/… are gateways and the pages of their people, …/driver/ the driver of
    certificates.
    """

    server: Simulators
    timeout = SECONDS
    server_version, sys_version = "govsite-simulators", ""

    def do_GET(self) -> None:  # noqa: N802
        """The page of messages."""
        url, text = urlsplit(self.path), None
        if not self._is_local():
            self._send(403, "text/plain", b"loopback only")
            return
        if url.path == SIMULATORS:
            text = page(
                self.server.sms.newest(), self.server.mails(), self.server.driver, is_system=bool(self.server.system)
            )
        elif self.server.alipay and url.path.startswith(SIMULATORS + PREFIX):
            text = self.server.alipay.page(url.path.removeprefix(SIMULATORS + PREFIX), dict(parse_qsl(url.query)))
        elif self.server.system and url.path.startswith(SIMULATORS + systems.PREFIX):
            text = self.server.system.page(
                url.path.removeprefix(SIMULATORS + systems.PREFIX), dict(parse_qsl(url.query))
            )
        elif self.server.unified and url.path.startswith(SIMULATORS + unified.PREFIX):
            path = url.path.removeprefix(SIMULATORS + unified.PREFIX)
            if told := self.server.unified.told(path, self._headers()):
                self._send(told[0], "application/json", unified.as_json(told[1]))
                return
            text = self.server.unified.page(path, dict(parse_qsl(url.query)))
        if text is None:
            self._send(404, "text/plain", b"not found")
        else:
            self._send(200, "text/html", text.encode("utf-8", "replace"))

    def do_OPTIONS(self) -> None:  # noqa: N802
        """Whether a page may ask the driver, as browsers want to know before some requests."""
        self._send(204, "text/plain", b"", self._shared())

    def do_POST(self) -> None:  # noqa: N802
        """A message."""
        url = urlsplit(self.path)
        service, _, protocol = url.path.removeprefix(SIMULATORS).partition("/")
        gateways = {"sms": self.server.sms, "identity": self.server.identity, "company": self.server.company}
        gateway = gateways.get(service)
        length = self.headers.get("Content-Length", "0")
        if not self._is_local():
            self._send(403, "text/plain", b"loopback only")
        elif not (length.isascii() and length.isdigit() and int(length) <= MOST_BYTES):
            self._send(413, "text/plain", b"too large")
        elif self.server.alipay and url.path.startswith(SIMULATORS + PREFIX):
            self._be_alipay(self.server.alipay, protocol, self.rfile.read(int(length)))
        elif self.server.driver and url.path == SIMULATORS + drivers.PREFIX:
            answer = self.server.driver.answer(self.rfile.read(int(length)))
            self._send(200, "application/json", json.dumps(answer).encode(), self._shared())
        elif self.server.unified and url.path.startswith(SIMULATORS + unified.PREFIX):
            self._be_unified(self.server.unified, protocol, self.rfile.read(int(length)))
        elif gateway is None or protocol not in PROTOCOLS:
            self._send(404, "text/plain", b"not found")
        else:
            request = Request(url.path, url.query, self._headers(), self.rfile.read(int(length)))
            status, content = gateway.answer(protocol, request)
            self._send(status, "application/json", json.dumps(content).encode())

    def _be_alipay(self, alipay: AlipaySimulator, path: str, body: bytes) -> None:
        parameters = dict(parse_qsl(body.decode("utf-8", "replace")))
        if path == GATEWAY:
            self._send(200, "application/json", alipay.answer(parameters).encode())
        else:
            self._lead_on(alipay.chosen(path, parameters))

    def _be_unified(self, fake: UnifiedSimulator, path: str, body: bytes) -> None:
        parameters = dict(parse_qsl(body.decode("utf-8", "replace")))
        if told := fake.asked(path, parameters, self._headers()):
            self._send(told[0], "application/json", unified.as_json(told[1]))
        else:
            self._lead_on(fake.chosen(path, parameters))

    def _lead_on(self, onward: str | None) -> None:
        if onward is None:
            self._send(404, "text/plain", b"not found")
        else:
            self._send(303, "text/plain", b"", {"Location": onward})

    def _shared(self) -> dict[str, str]:
        """What lets a page of a portal on this machine read the answer."""
        origin = self.headers.get("Origin", "")
        if not drivers.may_ask(origin):
            return {}
        allowed = {"Access-Control-Allow-Headers": "Content-Type", "Access-Control-Allow-Private-Network": "true"}
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **allowed}

    def _headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: the line of a request holds Aliyun's numbers and variables."""

    def _is_local(self) -> bool:
        """By the peer, and by the name it was asked for: a page from elsewhere may have its own name lead here."""
        asked = re.sub(r":[0-9]+$", "", self.headers.get("Host", ""))
        return ip_address(self.client_address[0]).is_loopback and asked in NAMES

    def _send(self, status: int, kind: str, body: bytes, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in {**HEADERS, **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def page(
    messages: Sequence[Message],
    mails: Sequence[Mail] = (),
    driver: DriverSimulator | None = None,
    *,
    is_system: bool = False,
) -> str:
    """All messages, newest first, each with the label."""
    texts = "".join(_one(message) for message in messages) or NONE_YET
    people = "".join(f"<tr><td>{name}</td><td>{number}</td></tr>" for number, name in PEOPLE.items())
    found = "".join(_mail(mail) for mail in mails) or NO_MAIL
    known = ((firm.name, code, firm.representative) for code, firm in FIRMS.items())
    firms = "".join(f"<tr><td>{name}</td><td>{code}</td><td>{person}</td></tr>" for name, code, person in known)
    cards = "".join(
        f"<tr><td>{card}</td><td>{number}</td><td>{phone}</td></tr>" for card, (number, phone) in CARDS.items()
    )
    media = "".join(f"<li>{escape(one.name)}</li>" for one in driver.media.values()) if driver else ""
    certificates = CERTIFICATES.format(label=LABEL_OF_CA, pin=drivers.PIN, media=media) if driver else ""
    tables = {"people": people, "firms": firms, "cards": cards, "certificates": certificates}
    tables["system"] = SYSTEM.format(label=systems.LABEL, page=SIMULATORS + systems.PREFIX) if is_system else ""
    return PAGE.format(label=LABEL, messages=texts, mails=found, **tables)


def _mail(mail: Mail) -> str:
    texts = {name: escape(getattr(mail, name)) for name in ("to", "subject", "text")}
    return ONE_MAIL.format(label=LABEL, moment=f"{mail.moment:%Y-%m-%d %H:%M:%S}", **texts)


def _one(message: Message) -> str:
    names = ("protocol", "phone", "sign", "template", "variables", "out_id")
    texts = {name: escape(str(getattr(message, name))) for name in names}
    return ONE.format(label=LABEL, moment=f"{message.moment:%Y-%m-%d %H:%M:%S}", **texts)
