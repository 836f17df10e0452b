"""What the settings say of gateways; apart from them, because every worker reads it and none of them sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
    from cryptography.x509 import Certificate

ALIYUN, TENCENT, GENERIC = "aliyun", "tencent", "generic"
PROTOCOLS = (ALIYUN, TENCENT, GENERIC)
OIDC, OAUTH = "oidc", "oauth"
BASIC, POST, SIGNED = "basic", "post", "signed"  # how an OAuth-like system is shown our secret
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
SIMULATORS = "/simulators/"  # a URL whose path begins so leads to a fake server, whatever host it is on


@dataclass(frozen=True)
class GatewaySettings:
    """A gateway that is asked by signed requests, and what it knows us by; ``region`` is Tencent's alone."""

    protocol: str
    url: str
    key: str
    secret: str = field(repr=False)
    region: str = field(default="ap-guangzhou", kw_only=True)

    @property
    def host(self) -> str:
        """The host as the request names it, with its port."""
        return urlsplit(self.url).netloc

    @property
    def path(self) -> str:
        """The path that is signed."""
        return urlsplit(self.url).path or "/"

    @property
    def simulated(self) -> bool:
        """Whether it is a fake server: nobody gets a message from it, and it knows nobody."""
        return self.path.startswith(SIMULATORS)


@dataclass(frozen=True)
class SmsSettings(GatewaySettings):
    """A gateway of short messages: ``sign`` is 短信签名, ``app`` is Tencent's alone.

    ``templates`` gives the vendor's code of a template of ours.
    """

    sign: str = ""
    app: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class IdentitySettings(GatewaySettings):
    """A gateway that checks names against ID numbers (实名核验)."""


@dataclass(frozen=True)
class AlipaySettings:
    """Alipay: the application that we are there, its key and Alipay's own; ``certify`` is the way names are confirmed.

    ``url`` is its gateway, ``authorize`` where people sign in; ``certify`` is "" where no name is confirmed.
    """

    app: str
    key: RSAPrivateKey = field(repr=False)
    public: RSAPublicKey = field(repr=False)
    url: str
    authorize: str
    certify: str = ""

    @property
    def simulated(self) -> bool:
        """Whether one of its addresses leads to a fake server."""
        return any(urlsplit(url).path.startswith(SIMULATORS) for url in (self.url, self.authorize))


@dataclass(frozen=True)
class Authority:
    """An authority (CA) whose certificates of legal persons are believed, by the name that people read.

    ``crls`` are files of revoked certificates; ``code_oids`` are the extensions that may hold the unified credit code,
    ``subject_oids`` fields of the subject that may, each in the order in which they are looked at.
    """

    name: str
    roots: tuple[Certificate, ...] = field(repr=False)
    intermediates: tuple[Certificate, ...] = field(default=(), repr=False)
    crls: tuple[Path, ...] = ()
    code_oids: tuple[str, ...] = ()
    subject_oids: tuple[str, ...] = ()
    simulated: bool = False


@dataclass(frozen=True)
class CertificateSettings:
    """Certificates of legal persons: who issues them, and the two ways by which a firm shows one.

    ``origin`` is the host that asks for one in TLS, "" for none, and ``key`` what its proxy is known by; ``drivers``
    are addresses on the firm's own computer at which programs of the authorities answer.
    """

    authorities: tuple[Authority, ...]
    origin: str = ""
    key: str = field(default="", repr=False)
    drivers: tuple[str, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether anybody is believed whom a demo has made."""
        return any(one.simulated for one in self.authorities)


@dataclass(frozen=True)
class UnifiedSettings:
    """A province's or the nation's unified account (统一身份认证), where we are ``key``; ``name`` stands on the button.

    ``url`` is its issuer (OIDC) or what its ``paths`` begin with (OAuth-like); ``fields`` are our names of what it
    tells and its own, ``levels`` its levels and ours. All of it is hashable: what an adapter learns is kept by it.
    """

    protocol: str
    name: str
    url: str
    key: str
    secret: str = field(repr=False)
    scope: str = "openid profile"
    fields: tuple[tuple[str, str], ...] = ()
    levels: tuple[tuple[str, int], ...] = ()
    paths: tuple[tuple[str, str], ...] = ()
    signing: str = BASIC
    legal: tuple[str, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether it is a fake server."""
        return urlsplit(self.url).path.startswith(SIMULATORS)


@dataclass(frozen=True)
class MailSettings:
    """A mail server; ``tls`` from the first byte on (465), otherwise STARTTLS where another machine offers it.

    ``sender`` is the address that mails come from; a password is never sent without TLS.
    """

    host: str
    port: int
    tls: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        return self.host in HERE


@dataclass(frozen=True)
class ClamavSettings:
    """Where the virus scanner listens: the ``path`` of its socket on this machine, or else ``host`` and ``port``."""

    path: str = ""
    host: str = ""
    port: int = 3310
