"""Aliyun's checks of a name and of a bank's card: Id2MetaVerify, BankMetaVerify of 2019-03-07, signed by ACS3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govsite.gateways import http, signed
from govsite.gateways.identity import Answer, Busy, Card, Match, Mismatch, NoRecord
from govsite.gateways.settings import IdentitySettings

ACTION, CARD_ACTION, VERSION = "Id2MetaVerify", "BankMetaVerify", "2019-03-07"
ANSWERS: dict[str, Answer] = {"1": Match(), "2": Mismatch(), "3": NoRecord()}


@dataclass(frozen=True, slots=True)
class AliyunIdentity:
    """The parameters travel in the query, the body is empty; no address of the query is ever logged."""

    settings: IdentitySettings

    def check(self, name: str, id_no: str) -> Answer:
        """See ``Identity``."""
        query = {"ParamType": "normal", "UserName": str.__str__(name), "IdentifyNum": str.__str__(id_no)}
        return _answer(signed.aliyun(self.settings, ACTION, VERSION, query))

    def check_card(self, name: str, id_no: str, card: Card) -> Answer:
        """See ``Identity``."""
        query = {
            **{"ParamType": "normal", "VerifyMode": "VERIFY_BANK_CARD", "ProductType": "BANK_CARD_4_META"},
            **{"UserName": str.__str__(name), "IdentifyNum": str.__str__(id_no), "IdentityType": "01"},
            **{"BankCard": str.__str__(card.number), "Mobile": str.__str__(card.phone)},
        }
        return _answer(signed.aliyun(self.settings, CARD_ACTION, VERSION, query))


def _answer(answer: Any) -> Answer:
    if not isinstance(answer, http.Answer):
        return Busy(answer.code)
    result = answer.content.get("ResultObject")
    code = str(result.get("BizCode", "")) if isinstance(result, dict) else ""
    if answer.status == 200 and str(answer.content.get("Code")) == "200" and code in ANSWERS:
        found = ANSWERS[code]
        return Match(str(answer.content.get("RequestId", ""))) if isinstance(found, Match) else found
    return Busy(str(answer.content.get("Code") or f"http-{answer.status}"))
