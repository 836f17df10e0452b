"""Token buckets and one-time tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(64), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("full_at", "price", "forgotten_at")),
        sa.PrimaryKeyConstraint("key", name="pk_throttle"),
    )
    op.create_index("ix_throttle_forgotten_at", "throttle", ["forgotten_at"])
    op.create_table(
        "used",
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "hash", name="pk_used"),
    )
    op.create_index("ix_used_expires", "used", ["expires"])


def downgrade() -> None:
    op.drop_table("used")
    op.drop_table("throttle")
