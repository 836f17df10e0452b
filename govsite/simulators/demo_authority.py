"""What a demo's own authority (模拟CA) leaves in a folder: the file of trusted authorities, and what the driver has.

The keys of the authority itself are not kept: nobody can issue more.
"""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from govsite.simulators.authority import LABEL, NAME, RSA, SM2, Issuer, Key, Sm2Key, new_issuer, new_key, of_firm
from govsite.simulators.company import FIRMS
from govsite.simulators.driver import PIN

AUTHORITIES, DRIVER = "authorities.yaml", "driver.json"
RENEW = timedelta(days=45)  # before the end: what expires soon is told to firms, which a new demo should not begin with
FILE = f"""# {LABEL}。只供演示，设了 GOVSITE_SIMULATORS=1 才能用。
- name: {NAME}
  roots: [rsa.pem, sm2.pem]
  crls: [rsa.crl, sm2.crl]
"""


def make(folder: Path) -> bool:
    """Make what is missing or soon too old; False where all is there."""
    if _is_good(folder):
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    issuers = {algorithm: new_issuer(algorithm) for algorithm in (RSA, SM2)}
    media, revoked = [], {RSA: list[int](), SM2: list[int]()}
    yesterday = datetime.now(UTC) - timedelta(days=1)
    for place, (code, firm) in enumerate(FIRMS.items()):
        for algorithm in (RSA, SM2) if not place else (SM2,) if place % 2 else (RSA,):
            media.append(_medium(folder, issuers[algorithm], algorithm, firm.name, code))
        if not place:
            media.append(_medium(folder, issuers[SM2], SM2, firm.name, code, "（已到期）", until=yesterday))
            media.append(_medium(folder, issuers[SM2], SM2, firm.name, code, "（已吊销）"))
            revoked[SM2].append(int(media[-1]["number"], 16))
    for algorithm, issuer in issuers.items():
        (folder / f"{algorithm}.pem").write_bytes(issuer.certificate.public_bytes(Encoding.PEM))
        (folder / f"{algorithm}.crl").write_bytes(issuer.revoke(revoked[algorithm]))
    (folder / AUTHORITIES).write_text(FILE, "utf-8")
    _write(folder / DRIVER, json.dumps(media, ensure_ascii=False, indent=1).encode())
    return True


def _is_good(folder: Path) -> bool:
    try:
        data = (folder / "sm2.pem").read_bytes()
        whole = all((folder / name).is_file() for name in (AUTHORITIES, DRIVER, "rsa.pem", "rsa.crl", "sm2.crl"))
        return whole and x509.load_pem_x509_certificate(data).not_valid_after_utc > datetime.now(UTC) + RENEW
    except (OSError, ValueError):
        return False


def _medium(
    folder: Path, issuer: Issuer, algorithm: str, firm: str, code: str, what: str = "", **times: datetime
) -> dict[str, str]:
    """A firm's certificate for the driver; by RSA also as a file that a browser takes in."""
    key = new_key(algorithm)
    made = of_firm(issuer, key, firm, code, **times)
    if not isinstance(key, Sm2Key):
        packed = pkcs12.serialize_key_and_certificates(
            firm.encode(), key, made, [issuer.certificate], BestAvailableEncryption(PIN.encode())
        )
        _write(folder / f"{code}.p12", packed)
    return {
        "name": f"{firm}{what}（{algorithm.upper()}）",
        "number": f"{made.serial_number:x}",
        "certificate": base64.b64encode(made.public_bytes(Encoding.DER)).decode(),
        "key": _text_of(key),
    }


def _text_of(key: Key) -> str:
    if isinstance(key, Sm2Key):
        return f"{key.number:x}"
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _write(path: Path, data: bytes) -> None:
    """A file that its owner alone reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
