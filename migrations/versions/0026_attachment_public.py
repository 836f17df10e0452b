"""Attachments have no mark of being public: files are never published, and nothing ever set it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachment") as batch:
        batch.drop_column("public")


def downgrade() -> None:
    op.add_column("attachment", sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
