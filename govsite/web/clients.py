"""Who asks, as far as an address tells: the key by which requests of one client are counted together.

The address is the peer's, or what a proxy of ours passes on (``web/gate``). Where a proxy asks that nobody told us of,
counting by its address would count a whole province as one: then there is no key.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from flask import current_app, request

from govsite.config import Config

PASSED_ON = "govsite.passed_on"  # key in environ: somebody who is no proxy of ours says whom the request is from
V6_PREFIX = 64  # bits: a line has a network of its own, and as many addresses in it as it likes


def client_network(environ: Mapping[str, Any], behind_proxies: bool) -> str | None:
    """The address of a client, of IPv6 its /64; None where it is nobody's.

    That is so without an address, and where a private or loopback peer passes on requests of others while no proxy is
    configured.
    """
    address = _address(environ)
    if address is None or (PASSED_ON in environ and not behind_proxies and not address.is_global):
        return None
    if isinstance(address, IPv6Address):
        return str(ip_network((address, V6_PREFIX), strict=False))
    return str(address)


def client_key() -> str:
    """The key of who asks, "" for nobody's: then only what is asked for is counted, not who asks."""
    config: Config = current_app.extensions["config"]
    return client_network(request.environ, bool(config.proxies)) or ""


def masked_client() -> str:
    """The front half of who asks, as people may be shown it: ``113.57.*.*``, ``240e:3b1:*``; "" for nobody's."""
    key = client_key()
    separator, rest = (":", ":*") if ":" in key else (".", ".*.*")
    return separator.join(key.split(separator)[:2]) + rest if key else ""


def is_loopback(environ: Mapping[str, Any]) -> bool:
    """Whether the request comes from this machine itself."""
    address = _address(environ)
    return address is not None and address.is_loopback


def _address(environ: Mapping[str, Any]) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(str(environ.get("REMOTE_ADDR", "")))
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found
