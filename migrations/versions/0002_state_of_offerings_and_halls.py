"""Offerings and halls can be taken out of use."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("offering", "hall")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("state", sa.String(8), nullable=False, server_default="在用"))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("state")
