"""Asking whether an address of another site still leads somewhere (链接检查).

Only addresses of the public net are asked, those that a name was found to have, so that no text in the catalogue makes
this machine knock at the ones beside it (SSRF). Nothing of an answer is kept but its status.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 5.0  # to be connected, and between two pieces of an answer
WHOLE = 10.0  # seconds for an address with all that it leads on to
MOST_STEPS = 5
AGENT = "Mozilla/5.0 (compatible; govsite link check)"
MOVED = frozenset({301, 302, 303, 307, 308})
NOT_BY_HEAD = frozenset({400, 403, 404, 405, 500, 501, 503})  # with which servers answer that know GET alone
THERE = frozenset({401, 403, 405, 406, 429})  # it is there, for others or at another time
# Of IPv4 in IPv6: mapped, NAT64, Teredo, 6to4.
WRAPPING = tuple(map(ip_network, ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")))
Address = IPv4Address | IPv6Address
Allowed = Callable[[Address], bool]


class Verdict(NamedTuple):
    """Whether an address leads somewhere, and why not, in words."""

    good: bool
    reason: str = ""


class _NowhereError(Exception):
    """It leads nowhere; the message says why."""


def is_public(address: Address) -> bool:
    """Whether an address is one of the public net, and none of IPv6 that another one is wrapped in."""
    wrapped = any(address.version == network.version and address in network for network in WRAPPING)
    return address.is_global and not address.is_multicast and not wrapped


def probe(url: str, allowed: Allowed = is_public) -> Verdict:
    """Ask for an address, at most for WHOLE seconds; never raises."""
    end = time.monotonic() + WHOLE
    try:
        for _ in range(MOST_STEPS):
            status, onward = _ask(url, allowed, end)
            if status not in MOVED or not onward:
                return _verdict(status)
            url = urljoin(url, onward)
        return Verdict(False, "转来转去，没有尽头")
    except _NowhereError as error:
        return Verdict(False, str(error))
    except TimeoutError:
        return Verdict(False, "没有回应")
    except ssl.SSLError:
        return Verdict(False, "证书有问题")
    except (OSError, http.client.HTTPException, ValueError):
        return Verdict(False, "连不上")


def _verdict(status: int) -> Verdict:
    if 200 <= status < 300 or status in THERE or status in MOVED:
        return Verdict(True)
    return Verdict(False, "网页不存在" if status in (404, 410) else f"对方网站出错（{status}）")


def _ask(url: str, allowed: Allowed, end: float) -> tuple[int, str]:
    """Status and Location, by HEAD and, where that says little, by GET."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _NowhereError("不是网址")
    place = _place(parts, allowed)
    status, onward = _send("HEAD", parts, place, end)
    return _send("GET", parts, place, end) if status in NOT_BY_HEAD else (status, onward)


def _place(parts: SplitResult, allowed: Allowed) -> tuple[str, int]:
    """Where to connect to: one that was looked at, or a name could lead elsewhere the next time it is asked for."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise _NowhereError("没有这个域名") from None
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not all(allowed(ip_address(address)) for address in addresses):
        raise _NowhereError("是内部网络的地址，外面打不开")
    return addresses[0], port


def _send(method: str, parts: SplitResult, place: tuple[str, int], end: float) -> tuple[int, str]:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection = http.client.HTTPConnection(parts.hostname or "", place[1])
    connection.sock = socket.create_connection(place, min(SECONDS, left))
    watch = Timer(left, _cut, (connection,))  # who sends a byte a second is not waited for
    watch.daemon = True
    watch.start()
    try:
        if parts.scheme == "https":
            _encrypt(connection, parts.hostname or "")
        host = parts.netloc.rpartition("@")[2]
        connection.request(method, _target(parts), headers={"User-Agent": AGENT, "Host": host})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", "")
    except (OSError, http.client.HTTPException):
        if time.monotonic() >= end:
            raise TimeoutError from None
        raise
    finally:
        watch.cancel()
        connection.close()


def _encrypt(connection: http.client.HTTPConnection, host: str) -> None:
    context = ssl.create_default_context()
    connection.sock = context.wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
    connection.sock.do_handshake()


def _target(parts: SplitResult) -> str:
    """Path and query; what a server has written in its Location without escaping is escaped."""
    text = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(text.encode("latin-1", "ignore"), safe="%/:=&?~+!$,;'@()*[]")


def _cut(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
