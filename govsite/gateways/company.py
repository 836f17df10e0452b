"""A check of a legal person (法人核验): its name, its credit code and its representative belong together.

Only the plain HMAC-SHA256 of a province's own register is spoken: the vendors' services of this kind take other facts
each and were not tried. It gets ``{"company", "credit_code", "name", "id_no"}`` and answers as the check of names does:
``{"code": "OK", "result": "match", "id": "…"}``, the result ``mismatch`` where the code is known with other facts,
``no_record`` where it is not known; any other code says that nothing was checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from govsite.gateways import signed
from govsite.gateways.identity import Answer
from govsite.gateways.identity_generic import answer_of
from govsite.gateways.settings import IdentitySettings


class CompanyRegister(Protocol):
    """A register of legal persons."""

    def check(self, company: str, credit_code: str, name: str, id_no: str) -> Answer:
        """Whether a legal person has this code, and this representative with an ID number of eighteen characters."""


@dataclass(frozen=True, slots=True)
class GenericRegister:
    """The whole question is in the body, and so in the signature."""

    settings: IdentitySettings

    def check(self, company: str, credit_code: str, name: str, id_no: str) -> Answer:
        """See ``CompanyRegister``."""
        facts = {"company": company, "credit_code": credit_code, "name": name, "id_no": id_no}
        return answer_of(signed.generic(self.settings, {key: str.__str__(value) for key, value in facts.items()}))
