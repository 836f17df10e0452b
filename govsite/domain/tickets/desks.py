"""Who sits at the desk of a site, and which tickets are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govsite.models.ticket import Ticket
from govsite.typed import Typed

CLERK, ADMIN = "clerk", "site_admin"  # what somebody is to a ticket


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits at the desk of a site, and the keys of departments whose tickets are theirs; None for all of the site.

    ``lists`` are those that they see in queues, ``reads`` those that they open and work on. Who ``takes_over`` may take
    a ticket over, and then reads that one. With ``second_reading`` an answer goes out when a colleague has approved.
    ``above`` are the codes of the sites above: roles there that span what is below reach here.
    """

    staff_id: int
    site_code: str
    lists: frozenset[str] | None
    reads: frozenset[str] | None
    takes_over: bool = False
    second_reading: bool = False
    above: frozenset[str] = frozenset()

    def may_read(self, ticket: Any) -> bool:
        """Whether a ticket, or a row with a ticket's columns, may be opened here."""
        return ticket.site_code == self.site_code and (self.is_own(ticket) or self.has_taken_over(ticket))

    def is_own(self, ticket: Any) -> bool:
        """Whether it is one of a department of theirs."""
        return self.reads is None or ticket.department in self.reads

    def has_taken_over(self, ticket: Any) -> bool:
        """Whether they, who read none otherwise, have taken it over."""
        return self.takes_over and ticket.assignee == self.staff_id

    def sees(self, ticket: Any) -> bool:
        """Whether a ticket stands in their queues."""
        return ticket.site_code == self.site_code and (self.lists is None or ticket.department in self.lists)

    def role_at(self, ticket: Ticket) -> str:
        """What they are to a ticket that they may read."""
        return CLERK if self.is_own(ticket) else ADMIN


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who may have tickets of some departments at a site; None for all of them."""

    id: int
    name: Typed
    departments: frozenset[str] | None

    def suits(self, ticket: Ticket) -> bool:
        """Whether a ticket may be given to them."""
        return self.departments is None or ticket.department in self.departments
