"""Three gateways that check names, ID numbers and banks' cards (实名核验), for the invented people that they know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from govsite.simulators.signatures import MALFORMED, Request, Signatures, Wrong, check

# Nobody has these numbers: there is no area 420099. The surnames are ones that conversion to Traditional would spoil.
PEOPLE = {
    "42009919880312002X": "范晓燕",
    "420099197509180019": "于志强",
    "420099199211250044": "余思涵",
    "420099196406050030": "涂国平",
    "420099200002290053": "郑 涵",
    "810000199408230021": "陈嘉怡",
    "420099198107170074": "阿依古丽·买买提",
    "420099202006010011": "于小满",
    "42009920200601002X": "于小雪",
    "420099199012120036": "王𠮷",
}
# Banks' cards: the number of who owns it, and the phone that the bank has. No bank gives such numbers.
CARDS = {
    "6210009900000000019": ("42009919880312002X", "13900000001"),
    "6210009900000000027": ("420099197509180019", "13900000002"),
}
BUSY = "420099199901010013"  # the number at which the register is always down
MATCH, MISMATCH, NO_RECORD = "match", "mismatch", "no_record"
Card = tuple[str, str]  # number and phone
Asked = tuple[str, str, Card | None]  # name, ID number, and the card where it is about one


@dataclass
class IdentitySimulator:
    """Whom the three believe; they keep nothing of what they are asked."""

    signatures: Signatures

    def answer(self, protocol: str, request: Request) -> tuple[int, dict[str, Any]]:
        """The status and the body that the vendor would answer; raises KeyError for an unknown protocol."""
        ask, tell, refuse = PROTOCOLS[protocol]
        try:
            name, number, card = ask(self.signatures, request)
            if number == BUSY:
                raise Wrong(DOWN[protocol])
        except Wrong as wrong:
            return refuse(str(wrong))
        except MALFORMED:
            return refuse("InvalidParameter")
        return 200, tell(_result(name, number, card))


def _result(name: str, number: str, card: Card | None) -> str:
    if number not in PEOPLE:
        return NO_RECORD
    right = "".join(name.split()) == "".join(PEOPLE[number].split())
    if card is not None:
        right = right and CARDS.get(card[0]) == (number, card[1])
    return MATCH if right else MISMATCH


def _aliyun(signatures: Signatures, request: Request) -> Asked:
    if request.headers["x-acs-action"] == "BankMetaVerify":
        query = signatures.aliyun(request, "BankMetaVerify", "2019-03-07")
        check((query["VerifyMode"], query["ProductType"]) == ("VERIFY_BANK_CARD", "BANK_CARD_4_META"), "400")
        return query["UserName"], query["IdentifyNum"], (query["BankCard"], query["Mobile"])
    query = signatures.aliyun(request, "Id2MetaVerify", "2019-03-07")
    return query["UserName"], query["IdentifyNum"], None


def _tencent(signatures: Signatures, request: Request) -> Asked:
    if request.headers["x-tc-action"] == "BankCard4EVerification":
        content = signatures.tencent(request, "faceid", "BankCard4EVerification", "2018-03-01")
        return content["Name"], content["IdCard"], (content["BankCard"], content["Phone"])
    content = signatures.tencent(request, "faceid", "IdCardVerification", "2018-03-01")
    return content["Name"], content["IdCard"], None


def _generic(signatures: Signatures, request: Request) -> Asked:
    content = signatures.generic(request)
    return content["name"], content["id_no"], (content["card"], content["phone"]) if "card" in content else None


ALIYUN = {MATCH: "1", MISMATCH: "2", NO_RECORD: "3"}
TENCENT = {MATCH: "0", MISMATCH: "-1", NO_RECORD: "-5"}
DOWN = {"aliyun": "402", "tencent": "FailedOperation.IdPhotoSystemNoanswer", "generic": "BUSY"}
Ask = Callable[[Signatures, Request], Asked]
Tell = Callable[[str], dict[str, Any]]
Refuse = Callable[[str], tuple[int, dict[str, Any]]]
PROTOCOLS: dict[str, tuple[Ask, Tell, Refuse]] = {
    "aliyun": (
        _aliyun,
        lambda result: {"Code": "200", "RequestId": "SIMULATED", "ResultObject": {"BizCode": ALIYUN[result]}},
        lambda code: (200 if code.isdigit() else 400, {"Code": code, "Message": code}),
    ),
    "tencent": (
        _tencent,
        lambda result: {"Response": {"Result": TENCENT[result], "RequestId": "SIMULATED"}},
        lambda code: (200, {"Response": {"Error": {"Code": code, "Message": code}}}),
    ),
    "generic": (
        _generic,
        lambda result: {"code": "OK", "result": result, "id": "SIMULATED"},
        lambda code: (400, {"code": code}),
    ),
}
