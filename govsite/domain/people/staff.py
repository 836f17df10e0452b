"""Accounts of staff (工作人员帐号): made, disabled, given a new first password; every change is in the audit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, exists, select, true, update
from sqlalchemy.orm import Session

from govsite.characters import is_seen
from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.passwords import Passwords
from govsite.domain.people import totp, usernames
from govsite.domain.people.first_passwords import new_first_password
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import KIND, Officer, Role
from govsite.models.role import OPERATOR, WHOLE_PORTAL
from govsite.models.role import Role as RoleRow
from govsite.models.staff import LONGEST_NAME, Staff

__all__ = ["Staff", "all_staff", "create", "disable", "find", "give", "load", "names", "number_of", "reset", "take"]

TAKEN = "已经有人用这个用户名，请换一个。"
NOBODY = "没有这个用户名。"
DISABLED = "这个帐号已经停用，要恢复才能重置密码。"
LAST_OPERATOR = "这是最后一个能用的运维人员帐号，停用或者拿掉角色后，就没有人能管理门户。请先建另一个。"


def create(passwords: Passwords, by: str, username: str, name: str, roles: Sequence[Role]) -> tuple[int, str]:
    """Make an account and return its number and first password, which is kept nowhere.

    ``by`` is who does it, as the audit names them. Raises Refused for a name that is taken or cannot be one.
    """
    username, name = usernames.fold(username), name.strip()
    if said := usernames.fault(username):
        raise Refused(said)
    if not 0 < len(name) <= LONGEST_NAME or not all(map(is_seen, name)):
        raise Refused(f"请写姓名，最多 {LONGEST_NAME} 个字符。")
    if not roles:
        raise Refused("至少要有一个角色。")
    password = new_first_password()
    values: dict[str, Any] = {"username": username, "name": name, "password": passwords.hash(password)}
    values |= {"must_change": True, "disabled": False, "created": datetime.now(UTC), "revision": 1}
    with writing() as session:
        row = insert_into(session, Staff).values(values).on_conflict_do_nothing(index_elements=["username"])
        staff_id = session.scalar(row.returning(Staff.id))
        if staff_id is None:
            raise Refused(TAKEN)
        _add_roles(session, staff_id, roles)
        site_code = next((role.site_code for role in roles if role.site_code), WHOLE_PORTAL)
        first, target = _details(roles[0]), f"staff {staff_id}"
        audit.append(session, who=by, what="staff.create", target=target, site_code=site_code, details=first)
        for role in roles[1:]:
            _audit_role(session, by, "staff.give_role", staff_id, role)
    return staff_id, password


def disable(by: str, username: str) -> None:
    """Let somebody sign in no more, and end their sessions; nothing where that is so already.

    Raises Refused for a name that nobody has, and for the last operator who can sign in.
    """
    with writing() as session:
        staff_id = _number_of(session, username)
        operators = _operators(session)
        if operators == [staff_id]:
            raise Refused(LAST_OPERATOR)
        values = {"disabled": True, "revision": Staff.revision + 1}
        done = update(Staff).where(Staff.id == staff_id, Staff.disabled.is_(False)).values(values)
        if session.connection().execute(done).rowcount:
            sign_ins.end_all(session, KIND, str(staff_id))
            audit.append(session, who=by, what="staff.disable", target=f"staff {staff_id}")


def reset(passwords: Passwords, by: str, username: str, *, enable: bool = False, lost_factor: bool = False) -> str:
    """Give somebody a new first password and return it; their sessions end.

    ``enable`` lets who was disabled sign in again; ``lost_factor`` takes their second factor away, which they then set
    up anew. Raises Refused for a name that nobody has, and for who is disabled and shall stay so.
    """
    password = new_first_password()
    values = {"password": passwords.hash(password), "must_change": True, "disabled": False}
    with writing() as session:
        staff_id = _number_of(session, username)
        who = (Staff.id == staff_id, true() if enable else Staff.disabled.is_(False))
        done = update(Staff).where(*who).values(**values, revision=Staff.revision + 1)
        if not session.connection().execute(done).rowcount:
            raise Refused(DISABLED)
        if lost_factor:
            totp.remove(session, staff_id)
        sign_ins.end_all(session, KIND, str(staff_id))
        details = {"enable": enable, "lost_factor": lost_factor}
        audit.append(session, who=by, what="staff.reset", target=f"staff {staff_id}", details=details)
    return password


def give(by: str, staff_id: int, role: Role) -> bool:
    """Give somebody one more role; False where they have it already. Whether ``by`` may is asked before."""
    given = {"staff_id": staff_id, "role": role.role, "site_code": role.site_code, "department": role.department}
    with writing() as session:
        # Also one that differs in ``subtree`` alone is there already: it is taken first.
        row = insert_into(session, RoleRow).values(**given, subtree=role.subtree).on_conflict_do_nothing()
        if session.scalar(row.returning(RoleRow.id)) is None:
            return False
        _audit_role(session, by, "staff.give_role", staff_id, role)
    return True


def take(by: str, staff_id: int, role: Role) -> bool:
    """Take a role from somebody; False where they have it no more.

    Raises Refused for the role of the last operator who can sign in.
    """
    mine = (RoleRow.staff_id == staff_id, RoleRow.role == role.role, RoleRow.site_code == role.site_code)
    with writing() as session:
        if role.role == OPERATOR and _operators(session) == [staff_id]:
            raise Refused(LAST_OPERATOR)
        gone = delete(RoleRow).where(*mine, RoleRow.department == role.department)
        if not session.connection().execute(gone).rowcount:
            return False
        _audit_role(session, by, "staff.take_role", staff_id, role)
    return True


def load(session: Session, staff_id: int) -> Officer | None:
    """Somebody whose account is good, with their roles; None for who is disabled or unknown."""
    columns = (Staff.id, Staff.username, Staff.name, Staff.must_change, Staff.revision)
    good = (Staff.id == staff_id, Staff.disabled.is_(False))
    found = session.execute(select(*columns).where(*good)).one_or_none()
    return Officer(*found, tuple(_roles(session, staff_id))) if found else None


def names(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The names of some accounts by their number, as the audit has them."""
    found = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(numbers)))
    return {row.id: row.name for row in found}


def number_of(session: Session, username: str) -> int | None:
    """The number of who has a user name, None for nobody."""
    return session.scalar(select(Staff.id).where(Staff.username == usernames.fold(username)))


def find(session: Session, staff_id: int) -> tuple[Staff, list[Role]] | None:
    """An account, disabled or not, with its roles."""
    row = session.get(Staff, staff_id)
    return (row, _roles(session, staff_id)) if row else None


def all_staff(session: Session) -> Sequence[tuple[Staff, list[Role]]]:
    """All accounts by user name, with their roles; two queries."""
    roles: dict[int, list[Role]] = {}
    for row in session.scalars(select(RoleRow).order_by(RoleRow.id)):
        roles.setdefault(row.staff_id, []).append(_role(row))
    return [(row, roles.get(row.id, [])) for row in session.scalars(select(Staff).order_by(Staff.username))]


def _add_roles(session: Session, staff_id: int, roles: Sequence[Role]) -> None:
    for role in roles:
        given = {"role": role.role, "site_code": role.site_code, "subtree": role.subtree}
        session.add(RoleRow(staff_id=staff_id, **given, department=role.department))
    session.flush()


def _audit_role(session: Session, by: str, what: str, staff_id: int, role: Role) -> None:
    target, site_code = f"staff {staff_id}", role.site_code
    audit.append(session, who=by, what=what, target=target, site_code=site_code, details=_details(role))


def _details(role: Role) -> dict[str, str | int | bool | None]:
    """A role, as the audit has it beside its site."""
    return {"role": role.role, "subtree": role.subtree, "department": role.department}


def _roles(session: Session, staff_id: int) -> list[Role]:
    return [_role(row) for row in session.scalars(select(RoleRow).where(RoleRow.staff_id == staff_id))]


def _role(row: RoleRow) -> Role:
    return Role(row.role, row.site_code, row.subtree, row.department)


def _number_of(session: Session, username: str) -> int:
    found = number_of(session, username)
    if found is None:
        raise Refused(NOBODY)
    return found


def _operators(session: Session) -> list[int]:
    """Those who can sign in, locked in one order: of two who disable each other, the later one sees the first done."""
    is_operator = exists().where(RoleRow.staff_id == Staff.id, RoleRow.role == OPERATOR)
    found = select(Staff.id).where(Staff.disabled.is_(False), is_operator).order_by(Staff.id)
    return list(session.scalars(found.with_for_update()))
