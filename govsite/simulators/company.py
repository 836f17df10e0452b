"""A register of legal persons (法人核验) for the invented ones that it knows, signed the plain way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from govsite.simulators.signatures import MALFORMED, Request, Signatures, Wrong


class Firm(NamedTuple):
    """A legal person and the ID number of its representative, one of ``identity.PEOPLE``."""

    name: str
    id_no: str
    representative: str


# Nobody has these codes: there is no area 420099. The last one is an early one whose check digit is wrong.
FIRMS = {
    "91420099MA00100100": Firm("演示云梦范记食品有限公司", "42009919880312002X", "范晓燕"),
    "93420099MA001023X1": Firm("演示松滋稻香种植专业合作社", "420099197509180019", "于志强"),
    "92420099MA00101253": Firm("演示余家小面馆", "420099199211250044", "余思涵"),
    "12420099MB0001329L": Firm("演示钟祥文化服务中心", "420099196406050030", "涂国平"),
    "52420099MB0005725P": Firm("演示郑涵助学基金会", "420099200002290053", "郑 涵"),
    "91420099M0003CDEX7": Firm("演示咸丰老字号茶行", "810000199408230021", "陈嘉怡"),
}
BUSY_CODE = "91420099MA0099991D"  # the code at which the register is always down


@dataclass
class CompanySimulator:
    """Whom the portal believes; it keeps nothing of what it is asked."""

    signatures: Signatures

    def answer(self, protocol: str, request: Request) -> tuple[int, dict[str, Any]]:
        """The status and the body of the answer; a protocol that the register does not speak is not found."""
        if protocol != "generic":
            return 404, {"code": "NOT_FOUND"}
        try:
            asked = self.signatures.generic(request)
            name, code, facts = asked["company"], asked["credit_code"], (asked["name"], asked["id_no"])
            if code == BUSY_CODE:
                raise Wrong("BUSY")
        except Wrong as wrong:
            return 400, {"code": str(wrong)}
        except MALFORMED:
            return 400, {"code": "InvalidParameter"}
        firm = FIRMS.get(code)
        if firm is None:
            return 200, {"code": "OK", "result": "no_record"}
        known = (firm.name, firm.representative.replace(" ", ""), firm.id_no)
        right = (name, facts[0].replace(" ", ""), facts[1]) == known
        return 200, {"code": "OK", "result": "match" if right else "mismatch", "id": "SIMULATED"}
