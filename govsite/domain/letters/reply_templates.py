"""Templates of answers (答复模板): texts of a department that an answer begins with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.domain.common import audit
from govsite.domain.tickets.desks import Desk
from govsite.models.reply_template import ReplyTemplate

__all__ = ["LONGEST_NAME", "LONGEST_TEXT", "ReplyTemplate", "add", "all_of", "remove"]

MOST = 100  # of a department
LONGEST_NAME, LONGEST_TEXT = 40, 5_000  # characters


def all_of(session: Session, desk: Desk, department: str = "") -> Sequence[ReplyTemplate]:
    """The templates of a desk's departments, or of one of them."""
    found = select(ReplyTemplate).where(ReplyTemplate.site_code == desk.site_code)
    if department:
        found = found.where(ReplyTemplate.department == department)
    if desk.reads is not None:
        found = found.where(ReplyTemplate.department.in_(sorted(desk.reads)))
    return session.scalars(found.order_by(ReplyTemplate.department, ReplyTemplate.id).limit(MOST)).all()


def add(desk: Desk, who: str, department: str, name: str, text: str) -> bool:
    """Add a template, or give one of this name another text; False for a department that is not theirs."""
    if desk.reads is not None and department not in desk.reads:
        return False
    values = {"site_code": desk.site_code, "department": department, "name": name, "text": text}
    with writing() as session:
        row = insert_into(session, ReplyTemplate).values(values)
        key = ["site_code", "department", "name"]
        saved = row.on_conflict_do_update(index_elements=key, set_={"text": row.excluded.text})
        number = session.scalar(saved.returning(ReplyTemplate.id))
        what, target = "template.save", f"template {number}"
        audit.append(session, who=who, what=what, target=target, site_code=desk.site_code)
    return True


def names_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The names of some templates that there still are; one query, none for none."""
    found = select(ReplyTemplate.id, ReplyTemplate.name).where(ReplyTemplate.id.in_(numbers))
    return {row.id: row.name for row in session.execute(found)} if numbers else {}


def remove(desk: Desk, who: str, number: int) -> bool:
    """Delete a template of their own; False for none."""
    own = [ReplyTemplate.id == number, ReplyTemplate.site_code == desk.site_code]
    if desk.reads is not None:
        own.append(ReplyTemplate.department.in_(sorted(desk.reads)))
    with writing() as session:
        if not session.connection().execute(delete(ReplyTemplate).where(*own)).rowcount:
            return False
        what, target = "template.remove", f"template {number}"
        audit.append(session, who=who, what=what, target=target, site_code=desk.site_code)
    return True
