"""From a certificate up to a root that is trusted: RSA by the verifier of ``cryptography``, SM2 by its rules here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from govsite.gateways import der, sm2
from govsite.gateways.settings import Authority

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import Certificate, CertificateRevocationList

SM2 = "SM2"
SM2_SIGNATURE = "1.2.156.10197.1.501"
FEWEST_BITS = 2048  # of an RSA key
DEEPEST = 4  # certificates between a root and the one that is looked at
_EC_KEY = bytes.fromhex("06072a8648ce3d0201")  # id-ecPublicKey
_SM2_CURVE = bytes.fromhex("06082a811ccf5501822d")


class Unfit(Exception):  # noqa: N818
    """Why a certificate is not believed, in a word; the domain has the sentences."""


def algorithm(certificate: Certificate) -> str:
    """SM2, or "" for RSA; raises ValueError for another key, or one that cannot be used."""
    if _is_sm2(certificate):
        _point(certificate)
        return SM2
    _rsa_key(certificate)
    return ""


def find(authority: Authority, certificate: Certificate, now: datetime) -> list[Certificate]:
    """The certificate and those above it up to a root of the authority; [] where it is none of its."""
    try:
        return (_by_sm2 if algorithm(certificate) == SM2 else _by_rsa)(authority, certificate, now)
    except ValueError:
        return []


def is_signed_by(issuer: Certificate, data: bytes, signature: bytes) -> bool:
    """Whether the key of a certificate has signed something: RSA with SHA-256, or SM2 with SM3."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        if _is_sm2(issuer):
            return sm2.is_signed(_point(issuer), data, signature)
        _rsa_key(issuer).verify(signature, data, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def has_signed_list(issuer: Certificate, found: CertificateRevocationList) -> bool:
    """Whether a list of revoked certificates is of this issuer."""
    if _is_sm2(issuer):
        is_ours = found.signature_algorithm_oid.dotted_string == SM2_SIGNATURE
        return is_ours and sm2.is_signed(_point(issuer), found.tbs_certlist_bytes, found.signature)
    return found.is_signature_valid(_rsa_key(issuer))


def _by_rsa(authority: Authority, certificate: Certificate, now: datetime) -> list[Certificate]:
    from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

    roots = [one for one in authority.roots if not _is_sm2(one)]
    if not roots:
        return []
    policies = {"ca_policy": ExtensionPolicy.webpki_defaults_ca(), "ee_policy": ExtensionPolicy.permit_all()}
    builder = PolicyBuilder().store(Store(roots)).time(now).max_chain_depth(DEEPEST).extension_policies(**policies)
    between = [one for one in authority.intermediates if not _is_sm2(one)]
    try:
        return list(builder.build_client_verifier().verify(certificate, between).chain)
    except VerificationError:
        return []


def _by_sm2(authority: Authority, certificate: Certificate, now: datetime) -> list[Certificate]:
    roots = [one for one in authority.roots if _is_sm2(one)]
    above = [*roots, *(one for one in authority.intermediates if _is_sm2(one))]
    chain = [certificate]
    while len(chain) <= DEEPEST + 1:
        depth, last = len(chain) - 1, chain[-1]
        issuer = next((one for one in above if _may_issue(one, depth, now) and _has_issued(one, last)), None)
        if issuer is None:
            return []
        chain.append(issuer)
        if issuer in roots:
            return chain
    return []


def _has_issued(issuer: Certificate, certificate: Certificate) -> bool:
    """Whether the key of one has signed the other."""
    if certificate.issuer != issuer.subject or certificate.signature_algorithm_oid.dotted_string != SM2_SIGNATURE:
        return False
    return sm2.is_signed(_point(issuer), certificate.tbs_certificate_bytes, certificate.signature)


def _may_issue(issuer: Certificate, depth: int, now: datetime) -> bool:
    """Whether an authority may have issued certificates, with so many of authorities below it (RFC 5280, 6.1.4)."""
    from cryptography.x509 import BasicConstraints, ExtensionNotFound, KeyUsage

    try:
        constraints = issuer.extensions.get_extension_for_class(BasicConstraints).value
        usage = issuer.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return False
    deep_enough = constraints.path_length is None or constraints.path_length >= depth
    known = {"2.5.29.19", "2.5.29.15", "2.5.29.32"}
    strange = any(one.critical and one.oid.dotted_string not in known for one in issuer.extensions)
    in_time = issuer.not_valid_before_utc <= now <= issuer.not_valid_after_utc
    return constraints.ca and usage.key_cert_sign and deep_enough and in_time and not strange


def _is_sm2(certificate: Certificate) -> bool:
    kind, _ = _key_info(certificate)
    return kind.endswith(_SM2_CURVE) and kind.startswith(_EC_KEY)


def _point(certificate: Certificate) -> sm2.Point:
    return sm2.read_point(_key_info(certificate)[1])


def _key_info(certificate: Certificate) -> tuple[bytes, bytes]:
    """What kind of key it is, and the key: ``public_key()`` refuses curves that OpenSSL's interface does not name."""
    _, body, _ = der.take(certificate.tbs_certificate_bytes)
    values = [value for tag, value in der.all_of(body) if tag != der.FIRST]
    (_, kind), (tag, key) = der.all_of(values[5])[:2]  # after serial, signature, issuer, validity, subject
    if tag != der.BIT_STRING or key[:1] != b"\0":
        raise ValueError("no key")
    return kind, key[1:]


def _rsa_key(certificate: Certificate) -> RSAPublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    try:
        found = certificate.public_key()
    except UnsupportedAlgorithm:
        raise ValueError("a key of an unknown kind") from None
    if not isinstance(found, RSAPublicKey) or found.key_size < FEWEST_BITS:
        raise ValueError(f"no RSA key of {FEWEST_BITS} bits or more")
    return found
