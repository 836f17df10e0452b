"""Keys of departments' systems (接口密钥): made for a department at a site, shown once, revoked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, defer

from govsite.database.clock import database_time
from govsite.database.keys import KeysMissing
from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.models.api_key import ApiKey
from govsite.models.department import Department
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

__all__ = ["ApiKey", "Made", "Refused", "create", "find", "keys_at", "owner_of", "revoke", "sites_of", "touch"]

LONGEST_NAME = 40  # characters of a system's name
_KEY = re.compile(r"gk_[A-Za-z0-9]{20}")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
SEEN_EVERY = timedelta(minutes=5)  # how exactly it is known when a key was used last


class Refused(ValueError):  # noqa: N818
    """What cannot be done; the text is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Made:
    """A key that was made; ``secret`` is shown once."""

    id: int
    key: str
    secret: str


def create(
    who: str, system: str, site: Site, department: str = "", *, subtree: bool = False, staff_id: int | None = None
) -> Made:
    """Make a key for the cases of a department, "" for all, at a site and, with ``subtree``, at those below it.

    Raises Refused for a name that is none, for a department that there is not, and where nothing can be sealed.
    """
    system = str.__str__(system).strip()
    if not system or len(system) > LONGEST_NAME or not system.isprintable():
        raise Refused(f"系统名称写 1 到 {LONGEST_NAME} 个字。")
    made = "gk_" + _random(20), _random(43)
    try:
        with writing() as session:
            _check(session, site, department)
            row = ApiKey(key=made[0], secret=made[1], system=system, site_code=site.code, subtree=subtree)
            row.department, row.made, row.made_by = department, database_time(session), staff_id
            session.add(row)
            session.flush()
            details: dict[str, str | int | bool | None] = {"department": department, "subtree": subtree}
            target = f"api key {row.id}"
            audit.append(session, who=who, what="api key.create", target=target, site_code=site.code, details=details)
            return Made(row.id, *made)
    except KeysMissing:
        raise Refused("门户还没有设置加密密钥 GOVSITE_DATA_KEYS，不能存接口密钥。请联系运维人员。") from None


def revoke(who: str, key_id: int) -> bool:
    """Let a key be good no more, at once; whether it was until now."""
    with writing() as session:
        mine = (ApiKey.id == key_id, ApiKey.revoked.is_(None))
        values = {"revoked": database_time(session)}
        site_code = session.scalar(update(ApiKey).where(*mine).values(values).returning(ApiKey.site_code))
        if site_code is not None:
            audit.append(session, who=who, what="api key.revoke", target=f"api key {key_id}", site_code=site_code)
    return site_code is not None


def keys_at(session: Session, site_codes: Collection[str] | None) -> Sequence[ApiKey]:
    """The keys of some sites, None for all, those that are good first; their secrets stay sealed."""
    found = select(ApiKey).options(defer(ApiKey.secret)).order_by(ApiKey.revoked.is_not(None), ApiKey.id.desc())
    return session.scalars(found if site_codes is None else found.where(ApiKey.site_code.in_(site_codes))).all()


def find(session: Session, key_id: int) -> ApiKey | None:
    """A key by its id; the secret stays sealed."""
    return session.scalar(select(ApiKey).options(defer(ApiKey.secret)).where(ApiKey.id == key_id))


def systems_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """What the systems of some keys are called; one query, none for none."""
    found = select(ApiKey.id, ApiKey.system).where(ApiKey.id.in_(numbers))
    return {row.id: row.system for row in session.execute(found)} if numbers else {}


def owner_of(session: Session, key: str) -> ApiKey | None:
    """The key that a request names, with its secret; None for one that there is not, or that was revoked."""
    if not _KEY.fullmatch(key):
        return None
    return session.scalar(select(ApiKey).where(ApiKey.key == key, ApiKey.revoked.is_(None)))


def touch(session: Session, row: ApiKey) -> None:
    """Write down that a key is in use, now and then. Part of the caller's writing."""
    now = database_time(session)
    if row.used is None or row.used < now - SEEN_EVERY:
        session.execute(update(ApiKey).where(ApiKey.id == row.id).values(used=now))


def sites_of(row: ApiKey, tree: SiteTree) -> frozenset[str]:
    """The codes of the sites that a key is for; none where its site is gone."""
    site = tree.by_code.get(row.site_code)
    if site is None:
        return frozenset()
    return frozenset({site.code} | ({below.code for below in site.below} if row.subtree else set()))


def _check(session: Session, site: Site, department: str) -> None:
    """Raise Refused for a department that the site has not."""
    if not department:
        return
    wanted = select(Department.key).where(Department.site_code == site.code).order_by(Department.id)
    keys = session.scalars(wanted).all()
    if department not in keys:
        offered = f"请写其中之一：{'、'.join(keys)}。" if keys else "请先导入部门表。"
        raise Refused(f"{site.name}没有这个部门。{offered}")


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
