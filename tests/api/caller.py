"""A department's system as the tests are one: it signs what it sends as the guide says."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from govsite.domain.systems import keys
from tests.apps import site_of


@dataclass
class Caller:
    """``base`` is in front of each address: the mount."""

    app: Flask
    key: str
    secret: str
    base: str = ""
    last: dict[str, str] = field(default_factory=dict)

    def headers(self, method: str, target: str, body: bytes = b"", **more: str) -> dict[str, str]:
        stamp, nonce = more.get("stamp", str(int(time.time()))), more.get("nonce", secrets.token_hex(12))
        lines = [method, target, stamp, nonce, hashlib.sha256(body).hexdigest()]
        again = more.get("again", "")
        signed = "\n".join([*lines, *([again] if again else [])])
        signature = hmac.new(self.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        values = {"Key": self.key, "Timestamp": stamp, "Nonce": nonce, "Signature": signature}
        made = {f"X-Govsite-{name}": value for name, value in values.items()}
        return made | ({"Idempotency-Key": again} if again else {})

    def send(self, method: str, path: str, data: Any = None, **more: str) -> Any:
        """The answer to a signed request; ``data`` are bytes, or what becomes JSON."""
        body = data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
        target = self.base + path
        self.last = self.headers(method, target, body, **more)
        kind = {"content_type": "application/json"} if method == "POST" else {}
        return self.app.test_client().open(target, method=method, data=body or None, headers=self.last, **kind)

    def push(self, *cases: Any, **more: str) -> Any:
        return self.send("POST", "/api/v1/cases", {"cases": list(cases)}, **more)

    def case(self, serial: str) -> Any:
        answer = self.send("GET", f"/api/v1/cases/{serial}")
        assert answer.status_code == 200, answer.text
        return answer.json


def key_for(app: Flask, slug: str, department: str = "", subtree: bool = False, system: str = "业务系统") -> Caller:
    """A system with a key of its own."""
    with app.app_context():
        made = keys.create("test", system, site_of(app, slug), department, subtree=subtree)
    return Caller(app, made.key, made.secret)


def errors(answer: Any) -> dict[tuple[int | None, str], str]:
    """What a refused batch is told, by row and field."""
    assert answer.status_code == 422 and answer.content_type == "application/problem+json", answer.text
    return {(each["row"], each["field"]): each["error"] for each in answer.json["errors"]}
