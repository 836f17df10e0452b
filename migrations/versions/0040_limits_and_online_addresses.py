"""Limits have units, guides say where they are done online, how they go at a window and how one pays."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
RECORDS = (("item", "online_at"), ("item", "window_steps"), ("offering", "online_at"))
UNITS = (("item", "statutory_unit", "工作日"), ("item", "promised_unit", "工作日"), ("offering", "promised_unit", ""))


def upgrade() -> None:
    for table, name, unit in UNITS:
        op.add_column(table, sa.Column(name, sa.String(8), nullable=False, server_default=unit))
    for table, name in RECORDS:
        op.add_column(table, sa.Column(name, JSON, nullable=False, server_default="[]"))
    op.add_column("item", sa.Column("pay", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("item", "pay")
    for table, name in RECORDS:
        op.drop_column(table, name)
    for table, name, _ in UNITS:
        op.drop_column(table, name)
