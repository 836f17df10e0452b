"""What a certificate that somebody shows is worth: believed, or refused with the sentence that says why."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from govsite.domain.companies import certificates, proving
from govsite.domain.companies.company import Actor
from govsite.gateways.certificates import Known as Known
from govsite.gateways.certificates import check, is_proved, read
from govsite.gateways.chains import Unfit
from govsite.gateways.settings import CertificateSettings as CertificateSettings

SUCCESS, EXPIRED, REVOKED = "SUCCESS", "certificate has expired", "certificate revoked"  # nginx's own words
LONGEST = 32 * 1024  # characters of what comes in base64, or escaped


class Proof(NamedTuple):
    """A text that was signed, and in base64 the certificate and the signature."""

    nonce: str
    certificate: str
    signature: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a request to the other host says in its headers: whether nginx has verified, what, and that it is nginx."""

    verified: str = ""
    certificate: str = field(default="", repr=False)
    key: str = field(default="", repr=False)


def by_signature(settings: CertificateSettings, proof: Proof, browser: str, actor: Actor | None) -> Known:
    """The certificate whose key has signed our text; raises Refused. ``actor`` binds, None signs in."""

    def believe() -> Known:
        if not proving.take_signed(proof.nonce, browser, actor.company.id if actor else None):
            raise Unfit("over")
        if not proof.certificate:
            raise Unfit("none")
        found = read(_decoded(proof.certificate, "malformed"))
        known = check(settings, found)
        if not is_proved(found, proof.nonce, _decoded(proof.signature, "signature")):
            raise Unfit("signature")
        return known

    return _told(believe, actor)


def by_code(settings: CertificateSettings, code: str, browser: str, actor: Actor | None) -> Known:
    """The certificate that the other host has seen, by the code that led back from it; raises Refused."""

    def believe() -> Known:
        shown = proving.take_shown(code, browser, actor.company.id if actor else None)
        if shown is None:
            raise Unfit("over")
        return check(settings, read(shown))

    return _told(believe, actor)


def at_host(settings: CertificateSettings, seen: Seen) -> Known:
    """The certificate that a request to the other host comes with; raises Refused.

    The headers say something only together with the proxy's key: whoever reaches us directly can write any of them.
    """
    return _told(lambda: check(settings, read(_from_proxy(settings, seen))), None)


def keep(settings: CertificateSettings, ticket: str, seen: Seen) -> str:
    """Keep on a ticket what the other host sees; returns the code that leads back. Raises Refused."""
    at_host(settings, seen)
    code = proving.show(ticket, _from_proxy(settings, seen))
    if code is None:
        raise certificates.refuse("-", "company.certificate", "over")
    return code


def _from_proxy(settings: CertificateSettings, seen: Seen) -> bytes:
    right = bool(settings.key) and hmac.compare_digest(settings.key.encode(), seen.key.encode("utf-8", "replace"))
    if not right:
        raise Unfit("none")
    if seen.verified != SUCCESS:
        raise Unfit(_why(seen.verified))
    if not seen.certificate or len(seen.certificate) > LONGEST:
        raise Unfit("malformed")
    return unquote(seen.certificate).encode("utf-8", "replace")


def _why(verified: str) -> str:
    """What nginx says, as a reason of ours: FAILED:certificate has expired."""
    if not verified.startswith("FAILED"):
        return "none"
    return "expired" if EXPIRED in verified else "revoked" if REVOKED in verified else "foreign"


def _told(believe: Callable[[], Known], actor: Actor | None) -> Known:
    try:
        return believe()
    except Unfit as unfit:
        who, what = (actor.who, "company.bind") if actor else ("-", "company.certificate")
        raise certificates.refuse(who, what, str(unfit), actor.company if actor else None) from None


def _decoded(text: str, why: str) -> bytes:
    try:
        if len(text) > LONGEST:
            raise ValueError("too long")
        return base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        raise Unfit(why) from None
