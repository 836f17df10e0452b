"""Staff may have an e-mail for the digest of the day; what a writer added stands in a queue until it is read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("email", sa.LargeBinary(), nullable=True))
    op.add_column("letter", sa.Column("unread", sa.Date(), nullable=True))
    op.create_index("ix_letter_unread", "letter", ["unread"])


def downgrade() -> None:
    op.drop_index("ix_letter_unread", "letter")
    op.drop_column("letter", "unread")
    op.drop_column("staff", "email")
