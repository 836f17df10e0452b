"""Who of the departments' systems calls (接口签名): checked before each view of ``blueprints/api/`` that wants it.

What is signed begins with the target as it was sent. A server that hands it on (RAW_URI, REQUEST_URI) is believed;
granian hands on the path with its escapes undone, so there every way of writing that very path is tried. Addresses of
the interface need no escapes in the path, and the query is handed on as it was sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn
from urllib.parse import quote

from flask import Response, abort, current_app, request
from werkzeug.datastructures import Headers

from govsite.config import Config
from govsite.database.session import reading, writing
from govsite.domain.common import audit, throttle, used
from govsite.domain.common.throttle import Limit, WhenAway
from govsite.domain.systems import answers, keys, signing
from govsite.domain.systems.keys import ApiKey
from govsite.web.clients import client_key
from govsite.web.here import here
from govsite.web.problems import problem

JSON = "application/json"
NONCE_SECONDS = 2.0 * signing.MOST_APART + 60
SHORTEST_NONCE, LONGEST_NONCE = 8, 64
# Of a key, and of an address whose requests are refused; afterwards one a second.
REQUESTS = Limit("api: key", capacity=600, every=1)
REFUSED = Limit("api: refused", capacity=120, every=1)
FLOODS = Limit("api: told of floods", capacity=1, every=60)  # so often the audit has a line of them
WRONG = {
    "unsigned": "请求没有签名：缺少请求头 X-Govsite-Key、-Timestamp、-Nonce 或者 -Signature。",
    "timestamp": "X-Govsite-Timestamp 要写现在的 Unix 秒数，和门户的时间相差不能超过 300 秒。",
    "nonce": "X-Govsite-Nonce 写 8 到 64 个 ASCII 字符，每次请求都不一样。",
    "idempotency key": "Idempotency-Key 写 1 到 64 个 ASCII 字符。",
    "signature": "密钥或者签名不对。",
    "replayed": "这个 X-Govsite-Nonce 用过了，请换一个再签名。",
}
TITLES = {401: "签名无效", 413: "请求太大", 415: "格式不对", 429: "请求太频繁"}
_SPELLINGS = ("/~:@!$&'()*+,;=", "/~", "/~!*'()", "/")  # characters that different clients leave unescaped


@dataclass(frozen=True, slots=True)
class Caller:
    """The system that calls, and the codes of its key's sites."""

    key: ApiKey
    site_codes: frozenset[str]

    @property
    def who(self) -> str:
        """Its name in the audit."""
        return f"system {self.key.id}"

    @property
    def idempotency_key(self) -> str:
        """What the request brings as such, "" for none."""
        return request.headers.get("Idempotency-Key", "")


def by_system(view: Callable[..., Response]) -> Callable[..., Response]:
    """Let a view be called by systems alone: it gets the Caller first."""

    @wraps(view)
    def checked(*args: Any, **named: Any) -> Response:
        return view(_caller(), *args, **named)

    return checked


def refuse(status: int, why: str, detail: str, caller: Caller | None = None, **more: Any) -> NoReturn:
    """Answer with ``refusal`` at once."""
    abort(refusal(status, why, detail, caller, **more))


def refusal(status: int, why: str, detail: str, caller: Caller | None = None, **more: Any) -> Response:
    """A problem as answer, written down in the audit; ``more`` stands in the answer.

    A flood of requests whose sender is not known is answered with 429, and written down once a minute.
    """
    if caller is None:
        wait = throttle.take([_bucket(REFUSED, client_key())], WhenAway.ALLOW)
        if wait:
            return _flooded(client_key(), wait, None)
    _write_down("refused", why, status, caller)
    answer = problem(status, more.pop("title", TITLES.get(status, "请求有误")), detail, **more)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Govsite-HMAC realm="api"'
    return answer


def _caller() -> Caller:
    if request.method == "POST" and request.mimetype != JSON:
        refuse(415, "content type", f"请求体要是 JSON，Content-Type 写 {JSON}。")
    sent = request.headers
    stamp, nonce = sent.get("X-Govsite-Timestamp", ""), sent.get("X-Govsite-Nonce", "")
    _check_shape(sent, stamp, nonce)
    row = keys.owner_of(reading(), sent.get("X-Govsite-Key", ""))
    body = request.get_data() if request.method == "POST" else b""
    again = sent.get("Idempotency-Key", "")
    lines = [
        signing.string_to_sign(request.method, target, stamp, nonce, body, again) for target in targets(request.environ)
    ]
    good = signing.is_signed(row.secret if row else "", sent.get("X-Govsite-Signature", ""), lines)
    reading().rollback()
    if row is None or not good:
        refuse(401, "signature", WRONG["signature"])
    with writing() as session:
        is_new = used.spend(session, "api nonce", f"{row.id} {nonce}", NONCE_SECONDS)
        keys.touch(session, row)
    if not is_new:
        refuse(401, "replayed", WRONG["replayed"])
    caller = Caller(row, keys.sites_of(row, here.tree))
    take(REQUESTS, caller)
    return caller


def take(limit: Limit, caller: Caller) -> None:
    """Take a token of a caller's bucket; 429 where there is none."""
    wait = throttle.take([_bucket(limit, str(caller.key.id))], WhenAway.REFUSE)
    if wait:
        abort(_flooded(str(caller.key.id), wait, caller))


def targets(environ: Mapping[str, Any]) -> list[str]:
    """The target of a request as it was sent, or each way in which it may have been written."""
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
    if raw:
        scheme, colon, rest = raw.partition("://")
        return ["/" + rest.partition("/")[2] if colon and "/" not in scheme and "?" not in scheme else raw]
    path = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1", "replace")
    query = environ.get("QUERY_STRING", "")
    return list(dict.fromkeys(each + (f"?{query}" if query else "") for each in _spelled(path)))


def _spelled(path: bytes) -> Iterator[str]:
    for safe in _SPELLINGS:
        spelled = quote(path, safe)
        yield spelled
        if "%" in spelled:
            first, *escaped = spelled.split("%")
            yield "%".join([first, *(part[:2].lower() + part[2:] for part in escaped)])


def _check_shape(sent: Headers, stamp: str, nonce: str) -> None:
    if not all(sent.get(f"X-Govsite-{name}") for name in ("Key", "Timestamp", "Nonce", "Signature")):
        refuse(401, "unsigned", WRONG["unsigned"])
    if not signing.is_fresh(stamp, time.time()):
        refuse(401, "timestamp", WRONG["timestamp"])
    if not (SHORTEST_NONCE <= len(nonce) <= LONGEST_NONCE and nonce.isascii() and nonce.isprintable()):
        refuse(401, "nonce", WRONG["nonce"])
    if "Idempotency-Key" in sent and not answers.is_key(sent["Idempotency-Key"]):
        refuse(400, "idempotency key", WRONG["idempotency key"])


def _flooded(whose: str, wait: int, caller: Caller | None) -> Response:
    if throttle.take([_bucket(FLOODS, whose, "" if caller is None else "key")], WhenAway.REFUSE) == 0:
        _write_down("flood", "too many", 429, caller)
    answer = problem(429, TITLES[429], f"请求太多了，请过 {wait} 秒再发。")
    answer.headers["Retry-After"] = str(wait)
    return answer


def _write_down(what: str, why: str, status: int, caller: Caller | None) -> None:
    details: dict[str, str | int | bool | None] = {"why": why, "status": status, "method": request.method[:16]}
    site = caller.key.site_code if caller else here.site.code
    with writing() as session:
        audit.append(
            session,
            who=caller.who if caller else "unknown system",
            what=f"api.{what}",
            target=str(request.endpoint)[:64],
            site_code=site,
            outcome=audit.REFUSED,
            details=details,
        )


def _bucket(limit: Limit, *of: str) -> throttle.Bucket:
    config: Config = current_app.extensions["config"]
    return limit.bucket(config.secret_key, *of)
