"""A driver of certificates (模拟证书驱动): the calls of GM/T 0020 that our page makes, over HTTP on this machine.

Its keys are those of the demo's invented firms (``simulators/demo_authority.py``). A real one asks a USB token.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from govsite.gateways.settings import HERE
from govsite.simulators.authority import Key, Sm2Key, sign

PREFIX = "driver/"
PIN = "123456"
MOST_TRIES = 10


@dataclass(frozen=True)
class Medium:
    """A certificate with its key, by the name that is chosen from and its number."""

    name: str
    number: str
    certificate: str  # base64 of its DER
    key: Key = field(repr=False)


@dataclass
class DriverSimulator:
    """What it has plugged in, and who has given the password since."""

    media: dict[str, Medium]
    wrong: dict[str, int] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def answer(self, body: bytes) -> dict[str, Any]:
        """``{"call": "SOF_…", "args": […]}``; a call that it does not know, or that fails, has no result."""
        calls: dict[str, Callable[..., Any]] = {
            "SOF_GetUserList": self._users,
            "SOF_Login": self._log_in,
            "SOF_GetPinRetryCount": lambda number: MOST_TRIES - self.wrong.get(number, 0),
            "SOF_ExportUserCert": lambda number: self.media[number].certificate,
            "SOF_SignData": self._sign,
        }
        try:
            asked = json.loads(body)
            return {"result": calls[asked["call"]](*asked.get("args", []))}
        except (ValueError, LookupError, TypeError, AttributeError):
            return {"result": None}

    def _users(self) -> str:
        return "&&&".join(f"{one.name}||{one.number}" for one in self.media.values())

    def _log_in(self, number: str, pin: str) -> bool:
        """Too many wrong passwords lock a medium, as a real one is."""
        if number not in self.media or self.wrong.get(number, 0) >= MOST_TRIES:
            return False
        if pin != PIN:
            self.wrong[number] = self.wrong.get(number, 0) + 1
            return False
        self.wrong[number] = 0
        self.open.add(number)
        return True

    def _sign(self, number: str, text: str) -> str:
        """Once for each time that the password was given."""
        self.open.remove(number)
        return base64.b64encode(sign(self.media[number].key, text.encode())).decode()


def driver_of(path: str) -> DriverSimulator | None:
    """The driver with the keys of a file; None for no file."""
    if not path or not Path(path).is_file():
        return None
    found = json.loads(Path(path).read_text("utf-8"))
    media = [Medium(one["name"], one["number"], one["certificate"], _key(one["key"])) for one in found]
    return DriverSimulator({one.number: one for one in media})


def may_ask(origin: str) -> bool:
    """Whether a page may talk to it: those of a portal on this machine."""
    return urlsplit(origin).hostname in HERE


def _key(text: str) -> Key:
    """PEM for RSA, a number in hex for SM2."""
    if not text.startswith("-----"):
        return Sm2Key(int(text, 16))
    return load_pem_private_key(text.encode(), None)  # type: ignore[return-value]
