"""Demo systems of departments: a key each, whose secret stands in the file of the demo people."""

from __future__ import annotations

from dataclasses import dataclass

from govsite.database.session import reading
from govsite.domain.systems import keys
from govsite.sites.site import Site

SYSTEM = "system"  # in people.csv and in the file
WHO = "demo"  # in the audit


@dataclass(frozen=True, slots=True)
class System:
    """A system of a department of a site."""

    name: str
    site: Site
    department: str

    def line(self, key: str, secret: str) -> str:
        """Its line in the file: system, key, secret, site, department."""
        return " ".join((SYSTEM, key, secret, self.site.slug, self.department))


def connect(system: System) -> str:
    """Make a key for a system and return its line; those that it had are good no more."""
    had = [row.id for row in keys.keys_at(reading(), [system.site.code]) if row.system == system.name]
    reading().rollback()
    for number in had:
        keys.revoke(WHO, number)
    made = keys.create(WHO, system.name, system.site, system.department)
    return system.line(made.key, made.secret)


def is_connected(line: str, system: System) -> bool:
    """Whether a line is a system's, with a key that is good."""
    words = line.split(" ")
    row = keys.owner_of(reading(), words[1]) if len(words) == 5 else None
    return row is not None and line == system.line(row.key, str.__str__(row.secret))
