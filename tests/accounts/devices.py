"""A device of the tests that keeps passkeys, as a browser would speak for it: for what no browser would send."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, WITH_KEY = 1, 4, 64  # flags


@dataclass
class Device:
    """One passkey, ES256; ``count`` grows with each use."""

    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    owner: bytes = b""
    count: int = 1

    def create(self, options: str, origin: str = "http://localhost", without: int = 0) -> str:
        """The answer to what makes a passkey, its key ``without`` a part that belongs to it."""
        asked = json.loads(options)
        self.owner = base64url_to_bytes(asked["user"]["id"])
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        cose.pop(without, None)
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(asked["rp"]["id"], PRESENT | VERIFIED | WITH_KEY) + held
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"], origin)
        return self._answer({"clientDataJSON": client, "attestationObject": made})

    def sign(
        self, options: str, origin: str = "http://localhost", flags: int = PRESENT | VERIFIED, owner: str = ""
    ) -> str:
        """The answer to what asks for a passkey; ``owner`` is whose it says to be, else whose it is."""
        asked = json.loads(options)
        self.count += 1
        data = self._data(asked["rpId"], flags)
        client = self._client("webauthn.get", asked["challenge"], origin)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        handle = owner.encode() or self.owner
        parts = {"authenticatorData": data, "signature": signature, "userHandle": handle}
        return self._answer({"clientDataJSON": client, **parts})

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        named = bytes_to_base64url(self.id)
        parts = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(
            {"id": named, "rawId": named, "type": "public-key", "response": parts, "clientExtensionResults": {}}
        )
