"""Items say at which kinds of place they are done, halls of which kind they are; both have more ways of contact.

A hall that is there already is of the kind that its level tells.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
HALL, TOWNSHIP, VILLAGE = "政务服务大厅", "便民服务中心", "村（社区）"
CONTACT = (("fax", 64), ("postcode", 6), ("email", 100))
TEXTS = {"hall": (("driving", 400), *CONTACT, ("introduction", 500)), "department": CONTACT}
LISTS = {"hall": ("access", "counters"), "department": ("windows",), "item": ("places",)}


def upgrade() -> None:
    op.add_column("hall", sa.Column("kind", sa.String(16), nullable=False, server_default=HALL))
    hall = sa.table("hall", sa.column("kind"), sa.column("level"))
    for kind, levels in ((TOWNSHIP, "乡镇街"), (VILLAGE, "村")):
        op.execute(hall.update().where(hall.c.level.in_(list(levels))).values(kind=kind))
    for table, texts in TEXTS.items():
        for name, length in texts:
            op.add_column(table, sa.Column(name, sa.String(length), nullable=False, server_default=""))
    for table, names in LISTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    for table, names in LISTS.items():
        for name in names:
            op.drop_column(table, name)
    for table, texts in TEXTS.items():
        for name, _ in texts:
            op.drop_column(table, name)
    op.drop_column("hall", "kind")
