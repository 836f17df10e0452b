"""Halls have no mark of examples any more: nothing read it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("hall") as batch:
        batch.drop_column("synthetic")


def downgrade() -> None:
    op.add_column("hall", sa.Column("synthetic", sa.Boolean(), nullable=False, server_default=sa.false()))
