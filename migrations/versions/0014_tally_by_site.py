"""Counters of a site are found without a look at those of all others."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NAME = "ix_tally_site_code_day_department_measure_number"


def upgrade() -> None:
    op.create_index(NAME, "tally", ["site_code", "day", "department", "measure", "number"])


def downgrade() -> None:
    op.drop_index(NAME, "tally")
