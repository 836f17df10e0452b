"""Tencent's check of a name (身份证二要素核验): IdCardVerification of 2018-03-01, signed by TC3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govsite.gateways import http, signed
from govsite.gateways.identity import Answer, Busy, Match, Mismatch, NoRecord
from govsite.gateways.settings import IdentitySettings

SERVICE, ACTION, VERSION = "faceid", "IdCardVerification", "2018-03-01"
ANSWERS: dict[str, Answer] = {"0": Match(), "-1": Mismatch(), "-2": NoRecord(), "-3": Mismatch(), "-5": NoRecord()}


@dataclass(frozen=True, slots=True)
class TencentIdentity:
    """The parameters are JSON; what came of them is ``Result``, below an answer that is 200 in any case."""

    settings: IdentitySettings

    def check(self, name: str, id_no: str) -> Answer:
        """See ``Identity``."""
        content = {"IdCard": str.__str__(id_no), "Name": str.__str__(name)}
        return _answer(signed.tencent(self.settings, SERVICE, ACTION, VERSION, content))


def _answer(answer: Any) -> Answer:
    if not isinstance(answer, http.Answer):
        return Busy(answer.code)
    response = answer.content.get("Response")
    response = response if isinstance(response, dict) else {}
    found = ANSWERS.get(str(response.get("Result", "")))
    if answer.status != 200 or found is None:
        error = response.get("Error")
        code = error.get("Code") if isinstance(error, dict) else response.get("Result")
        return Busy(str(code or f"http-{answer.status}"))
    return Match(str(response.get("RequestId", ""))) if isinstance(found, Match) else found
