"""Aliyun's check of a name (身份二要素核验): Id2MetaVerify of 2019-03-07, signed by ACS3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govsite.gateways import http, signed
from govsite.gateways.identity import Answer, Busy, Match, Mismatch, NoRecord
from govsite.gateways.settings import IdentitySettings

ACTION, VERSION = "Id2MetaVerify", "2019-03-07"
ANSWERS: dict[str, Answer] = {"1": Match(), "2": Mismatch(), "3": NoRecord()}


@dataclass(frozen=True, slots=True)
class AliyunIdentity:
    """The parameters travel in the query, the body is empty; no address of the query is ever logged."""

    settings: IdentitySettings

    def check(self, name: str, id_no: str) -> Answer:
        """See ``Identity``."""
        query = {"ParamType": "normal", "UserName": str.__str__(name), "IdentifyNum": str.__str__(id_no)}
        return _answer(signed.aliyun(self.settings, ACTION, VERSION, query))


def _answer(answer: Any) -> Answer:
    if not isinstance(answer, http.Answer):
        return Busy(answer.code)
    result = answer.content.get("ResultObject")
    code = str(result.get("BizCode", "")) if isinstance(result, dict) else ""
    if answer.status == 200 and str(answer.content.get("Code")) == "200" and code in ANSWERS:
        found = ANSWERS[code]
        return Match(str(answer.content.get("RequestId", ""))) if isinstance(found, Match) else found
    return Busy(str(answer.content.get("Code") or f"http-{answer.status}"))
