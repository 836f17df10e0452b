"""A demo's own authority and the certificates of firms, for tests: made once."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from govsite.gateways.settings import Authority, CertificateSettings
from govsite.simulators.authority import NAME, OIDS, RSA, SM2, Issuer, Key, new_issuer, new_key, of_firm, sign
from govsite.simulators.company import FIRMS
from tests.submitting import submit

PROXY_KEY = "nginx-and-the-portal-have-the-same-one"
HOST = "ca.zwfw.example.gov.cn"
DRIVER = "http://127.0.0.1:18765/"


@cache
def issuer(algorithm: str, name: str = NAME) -> Issuer:
    return new_issuer(algorithm, name)


@cache
def key(algorithm: str) -> Key:
    """The key of all firms by one algorithm: what differs is their certificates."""
    return new_key(algorithm)


def certificate(algorithm: str, code: str, **times: Any) -> Certificate:
    by = times.pop("by", None) or issuer(algorithm)
    return of_firm(by, key(algorithm), FIRMS[code].name, code, **times)


def authority(*crls: Path) -> Authority:
    roots = (issuer(RSA).certificate, issuer(SM2).certificate)
    return Authority("模拟CA", roots, crls=crls, code_oids=tuple(OIDS.values()), simulated=True)


def settings(*crls: Path, **others: Any) -> CertificateSettings:
    values = {"origin": f"https://{HOST}", "key": PROXY_KEY, "drivers": (DRIVER,)} | others
    return CertificateSettings((authority(*crls),), **values)


def base64_of(found: Certificate) -> str:
    return base64.b64encode(found.public_bytes(Encoding.DER)).decode()


def signed(page: Any, found: Certificate, algorithm: str, **changed: str) -> Any:
    """Send a page's form as its script does, after the driver has signed its text."""
    (form,) = page.find("//form[@data-drivers]")
    fields = {one.get("name"): one for one in form.findall(".//input") if one.get("name")}
    nonce = fields["nonce"].get("value")
    made = {
        "certificate": base64_of(found),
        "signature": base64.b64encode(sign(key(algorithm), nonce.encode())).decode(),
    } | changed
    for name, value in made.items():
        fields[name].set("value", value)
    return submit(page, form.get("id"))
