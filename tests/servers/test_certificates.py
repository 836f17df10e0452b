"""The documented nginx asks for certificates at a host of its own: what the portal believes of it, and of whom else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import Certificate

from govsite.domain.companies.certificates import UNBOUND, WHY
from govsite.simulators.authority import RSA
from tests.accounts.certificates import HOST as CA
from tests.accounts.certificates import PROXY_KEY, certificate, issuer, key
from tests.accounts.firms import CODES
from tests.servers.portal import ask, read_all, request
from tests.servers.proxy import HOST, SETTINGS, Proxy, parts, proxied

CODE = CODES[0]
ENTER = "/login/certificate/enter"
FILE = "- {name: 模拟CA, roots: [root.pem], crls: [root.crl]}\n"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder, root = tmp_path_factory.mktemp("certificates"), issuer(RSA).certificate.public_bytes(Encoding.PEM)
    (folder / "root.pem").write_bytes(root)
    (folder / "root.crl").write_bytes(issuer(RSA).revoke([]))
    (folder / "authorities.yaml").write_text(FILE, "utf-8")
    settings = {
        **SETTINGS,
        "GOVSITE_SIMULATORS": "1",
        "GOVSITE_ORIGIN": f"https://{HOST}",
        "GOVSITE_CERTIFICATES": str(folder / "authorities.yaml"),
        "GOVSITE_CERTIFICATE_ORIGIN": f"https://{CA}",
        "GOVSITE_CERTIFICATE_KEY": PROXY_KEY,
    }
    files = {"govsite-authorities.pem": root, "govsite-ca.key": f'proxy_set_header X-Proxy-Key "{PROXY_KEY}";'.encode()}
    with proxied(folder, settings, files=files) as found:
        yield found


def held(folder: Path, found: Certificate) -> Path:
    """The file of a certificate with its key."""
    own = key(RSA)
    assert isinstance(own, RSAPrivateKey)
    path = folder / f"{found.serial_number:x}.pem"
    text = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(text + found.public_bytes(Encoding.PEM))
    return path


def sent(host: str, path: str, *lines: str, fields: dict[str, str] | None = None) -> bytes:
    """A request of a browser, a form where there are fields."""
    if fields is None:
        return request(path, host, *lines)
    body = urlencode(fields)
    kind = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
    return request(path, host, f"Origin: https://{host}", *kind, *lines, method="POST") + body.encode()


def at(proxy: Proxy, data: bytes, host: str = CA, shown: Path | None = None) -> tuple[int, str, str]:
    with proxy.connect(host=host, shown=shown) as line:
        line.sendall(data)
        status, head, page = parts(read_all(line))
    return status, head, unescape(page)


def set_out(proxy: Proxy) -> tuple[str, str]:
    """The address at the other host, without it, and the cookie."""
    page = proxy.ask(sent(HOST, "/login/certificate/leave", fields={})).decode("utf-8")
    (address,) = re.findall(rf'href="https://{CA}(/[^"]+)"', page)
    (cookie,) = re.findall(r"(?i)set-cookie: (__Host-certificate=[^;]+)", page)
    return address, cookie


def test_a_certificate_goes_from_the_browser_to_the_portal(proxy: Proxy) -> None:
    firm = held(proxy.folder, certificate(RSA, CODE))
    address, cookie = set_out(proxy)
    status, _, page = at(proxy, sent(CA, address), shown=firm)
    assert status == 200 and CODE in page and "模拟CA" in page
    ticket = address.partition("ticket=")[2]
    status, _, page = at(proxy, sent(CA, ENTER, fields={"ticket": ticket}), shown=firm)
    (back,) = re.findall(rf'href="(https://{HOST}/login/certificate/back[^"]+)"', page)
    code = urlsplit(back).query.removeprefix("code=")
    form = {"code": code}
    status, _, page = at(proxy, sent(HOST, "/login/certificate/back", fields=form), HOST)
    assert status == 422 and WHY["over"] in page, "not in another browser"
    status, _, page = at(proxy, sent(HOST, "/login/certificate/back", f"Cookie: {cookie}", fields=form), HOST)
    assert status == 422 and UNBOUND in page, "it is believed, and belongs to nobody yet"


def test_what_the_host_refuses_is_told_in_words(proxy: Proxy) -> None:
    address, _ = set_out(proxy)
    now = datetime.now(UTC)
    gone = certificate(RSA, CODE)
    (proxy.portal.folder / "root.crl").write_bytes(issuer(RSA).revoke([gone.serial_number]))
    for found, why in (
        (None, "none"),
        (certificate(RSA, CODE, by=issuer(RSA, "别的CA")), "foreign"),
        (certificate(RSA, CODE, until=now - timedelta(hours=1)), "expired"),
        (gone, "revoked"),
    ):
        shown = held(proxy.folder, found) if found else None
        status, _, page = at(proxy, sent(CA, address), shown=shown)
        assert status == 422 and WHY[why] in page, (why, status, page)


def test_nobody_else_says_what_nginx_says(proxy: Proxy) -> None:
    address, _ = set_out(proxy)
    escaped = quote(certificate(RSA, CODE).public_bytes(Encoding.PEM).decode())
    spoofed = ("X-Client-Verify: SUCCESS", f"X-Client-Cert: {escaped}", "X-Proxy-Key: guessed")
    status, _, page = at(proxy, sent(CA, address, *spoofed))
    assert status == 422 and WHY["none"] in page, "overwritten at the host itself"
    assert at(proxy, sent(HOST, address, *spoofed), HOST)[0] == 404, "and there is no such page at the main one"
    direct = parts(ask(proxy.portal.port, sent(CA, address, *spoofed)))
    assert direct[0] == 422 and WHY["none"] in unescape(direct[2]), "nor without nginx"
    right = parts(ask(proxy.portal.port, sent(CA, address, *spoofed[:2], f"X-Proxy-Key: {PROXY_KEY}")))
    assert right[0] == 200, "the key is what makes it believed"


def test_the_host_has_that_page_alone(proxy: Proxy) -> None:
    status, head, _ = at(proxy, sent(CA, "/console/login?a=1"))
    assert status == 302 and f"location: https://{HOST}/console/login?a=1" in head
    foreign = held(proxy.folder, certificate(RSA, CODE, by=issuer(RSA, "别的CA")))
    assert WHY["over"] in at(proxy, sent(CA, "/console/login"), shown=foreign)[2]
