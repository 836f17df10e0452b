"""A check of a name by a gateway of a province's own (省级人口库核验): JSON, signed by a plain HMAC-SHA256.

It gets ``{"name", "id_no"}``, with ``card`` and ``phone`` where it is about a bank's card, and answers ``{"code": "OK",
"result": "match", "id": "…"}``, the result ``mismatch`` or ``no_record``; any other code says that nothing was checked.
It has to refuse what is older than 300 s, and a nonce that it has seen within 10 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

from govsite.gateways import http, signed
from govsite.gateways.identity import Answer, Busy, Card, Match, Mismatch, NoRecord
from govsite.gateways.settings import IdentitySettings


@dataclass(frozen=True, slots=True)
class GenericIdentity:
    """The whole question is in the body, and so in the signature."""

    settings: IdentitySettings

    def check(self, name: str, id_no: str) -> Answer:
        """See ``Identity``."""
        content = {"name": str.__str__(name), "id_no": str.__str__(id_no)}
        return answer_of(signed.generic(self.settings, content))

    def check_card(self, name: str, id_no: str, card: Card) -> Answer:
        """See ``Identity``."""
        content = {"name": name, "id_no": id_no, "card": card.number, "phone": card.phone}
        return answer_of(signed.generic(self.settings, {key: str.__str__(text) for key, text in content.items()}))


def answer_of(answer: signed.Answer) -> Answer:
    """What a gateway that is signed the plain way says."""
    if not isinstance(answer, http.Answer):
        return Busy(answer.code)
    if answer.status != 200 or answer.content.get("code") != "OK":
        return Busy(str(answer.content.get("code") or f"http-{answer.status}"))
    match answer.content.get("result"):
        case "match":
            return Match(str(answer.content.get("id", "")))
        case "mismatch":
            return Mismatch()
        case "no_record":
            return NoRecord()
    return Busy("no-result")
