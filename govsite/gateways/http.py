"""Requests to outside systems: they give up a silent peer, go where they are sent and leave no text in a log."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from govsite.gateways.outcomes import Refused, Unknown

TIMEOUT = (3, 8)  # seconds: to be connected, between two pieces of the answer
MOST_BYTES = 64 * 1024  # of an answer


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: the status of HTTP and the object of its body, {} where it is no JSON object; ``body`` as it came."""

    status: int
    content: Mapping[str, Any]
    body: bytes = field(default=b"", repr=False)


def get(url: str, headers: Mapping[str, str]) -> Answer | Refused | Unknown:
    """Read what stands at an address."""
    return _ask("GET", url, headers, None)


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer | Refused | Unknown:
    """Send a body; Refused where no connection came about, Unknown where none can say what arrived."""
    return _ask("POST", url, headers, body)


def _ask(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer | Refused | Unknown:
    """No redirect is followed, no proxy and no password is taken from the environment."""
    import requests  # where a worker imports this module it sends nothing
    from requests import exceptions

    logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # its lines hold the query, which is Aliyun's message
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.request(
                method, url, data=body, headers=dict(headers), timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as answer:
                read = answer.raw.read(MOST_BYTES, decode_content=True)
                return Answer(answer.status_code, _content(read), read)
        except exceptions.ConnectTimeout:
            return Refused("not-reached", later=True)
        except exceptions.ConnectionError as error:
            return Refused("not-reached", later=True) if _is_unconnected(error) else Unknown("no-answer")
        except Exception as error:  # also urllib3's own, while the body is read
            return Unknown(type(error).__name__)


def unlike_success(answer: Answer) -> Refused | Unknown | None:
    """What a status says by itself; None for 200, whose body decides. A redirect is as good as no answer."""
    if answer.status == 200:
        return None
    if answer.status in (429, 503):
        return Refused(f"http-{answer.status}", later=True)
    if 400 <= answer.status < 500:
        return Refused(f"http-{answer.status}")
    return Unknown(f"http-{answer.status}")


def _content(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_unconnected(error: Exception) -> bool:
    """Whether the connection itself failed, so that nothing of the request has left."""
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)
