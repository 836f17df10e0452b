"""What the settings say of certificates of legal persons (数字证书): the authorities that are trusted, and the ways."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from govsite.config.readers import ConfigError, gateway, is_here, kept, plain
from govsite.gateways.settings import Authority, CertificateSettings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

NAME, DEMO = "GOVSITE_CERTIFICATES", "模拟CA"  # the demo's own authority is known by the name in its certificate
SHORTEST_KEY = 32


def read_certificates(env: Mapping[str, str], instance: Path) -> CertificateSettings | None:
    """Certificates; None where no file names an authority. Raises ConfigError with the place that is wrong."""
    path = plain(env, NAME, "")
    if not path:
        return None
    authorities = read_authorities(Path(path))
    origin = gateway(env, "GOVSITE_CERTIFICATE_ORIGIN", "").rstrip("/") if _has(env, "ORIGIN") else ""
    if urlsplit(origin).path:
        raise ConfigError("GOVSITE_CERTIFICATE_ORIGIN: an address like https://ca.zwfw.example.gov.cn, without a path")
    key, where = kept(env, "GOVSITE_CERTIFICATE_KEY", instance / "certificate-key")
    if origin and len(key) < SHORTEST_KEY:
        raise ConfigError(f"{where}: {SHORTEST_KEY} characters or more are wanted, the same as nginx has")
    return CertificateSettings(authorities, origin, key if origin else "", _drivers(env))


def read_authorities(path: Path) -> tuple[Authority, ...]:
    """The authorities of a file; paths in it are beside it."""
    from govsite.config.authorities import Entries, problems

    try:
        entries = Entries.read(path)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{NAME}={path}: {problems(error)}") from None
    return tuple(_authority(entry, path) for entry in entries)


def _authority(entry: Any, path: Path) -> Authority:
    roots = [one for name in entry.roots for one in _certificates(path, name)]
    between = [one for name in entry.intermediates for one in _certificates(path, name)]
    missing = [name for name in entry.crls if not (path.parent / name).is_file()]
    if missing:
        raise ConfigError(f"{NAME}={path}: {entry.name}: there is no file {path.parent / missing[0]}")
    return Authority(
        name=entry.name,
        roots=tuple(roots),
        intermediates=tuple(between),
        crls=tuple(path.parent / name for name in entry.crls),
        code_oids=tuple(entry.code_oids),
        subject_oids=tuple(entry.subject_oids),
        simulated=any(DEMO in one.subject.rfc4514_string() for one in roots),
    )


def _certificates(path: Path, name: str) -> list[Certificate]:
    """The certificates of a file, PEM or DER."""
    from cryptography import x509

    from govsite.gateways.certificates import read
    from govsite.gateways.chains import Unfit

    file = path.parent / name
    try:
        data = file.read_bytes()
        found = x509.load_pem_x509_certificates(data) if b"-----BEGIN" in data else [read(data)]
        return [read(one.public_bytes(_der())) for one in found]
    except (OSError, ValueError, Unfit) as error:
        raise ConfigError(f"{NAME}={path}: {file} holds no certificate with an RSA or SM2 key ({error})") from None


def _der() -> Any:
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding.DER


def _drivers(env: Mapping[str, str]) -> tuple[str, ...]:
    """Addresses on the visitor's own machine: nothing else may be asked by our pages."""
    name = "GOVSITE_CERTIFICATE_DRIVERS"
    found = tuple(gateway({name: url}, name, "") for url in plain(env, name, "").replace(",", " ").split())
    wrong = [url for url in found if not is_here(urlsplit(url).netloc)]
    if wrong:
        raise ConfigError(f"{name}: {wrong[0]!r} is not on the visitor's own machine (127.0.0.1 or localhost)")
    return found


def _has(env: Mapping[str, str], what: str) -> bool:
    return bool(plain(env, f"GOVSITE_CERTIFICATE_{what}", ""))
