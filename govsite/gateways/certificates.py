"""Certificates of legal persons (数字证书) by an authority (CA) that is trusted: whose one is, and whether it is good.

None of this kind has a SAN, which the verifier of ``cryptography`` wants by default: of the certificate itself all is
permitted there, and looked at here. RSA and SM2 (GM/T 0015) are read; what cannot be read is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govsite.gateways import chains, der, revoked
from govsite.gateways.chains import SM2, Unfit, algorithm, is_signed_by
from govsite.gateways.settings import Authority, CertificateSettings

if TYPE_CHECKING:  # where a worker imports this module it looks at no certificate
    from cryptography.x509 import Certificate

RSA = "RSA"
LONGEST = 16 * 1024  # bytes of a certificate
LONGEST_SIGNATURE = 1024
CODE = 18  # characters of a unified credit code
_ORGANISATION, _NAME = "2.5.4.10", "2.5.4.3"


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate that is good now: whose, by which authority, until when; ``fingerprint`` is its SHA-256 in hex."""

    fingerprint: str
    authority: str
    subject: str
    serial: str
    algorithm: str
    credit_code: str
    expires: datetime


def read(data: bytes) -> Certificate:
    """A certificate, PEM or DER; raises Unfit for what is none."""
    from cryptography import x509

    try:
        if len(data) > LONGEST:
            raise ValueError("too long")
        found = x509.load_pem_x509_certificate(data) if data[:5] == b"-----" else x509.load_der_x509_certificate(data)
        algorithm(found)  # raises for a key that we cannot read
        list(found.extensions)
    except Exception:  # the library has many of its own
        raise Unfit("malformed") from None
    return found


def check(settings: CertificateSettings, certificate: Certificate, now: datetime | None = None) -> Known:
    """Whose certificate it is; raises Unfit with why it is not believed."""
    from cryptography.hazmat.primitives.hashes import SHA256

    now = now or datetime.now(UTC)
    if now < certificate.not_valid_before_utc:
        raise Unfit("early")
    if now > certificate.not_valid_after_utc:
        raise Unfit("expired")
    authority, chain = _trusted(settings, certificate, now)
    _check_usage(certificate)
    revoked.check(authority, chain, now)
    code = _credit_code(authority, certificate)
    return Known(
        certificate.fingerprint(SHA256()).hex(),
        authority.name,
        _subject(certificate),
        f"{certificate.serial_number:x}",
        SM2 if algorithm(certificate) == SM2 else RSA,
        code,
        certificate.not_valid_after_utc,
    )


def is_proved(certificate: Certificate, message: str, signature: bytes) -> bool:
    """Whether whoever has the key of a certificate has signed a message (SOF_SignData)."""
    if len(signature) > LONGEST_SIGNATURE:
        return False
    return is_signed_by(certificate, message.encode(), signature)


def _trusted(
    settings: CertificateSettings, certificate: Certificate, now: datetime
) -> tuple[Authority, list[Certificate]]:
    for authority in settings.authorities:
        chain = chains.find(authority, certificate, now)
        if chain:
            return authority, chain
    raise Unfit("foreign")


def _check_usage(certificate: Certificate) -> None:
    """A certificate to sign with; firms also have one to encrypt with, and neither stands for the other."""
    from cryptography.x509 import BasicConstraints, ExtensionNotFound, KeyUsage

    try:
        signs = certificate.extensions.get_extension_for_class(KeyUsage).value.digital_signature
    except ExtensionNotFound:
        signs = False
    try:
        issues = certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        issues = False
    if not signs or issues:
        raise Unfit("usage")


def _credit_code(authority: Authority, certificate: Certificate) -> str:
    """The credit code, by the extensions that the authority has it in, else by the fields of the subject."""
    from cryptography.x509 import ObjectIdentifier, UnrecognizedExtension

    found = []
    by_oid = {one.oid.dotted_string: one.value for one in certificate.extensions}
    for oid in authority.code_oids:
        value = by_oid.get(oid)
        if isinstance(value, UnrecognizedExtension):
            try:
                found.append(der.text(value.value))
            except ValueError:
                continue
    for oid in authority.subject_oids:
        fields = certificate.subject.get_attributes_for_oid(ObjectIdentifier(oid))
        found += [field.value for field in fields if isinstance(field.value, str)]
    codes = [code for text in found if len(code := "".join(text.split()).upper()) == CODE]
    if not codes:
        raise Unfit("code")
    return codes[0]


def _subject(certificate: Certificate) -> str:
    """The name of the firm as the certificate has it, for people to read; nothing is decided by it."""
    from cryptography.x509 import ObjectIdentifier

    for oid in (_ORGANISATION, _NAME):
        for field in certificate.subject.get_attributes_for_oid(ObjectIdentifier(oid)):
            if isinstance(field.value, str) and field.value.strip():
                return field.value.strip()[:100]
    return ""
