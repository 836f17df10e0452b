"""Counters by month, of a site with those below it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month_tally",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("department", sa.String(32), nullable=False),
        sa.Column("item_code", sa.String(12), nullable=False),
        sa.Column("measure", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "site_code", "department", "item_code", "measure", name="pk_month_tally"),
    )


def downgrade() -> None:
    op.drop_table("month_tally")
