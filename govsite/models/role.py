"""What a member of staff is, and where."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base

OPERATOR, SITE_ADMIN, EDITOR, CLERK, AUDITOR = ROLES = ("operator", "site_admin", "editor", "clerk", "auditor")
WHOLE_PORTAL = ""  # in the place of a site's code
LONGEST_ROLE = 16
_SITE = "CASE role WHEN 'operator' THEN site_code = '' WHEN 'auditor' THEN 1 = 1 ELSE site_code <> '' END"


class Role(Base):
    """A role (角色) at a site, and with ``subtree`` at all sites below it too.

    Operators (运维) serve the whole portal, auditors (审计) may; a clerk (经办) has the ``key`` of one department, the
    others none.
    """

    __tablename__ = "role"
    __table_args__ = (
        UniqueConstraint("staff_id", "role", "site_code", "department"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint(_SITE, name="site"),
        CheckConstraint("(role = 'clerk') = (department <> '')", name="department"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(LONGEST_ROLE))
    site_code: Mapped[str] = mapped_column(String(6), default=WHOLE_PORTAL)
    subtree: Mapped[bool] = mapped_column(default=False)
    department: Mapped[str] = mapped_column(String(32), default="")
