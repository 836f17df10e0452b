"""Three gateways that check names against ID numbers (实名核验), for the invented people that they know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from govsite.simulators.signatures import MALFORMED, Request, Signatures, Wrong

# Nobody has these numbers: there is no area 420099. The surnames are ones that conversion to Traditional would spoil.
PEOPLE = {
    "42009919880312002X": "范晓燕",
    "420099197509180019": "于志强",
    "420099199211250044": "余思涵",
    "420099196406050030": "涂国平",
    "420099200002290053": "郑 涵",
    "810000199408230021": "陈嘉怡",
    "420099198107170074": "阿依古丽·买买提",
}
BUSY = "420099199901010013"  # the number at which the register is always down
MATCH, MISMATCH, NO_RECORD = "match", "mismatch", "no_record"


@dataclass
class IdentitySimulator:
    """Whom the three believe; they keep nothing of what they are asked."""

    signatures: Signatures

    def answer(self, protocol: str, request: Request) -> tuple[int, dict[str, Any]]:
        """The status and the body that the vendor would answer; raises KeyError for an unknown protocol."""
        ask, tell, refuse = PROTOCOLS[protocol]
        try:
            name, number = ask(self.signatures, request)
            if number == BUSY:
                raise Wrong(DOWN[protocol])
        except Wrong as wrong:
            return refuse(str(wrong))
        except MALFORMED:
            return refuse("InvalidParameter")
        return 200, tell(_result(name, number))


def _result(name: str, number: str) -> str:
    if number not in PEOPLE:
        return NO_RECORD
    return MATCH if "".join(name.split()) == "".join(PEOPLE[number].split()) else MISMATCH


def _aliyun(signatures: Signatures, request: Request) -> tuple[str, str]:
    query = signatures.aliyun(request, "Id2MetaVerify", "2019-03-07")
    return query["UserName"], query["IdentifyNum"]


def _tencent(signatures: Signatures, request: Request) -> tuple[str, str]:
    content = signatures.tencent(request, "faceid", "IdCardVerification", "2018-03-01")
    return content["Name"], content["IdCard"]


def _generic(signatures: Signatures, request: Request) -> tuple[str, str]:
    content = signatures.generic(request)
    return content["name"], content["id_no"]


ALIYUN = {MATCH: "1", MISMATCH: "2", NO_RECORD: "3"}
TENCENT = {MATCH: "0", MISMATCH: "-1", NO_RECORD: "-5"}
DOWN = {"aliyun": "402", "tencent": "FailedOperation.IdPhotoSystemNoanswer", "generic": "BUSY"}
Ask = Callable[[Signatures, Request], tuple[str, str]]
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
