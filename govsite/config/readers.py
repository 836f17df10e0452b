"""Readers of the environment: each takes the name of a variable and raises ConfigError with what it should hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HOST = re.compile(r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?")


class ConfigError(ValueError):
    """A setting of the environment is missing or has a value that cannot be used."""


def plain(env: Mapping[str, str], name: str, default: str) -> str:
    """Text without the blanks around it."""
    return env.get(name, "").strip() or default


def whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """A whole number within limits."""
    text = plain(env, name, str(default))
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ConfigError(f"{name}={text!r}: a whole number from {low} to {high} is wanted")
    return int(text)


def one_of(env: Mapping[str, str], name: str, default: str, words: tuple[str, ...]) -> str:
    """One of some words, in small letters."""
    word = plain(env, name, default).lower()
    if word not in words:
        raise ConfigError(f"{name}={word!r}: one of {', '.join(words)} is wanted")
    return word


def kept(env: Mapping[str, str], name: str, path: Path) -> tuple[str, str]:
    """A secret from NAME, from the file that NAME_FILE names, or from the instance folder; and what to call its place.

    "" where there is none.
    """
    value = given = plain(env, name, "")
    named = plain(env, name + "_FILE", "")
    source = Path(named) if named else path
    if named and not value and not source.is_file():
        raise ConfigError(f"{name}_FILE: there is no file {source}")
    if not value and source.is_file():
        value = source.read_text("utf-8").strip()
    return value, f"{name}_FILE={source}" if named and not given else name


def secret(env: Mapping[str, str], name: str, path: Path, of: str) -> str:
    """The secret of a gateway, which there must be."""
    value, where = kept(env, name, path)
    if not value:
        raise ConfigError(f"{where}: the secret of {of} is wanted")
    return value


def host_and_port(text: str) -> tuple[str, int]:
    """Host without brackets, and port or 0."""
    found = urlsplit(f"//{text}")
    try:
        return found.hostname or "", found.port or 0
    except ValueError:
        raise ConfigError(f"{text!r}: a port is at most 65535") from None


def wanted(env: Mapping[str, str], name: str) -> str:
    """Text that may not be left out."""
    value = plain(env, name, "")
    if not value:
        raise ConfigError(f"{name} is wanted, too")
    return value


def gateway(env: Mapping[str, str], name: str, default: str) -> str:
    """An https address, which may have a path; http only on this machine, since messages are personal."""
    url = plain(env, name, default)
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    if not HOST.fullmatch(host) or not re.fullmatch(r"[A-Za-z0-9/_.~-]*", path):
        raise ConfigError(f"{name}={url!r}: an address like https://sms.example.gov.cn/send is wanted")
    if scheme != "https" and not (scheme == "http" and is_here(host)):
        raise ConfigError(f"{name}={url!r}: https is wanted, http only to this machine")
    host_and_port(host)
    return f"{scheme}://{host}{slash or '/'}{path}"


def is_here(host: str) -> bool:
    """Whether a host is this machine, with or without a port."""
    return any(host == name or host.startswith(f"{name}:") for name in LOOPBACK)


def pairs(env: Mapping[str, str], name: str) -> dict[str, str]:
    """``name=code`` between commas or blanks."""
    entries = [entry.partition("=") for entry in plain(env, name, "").replace(",", " ").split()]
    wrong = [left for left, _, right in entries if not (left and right)]
    if wrong:
        raise ConfigError(f"{name}: {wrong[0]!r} is no pair like letter-received=SMS_123456789")
    return {left: right for left, _, right in entries}
