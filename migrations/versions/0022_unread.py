"""What the writer of a letter added stands in a queue until somebody has read it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("unread", sa.Date(), nullable=True))
    op.create_index("ix_letter_unread", "letter", ["unread"])


def downgrade() -> None:
    op.drop_index("ix_letter_unread", "letter")
    op.drop_column("letter", "unread")
