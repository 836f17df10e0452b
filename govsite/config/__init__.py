"""Typed readers of the environment: every setting is read here, once, and a wrong value stops the start."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from govsite.config.alipay import read_alipay
from govsite.config.certificates import read_certificates
from govsite.config.messages import read_mail, read_sms
from govsite.config.readers import HOST, host_and_port, kept, one_of, plain, whole
from govsite.config.readers import LOOPBACK as LOOPBACK
from govsite.config.readers import ConfigError as ConfigError
from govsite.config.registers import read_company, read_identity
from govsite.config.unified import read_unified
from govsite.gateways.settings import (
    SIMULATORS,
    AlipaySettings,
    CertificateSettings,
    ClamavSettings,
    IdentitySettings,
    MailSettings,
    SmsSettings,
    UnifiedSettings,
)
from govsite.logs import LEVELS

PROJECT = Path(__file__).resolve().parent.parent.parent
Network = IPv4Network | IPv6Network
_REAL = ("real", "simulated")
_KEY = re.compile(r"(index|[1-9][0-9]{0,2}):([A-Za-z0-9+/_-]+)=*")


@dataclass(frozen=True)
class Config:
    """What one process needs to know; sizes in bytes.

    ``hosts`` are the names under which the portal is reached besides the sites' own domains, with a port only where it
    is not the server's own; ``origin`` is where it is at home (``https://zwfw.example.gov.cn``), "" where nobody said;
    ``proxies`` are the peers whose forwarded headers are believed; ``threads`` is how many threads of a worker answer
    requests; ``data_keys`` are the keys of sealed columns by name, ``index`` and numbers, none where nobody set any;
    ``sms`` and ``mail`` are None where messages have no way out, ``identity`` where names cannot be checked, ``alipay``
    and ``unified`` where nobody signs in with them, ``company`` where legal persons cannot be checked, ``certificates``
    where none signs in by a certificate, ``clamav`` where nobody looks for viruses; ``check_links`` lets a chore ask
    other sites whether our links still lead somewhere;
    ``simulators`` allows fake gateways.
    """

    sites: Path
    instance: Path
    secret_key: str = field(repr=False)
    data_keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    database_url: str | None = None
    replica_url: str | None = None
    hosts: tuple[str, ...] = LOOPBACK
    origin: str = ""
    proxies: tuple[Network, ...] = ()
    threads: int = 8
    page_cache_bytes: int = 24 * 1024 * 1024
    log_level: str = "info"
    sms: SmsSettings | None = None
    mail: MailSettings | None = None
    identity: IdentitySettings | None = None
    alipay: AlipaySettings | None = None
    unified: UnifiedSettings | None = None
    company: IdentitySettings | None = None
    certificates: CertificateSettings | None = None
    clamav: ClamavSettings | None = None
    check_links: bool = False
    simulators: bool = False
    testing: bool = False
    data: Path | None = None

    @property
    def gateways(self) -> dict[str, str]:
        """Which outside systems there are: real, simulated or none."""
        names = ("sms", "identity", "alipay", "unified", "company", "certificates")
        found = {name: "none" if (each := getattr(self, name)) is None else _REAL[each.simulated] for name in names}
        fake = bool(self.simulators and self.mail and self.mail.is_here)
        return found | {"mail": "none" if self.mail is None else _REAL[fake]}

    @property
    def simulators_page(self) -> str:
        """Where the messages are shown that a fake gateway took; "" where there is none."""
        if self.sms is None or not self.sms.simulated:
            return ""
        at = urlsplit(self.sms.url)
        return f"{at.scheme}://{at.netloc}{SIMULATORS}"

    @property
    def files(self) -> Path:
        """Folder of the downloadable forms, named by the items' materials."""
        return (self.data or PROJECT / "demo") / "forms"


def read_config(env: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; raises ConfigError with the variable's name and what it should hold."""
    sites, instance = read_places(env)
    data = plain(env, "GOVSITE_DATA", "")
    return Config(
        sites=sites,
        instance=instance,
        secret_key=_secret(env, "GOVSITE_SECRET_KEY", instance / "secret-key"),
        data_keys=_keys(env, "GOVSITE_DATA_KEYS", instance / "data-keys"),
        database_url=_database(env, "GOVSITE_DATABASE_URL"),
        replica_url=_database(env, "GOVSITE_REPLICA_URL"),
        hosts=_hosts(env, "GOVSITE_HOSTS"),
        origin=_origin(env, "GOVSITE_ORIGIN"),
        proxies=_networks(env, "GOVSITE_PROXIES"),
        threads=whole(env, "GOVSITE_THREADS", 8, 1, 512),
        page_cache_bytes=whole(env, "GOVSITE_PAGE_CACHE_MB", 24, 0, 4096) * 1024 * 1024,
        log_level=one_of(env, "GOVSITE_LOG_LEVEL", "info", LEVELS),
        sms=read_sms(env, instance),
        mail=read_mail(env, instance),
        identity=read_identity(env, instance),
        alipay=read_alipay(env, instance),
        unified=read_unified(env, instance),
        company=read_company(env, instance),
        certificates=read_certificates(env, instance),
        clamav=_clamav(env, "GOVSITE_CLAMAV"),
        check_links=whole(env, "GOVSITE_CHECK_LINKS", 0, 0, 1) == 1,
        simulators=whole(env, "GOVSITE_SIMULATORS", 0, 0, 1) == 1,
        data=Path(data).absolute() if data else None,
    )


def read_places(env: Mapping[str, str] = os.environ) -> tuple[Path, Path]:
    """The sites.yaml and the instance folder; commands need them where nothing else is set, or right."""
    return _file(env, "GOVSITE_SITES", "sites.yaml"), Path(plain(env, "GOVSITE_INSTANCE", "instance")).resolve()


def _file(env: Mapping[str, str], name: str, default: str) -> Path:
    """A path here, or else in the project; whether the file is there is found out by whoever reads it."""
    path = Path(plain(env, name, default))
    if not path.exists() and (PROJECT / path).exists():
        path = PROJECT / path
    return path.absolute()  # not resolved: where a link is put in the place of another, hot reload must see the new one


def _secret(env: Mapping[str, str], name: str, path: Path) -> str:
    """At least 32 characters."""
    value, where = kept(env, name, path)
    if len(value) < 32:
        raise ConfigError(f"{where}: at least 32 characters are wanted (`make run` writes them to {path})")
    return value


def _keys(env: Mapping[str, str], name: str, path: Path) -> dict[str, bytes]:
    """``index:base64,2:base64,1:base64``: the key of fingerprints and numbered ones; {} where nothing is set.

    256 bits each, or 128 for SM4; the messages never hold a key.
    """
    text, where = kept(env, name, path)
    keys: dict[str, bytes] = {}
    for key, value in _entries(text, where):
        if key in keys:
            raise ConfigError(f"{where}: there are two keys {key}")
        if len(value) != 32 and (len(value) != 16 or key == "index"):
            raise ConfigError(f"{where}: key {key} has {len(value)} bytes; 32 are wanted, or 16 for SM4")
        keys[key] = value
    if keys and ("index" not in keys or len(keys) < 2):
        raise ConfigError(f"{where}: a key index and one with a number are wanted (`flask keys new` makes them)")
    return keys


def _entries(text: str, where: str) -> Iterator[tuple[str, bytes]]:
    for place, entry in enumerate(text.replace(",", " ").split(), 1):
        found = _KEY.fullmatch(entry)
        if not found or (found[1] != "index" and int(found[1]) > 255):
            raise ConfigError(f"{where}: entry {place} is not number:base64, with a number from 1 to 255 or index")
        body = found[2].replace("-", "+").replace("_", "/")
        try:
            yield found[1], base64.b64decode(body + "=" * (-len(body) % 4))
        except binascii.Error:
            raise ConfigError(f"{where}: key {found[1]} is not base64") from None


def _database(env: Mapping[str, str], name: str) -> str | None:
    """Name the driver we install, so that the plain URLs that hosting services give out work as they are."""
    url = plain(env, name, "")
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url and not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise ConfigError(f"{name}: sqlite:///… or postgresql://… is wanted")
    return url or None


def _hosts(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Names between commas or blanks, with a port that is not the server's own; loopback names where none are given."""
    hosts = tuple(plain(env, name, " ".join(LOOPBACK)).lower().replace(",", " ").split())
    wrong = [host for host in hosts if not HOST.fullmatch(host)]
    if wrong:
        raise ConfigError(f"{name}: {wrong[0]!r} is no host name; they are written without http://")
    return hosts


def _origin(env: Mapping[str, str], name: str) -> str:
    origin = plain(env, name, "").lower().rstrip("/")
    scheme, _, host = origin.partition("://")
    port = host.rpartition("]")[2].partition(":")[2]
    if origin and not (scheme in ("http", "https") and HOST.fullmatch(host) and int(port or 1) < 2**16):
        raise ConfigError(f"{name}={origin!r}: an address like https://zwfw.example.gov.cn is wanted, without a path")
    return origin


def _networks(env: Mapping[str, str], name: str) -> tuple[Network, ...]:
    """Addresses and networks between commas or blanks: 127.0.0.1, 10.0.0.0/8."""
    try:
        return tuple(ip_network(text) for text in plain(env, name, "").replace(",", " ").split())
    except ValueError as error:
        raise ConfigError(f"{name}: {error}; addresses such as 127.0.0.1 or 10.0.0.0/8 are wanted") from error


def _clamav(env: Mapping[str, str], name: str) -> ClamavSettings | None:
    """The virus scanner: the path of a socket, or host:port; None where none is named."""
    text = plain(env, name, "")
    if not text or text.startswith("/"):
        return ClamavSettings(path=text) if text else None
    if not HOST.fullmatch(text.lower()):
        raise ConfigError(f"{name}={text!r}: a path like /run/clamav/clamd.ctl or host:3310 is wanted")
    host, port = host_and_port(text.lower())
    return ClamavSettings(host=host, port=port or ClamavSettings.port)
