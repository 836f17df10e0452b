"""Lists of revoked certificates (CRL) that the operator fetches: files, read anew when they change.

Where an authority has lists they must be of today: without one nobody can say that a stolen key is not used.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from govsite.gateways.chains import Unfit, has_signed_list
from govsite.gateways.settings import Authority

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateRevocationList

log = logging.getLogger(__name__)
_read: dict[Path, tuple[tuple[int, int], CertificateRevocationList]] = {}  # by file: size and time, and what it held


def check(authority: Authority, chain: list[Certificate], now: datetime) -> None:
    """Raises Unfit for a certificate that was revoked, and where no list that is good now says of it."""
    if not authority.crls:
        return
    lists = [one for path in authority.crls if (one := load(path)) is not None]
    for place, (certificate, issuer) in enumerate(zip(chain, chain[1:], strict=False)):
        good = [one for one in lists if one.issuer == certificate.issuer and _is_good(one, issuer, now)]
        if any(one.get_revoked_certificate_by_serial_number(certificate.serial_number) for one in good):
            raise Unfit("revoked")
        if not good and not place:
            log.error("no list of revoked certificates of %s is good now: %s", authority.name, authority.crls)
            raise Unfit("unlisted")


def load(path: Path) -> CertificateRevocationList | None:
    """A list, PEM or DER; None for a file that is gone or is none."""
    from cryptography import x509

    try:
        stat = path.stat()
        mark = (stat.st_size, stat.st_mtime_ns)
        if path not in _read or _read[path][0] != mark:
            data = path.read_bytes()
            _read[path] = mark, x509.load_pem_x509_crl(data) if data[:5] == b"-----" else x509.load_der_x509_crl(data)
    except (OSError, ValueError) as error:
        log.error("a list of revoked certificates cannot be read: %s: %s", path, error)
        return None
    return _read[path][1]


def is_current(path: Path) -> bool:
    """Whether a file holds a list that is of today."""
    found = load(path)
    return found is not None and _is_in_time(found, datetime.now(UTC))


def _is_good(found: CertificateRevocationList, issuer: Certificate, now: datetime) -> bool:
    return _is_in_time(found, now) and has_signed_list(issuer, found)


def _is_in_time(found: CertificateRevocationList, now: datetime) -> bool:
    until = found.next_update_utc
    return found.last_update_utc <= now and (until is None or now <= until)
