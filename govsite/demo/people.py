"""Demo people: one of each role and a second clerk, with random passwords in a file that only its owner may read.

Whom there is, ``people.csv`` says; a portal without the sites that it names has them at sites of the same level.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.demo.sources import Sources
from govsite.demo.systems import SYSTEM, System, connect, is_connected
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.passwords import Passwords
from govsite.domain.people import staff
from govsite.domain.people.first_passwords import new_first_password
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import KIND, Role
from govsite.models.department import Department
from govsite.models.role import CLERK
from govsite.models.role import Role as RoleRow
from govsite.models.second_factor import SecondFactor
from govsite.models.staff import Staff
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

FILE = "demo-accounts.txt"
WHO = "demo"  # in the audit
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo; ``site`` is None for a role of the whole portal."""

    role: str
    username: str
    name: str
    site: Site | None
    department: str

    def line(self, password: str, secret: str) -> str:
        """Their line in the file: role, user name, password, TOTP secret, site, department."""
        slug = self.site.slug if self.site else NOTHING
        return " ".join((self.role, self.username, password, secret, slug, self.department or NOTHING))


def make_people(passwords: Passwords, tree: SiteTree, sources: Sources, instance: Path) -> bool:
    """Make the accounts and the file of their passwords; returns False where all of them still work.

    An account that is there already gets another password: the file alone knows them.
    """
    path = instance / FILE
    people, systems = list(_people(reading(), tree, sources)), list(_systems(reading(), tree, sources))
    if _work(passwords, path, people, systems):
        return False
    lines = [*(_settle(passwords, person) for person in people), *(connect(system) for system in systems)]
    _write(path, lines)
    return True


def _people(session: Session, tree: SiteTree, sources: Sources) -> Iterator[Person]:
    used: set[str] = set()
    for row in sources.rows("people.csv").dicts():
        if row["role"] == SYSTEM:
            continue
        site = _site(tree, row["site"], row["role"] == "site_admin") if row["site"] else None
        department = _department(session, site, row["department"], used) if site and row["role"] == CLERK else ""
        if row["role"] == CLERK and not department:
            continue  # the site has no department that a clerk could work for
        used.add(department)
        yield Person(row["role"], row["username"], row["name"], site, department)


def _systems(session: Session, tree: SiteTree, sources: Sources) -> Iterator[System]:
    """The systems of departments; none where the site has no department."""
    for row in sources.rows("people.csv").dicts():
        if row["role"] == SYSTEM:
            site = _site(tree, row["site"], above=False)
            if department := _department(session, site, row["department"], set()):
                yield System(row["username"], site, department)


def _site(tree: SiteTree, slug: str, above: bool) -> Site:
    """The site itself, else one of the same level: below the main site, or below that one."""
    if slug in tree.by_slug:
        return tree.by_slug[slug]
    city = next((site for site in tree.root.children if site.children), None) or next(
        iter(tree.root.children), tree.root
    )
    return city if above else next(iter(city.children), city)


def _department(session: Session, site: Site, key: str, used: set[str]) -> str:
    """The department itself, else the first of the site that nobody of the demo works for; "" where there is none."""
    wanted = select(Department.key).where(Department.site_code == site.code).order_by(Department.id)
    keys = session.scalars(wanted).all()
    return key if key in keys else next((other for other in keys if other not in used), "")


def _work(passwords: Passwords, path: Path, people: Sequence[Person], systems: Sequence[System]) -> bool:
    """Whether the file has a line for each, with a password and a secret that are theirs."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    if len(lines) != len(people) + len(systems):
        return False
    first, last = lines[: len(people)], lines[len(people) :]
    return all(map(is_connected, last, systems)) and all(
        _works(passwords, line, person) for line, person in zip(first, people, strict=True)
    )


def _works(passwords: Passwords, line: str, person: Person) -> bool:
    words = line.split(" ")
    if len(words) != 6 or line != person.line(words[2], words[3]):
        return False
    mine = (Staff.username == person.username, Staff.disabled.is_(False), Staff.must_change.is_(False))
    found = select(Staff.password, SecondFactor.secret).where(*mine, SecondFactor.staff_id == Staff.id)
    row = reading().execute(found.where(SecondFactor.enrolled.is_not(None))).one_or_none()
    return row is not None and row.secret == words[3] and passwords.verify(words[2], row.password)


def _settle(passwords: Passwords, person: Person) -> str:
    """Make or mend an account, ready to be used; returns its line."""
    role = Role(person.role, person.site.code if person.site else "", False, person.department)
    with suppress(Refused):  # it is there already
        staff.create(passwords, WHO, person.username, person.name, [role])
    password, secret, now = new_first_password(), pyotp.random_base32(), datetime.now(UTC)
    hashed = passwords.hash(password)
    with writing() as session:
        number = session.scalars(select(Staff.id).where(Staff.username == person.username)).one()
        values = {"password": hashed, "must_change": False, "disabled": False, "revision": Staff.revision + 1}
        values["email"] = f"{person.username}@example.com"
        session.execute(update(Staff).where(Staff.id == number).values(values))
        for table in (SecondFactor, RoleRow):
            session.execute(delete(table).where(table.staff_id == number))
        given = {"role": role.role, "site_code": role.site_code, "department": role.department}
        session.add(RoleRow(staff_id=number, subtree=False, **given))
        session.add(SecondFactor(staff_id=number, secret=secret, begun=now, enrolled=now, last_step=0))
        session.flush()
        sign_ins.end_all(session, KIND, str(number))
        audit.append(session, who=WHO, what="staff.demo", target=f"staff {number}")
    return person.line(password, secret)


def _write(path: Path, lines: Sequence[str]) -> None:
    """All of it or nothing, readable for its owner alone."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    new.replace(path)
