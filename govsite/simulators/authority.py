"""A demo's own authority (模拟CA): makes certificates of the invented firms, by RSA and SM2, and lists of revoked ones.

Certificates by SM2 are made as ones by P-256, whose key and signature are then put in the place of the others:
``cryptography`` writes all of a certificate but these.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from govsite.gateways import der, sm2

LABEL = "演示：未接入真实CA"
NAME = "模拟CA（演示）"
RSA, SM2 = "rsa", "sm2"
OIDS = {RSA: "1.2.86.11.7.4", SM2: "1.2.156.10260.4.1.4"}  # where the credit code stands
GOOD_FOR = timedelta(days=365)
_USAGES = """digital_signature content_commitment key_encipherment data_encipherment key_agreement
    key_cert_sign crl_sign encipher_only decipher_only"""
_SM2_SIGNS = bytes.fromhex("300a06082a811ccf55018375")
_SM2_KEY = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")


@dataclass(frozen=True)
class Sm2Key:
    """A private key of SM2; only the demo has such."""

    number: int = field(default_factory=lambda: secrets.randbelow(sm2.N - 2) + 1, repr=False)

    @property
    def public(self) -> sm2.Point:
        """The point that belongs to it."""
        point = sm2.multiply(self.number, sm2.G)
        assert point is not None  # noqa: S101 - the number is less than the order
        return point

    def sign(self, message: bytes) -> bytes:
        """The signature of a message (GB/T 32918.2, 6.1)."""
        digest = sm2.digest(self.public, message)
        while True:
            once = secrets.randbelow(sm2.N - 1) + 1
            point = sm2.multiply(once, sm2.G)
            r = (digest + (point[0] if point else 0)) % sm2.N
            s = pow(1 + self.number, -1, sm2.N) * (once - r * self.number) % sm2.N
            if r and s and r + once != sm2.N:
                return encode_dss_signature(r, s)


Key = rsa.RSAPrivateKey | Sm2Key


@dataclass(frozen=True)
class Issuer:
    """An authority by one of the two algorithms, with its own certificate."""

    key: Key = field(repr=False)
    certificate: x509.Certificate

    def issue(
        self, subject: x509.Name, key: Key, extensions: Iterable[Extension], **times: datetime
    ) -> x509.Certificate:
        """A certificate of a key."""
        return _certificate(subject, key, self.certificate.subject, self.key, extensions, **times)

    def revoke(self, serials: Sequence[int], until: datetime | None = None) -> bytes:
        """The list of those that were revoked, as PEM."""
        now = datetime.now(UTC)
        listed = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        listed = listed.last_update(now - timedelta(days=2)).next_update(until or now + GOOD_FOR)
        for serial in serials:
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - timedelta(days=1))
            listed = listed.add_revoked_certificate(one.build())
        if isinstance(self.key, Sm2Key):
            made = listed.sign(ec.generate_private_key(ec.SECP256R1()), SHA256()).public_bytes(Encoding.DER)
            return x509.load_der_x509_crl(_resigned(made, self.key, 1)).public_bytes(Encoding.PEM)
        return listed.sign(self.key, SHA256()).public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class Extension:
    """An extension of a certificate."""

    value: x509.ExtensionType
    critical: bool = False


def new_key(algorithm: str) -> Key:
    """A key by one of the two algorithms."""
    return Sm2Key() if algorithm == SM2 else rsa.generate_private_key(65537, 2048)


def new_issuer(algorithm: str, name: str = NAME) -> Issuer:
    """An authority that vouches for itself."""
    key, own = new_key(algorithm), _name(f"{name} {algorithm.upper()}", name)
    usage = _usage(key_cert_sign=True, crl_sign=True)
    extensions = [Extension(x509.BasicConstraints(ca=True, path_length=1), True), Extension(usage, True)]
    identifier = Extension(x509.SubjectKeyIdentifier(secrets.token_bytes(20)))
    return Issuer(key, _certificate(own, key, own, key, [*extensions, identifier]))


def of_firm(issuer: Issuer, key: Key, firm: str, code: str, **times: datetime) -> x509.Certificate:
    """The certificate of a firm to sign with; its credit code stands where the authorities have it, with its tag."""
    oid = OIDS[SM2 if isinstance(key, Sm2Key) else RSA]
    text = b"\x0c" + bytes([len(code)]) + code.encode()
    extensions = [
        Extension(_usage(digital_signature=True, content_commitment=True), True),
        Extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), text)),
    ]
    return issuer.issue(_name(firm, firm), key, extensions, **times)


def sign(key: Key, message: bytes) -> bytes:
    """The signature of a message, as a driver makes it."""
    return key.sign(message) if isinstance(key, Sm2Key) else key.sign(message, PKCS1v15(), SHA256())


def _certificate(
    subject: x509.Name,
    key: Key,
    issuer: x509.Name,
    by: Key,
    extensions: Iterable[Extension],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    stand_in = ec.generate_private_key(ec.SECP256R1())
    public = stand_in.public_key() if isinstance(key, Sm2Key) else key.public_key()
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(since or now - timedelta(days=2))
    made = made.not_valid_after(until or now + GOOD_FOR)
    for one in extensions:
        made = made.add_extension(one.value, one.critical)
    if not isinstance(by, Sm2Key):
        return made.sign(by, SHA256())
    data = made.sign(stand_in, SHA256()).public_bytes(Encoding.DER)
    return x509.load_der_x509_certificate(_resigned(data, by, 2, key if isinstance(key, Sm2Key) else None))


def _resigned(made: bytes, by: Sm2Key, algorithm_at: int, key: Sm2Key | None = None) -> bytes:
    """Something signed by P-256, with an SM2 signature and, in a certificate, an SM2 key."""
    body = _raw(der.take(_raw(der.take(made)[1])[0])[1])
    body[algorithm_at] = _SM2_SIGNS
    if key:
        point = b"\x04" + b"".join(number.to_bytes(sm2.SIZE) for number in key.public)
        body[6] = _value(der.SEQUENCE, _SM2_KEY, _value(der.BIT_STRING, b"\0", point))
    signed = _value(der.SEQUENCE, *body)
    return _value(der.SEQUENCE, signed, _SM2_SIGNS, _value(der.BIT_STRING, b"\0", by.sign(signed)))


def _raw(content: bytes) -> list[bytes]:
    """The values in a content, whole."""
    found = []
    while content:
        rest = der.take(content)[2]
        found.append(content[: len(content) - len(rest)])
        content = rest
    return found


def _value(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 + size]) + length.to_bytes(size) + content


def _name(common: str, organisation: str) -> x509.Name:
    fields = ((NameOID.COUNTRY_NAME, "CN"), (NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in fields])


def _usage(**wanted: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in _USAGES.split()})
