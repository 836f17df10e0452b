"""Short messages (短信): what every gateway does.

A message is a template that the vendor has approved (短信模板) and its variables, never free text. Sending is not
idempotent anywhere: who gets Unknown must not send again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from govsite.gateways.outcomes import Outcome


class Sms(Protocol):
    """A gateway of short messages."""

    def send(self, phone: str, template: str, variables: Mapping[str, str], out_id: str) -> Outcome:
        """Hand a message over, by our name of its template; ``variables`` in the order of the template's places.

        ``phone`` is a mainland mobile number of 11 digits, ``out_id`` our own name of the message.
        """


def national(phone: str) -> str:
    """The 11 digits of a mobile number (手机号), without +86, blanks and hyphens."""
    digits = "".join(character for character in phone if character.isdecimal())
    return digits[-11:] if len(digits) == 13 and digits.startswith("86") else digits
