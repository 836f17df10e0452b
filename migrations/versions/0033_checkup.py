"""The check-up counts searches without an answer and keeps what came of asking for links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unanswered",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("word", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "site_code", "word", name="pk_unanswered"),
    )
    op.create_index("ix_unanswered_site_code_day_word_number", "unanswered", ["site_code", "day", "word", "number"])
    op.create_table(
        "link",
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("checked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_link"),
    )
    op.create_index("ix_link_checked", "link", ["checked"])


def downgrade() -> None:
    op.drop_table("link")
    op.drop_table("unanswered")
