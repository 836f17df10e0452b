"""Tencent's checks of a name and of a bank's card, IdCardVerification and BankCard4EVerification, signed by TC3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govsite.gateways import http, signed
from govsite.gateways.identity import Answer, Busy, Card, Match, Mismatch, NoRecord
from govsite.gateways.settings import IdentitySettings

SERVICE, ACTION, VERSION = "faceid", "IdCardVerification", "2018-03-01"
CARD_ACTION = "BankCard4EVerification"
ANSWERS: dict[str, Answer] = {"0": Match(), "-1": Mismatch(), "-2": NoRecord(), "-3": Mismatch(), "-5": NoRecord()}
# What may be wrong with a card is told to nobody: -6 to -17 are blocked, lost, expired ones and the like.
CARD_ANSWERS: dict[str, Answer] = {"0": Match(), **{str(-code): Mismatch() for code in range(1, 18)}, "-20": NoRecord()}


@dataclass(frozen=True, slots=True)
class TencentIdentity:
    """The parameters are JSON; what came of them is ``Result``, below an answer that is 200 in any case."""

    settings: IdentitySettings

    def check(self, name: str, id_no: str) -> Answer:
        """See ``Identity``."""
        content = {"IdCard": str.__str__(id_no), "Name": str.__str__(name)}
        return _answer(signed.tencent(self.settings, SERVICE, ACTION, VERSION, content), ANSWERS)

    def check_card(self, name: str, id_no: str, card: Card) -> Answer:
        """See ``Identity``."""
        content = {"Name": name, "IdCard": id_no, "BankCard": card.number, "Phone": card.phone}
        plain: dict[str, Any] = {key: str.__str__(text) for key, text in content.items()}
        return _answer(
            signed.tencent(self.settings, SERVICE, CARD_ACTION, VERSION, plain | {"CertType": 0}), CARD_ANSWERS
        )


def _answer(answer: Any, answers: dict[str, Answer]) -> Answer:
    if not isinstance(answer, http.Answer):
        return Busy(answer.code)
    response = answer.content.get("Response")
    response = response if isinstance(response, dict) else {}
    found = answers.get(str(response.get("Result", "")))
    if answer.status != 200 or found is None:
        error = response.get("Error")
        code = error.get("Code") if isinstance(error, dict) else response.get("Result")
        return Busy(str(code or f"http-{answer.status}"))
    return Match(str(response.get("RequestId", ""))) if isinstance(found, Match) else found
