"""Public lists of cases are read along indexes of what may be listed; a case that is delivered is rated once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None
INDEXES = (("site_code", "added"), ("site_code", "department", "added"), ("site_code", "finished"))


def upgrade() -> None:
    op.add_column("ticket", sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE ticket SET listed = true WHERE id IN (SELECT ticket_id FROM case_file WHERE listed)")
    op.drop_column("case_file", "listed")
    for columns in INDEXES:
        where = {"sqlite_where": sa.text("listed = 1"), "postgresql_where": sa.text("listed")}
        op.create_index(f"ix_ticket_{'_'.join(columns)}", "ticket", list(columns), **where)
    op.add_column("case_file", sa.Column("rating", sa.Integer(), nullable=True))
    op.add_column("case_file", sa.Column("rated", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case_file", sa.Column("rating_words", sa.Text(), nullable=True))
    op.add_column("case_file", sa.Column("follow_up", sa.Date(), nullable=True))
    op.create_index("ix_case_file_follow_up", "case_file", ["follow_up"])


def downgrade() -> None:
    op.drop_index("ix_case_file_follow_up", "case_file")
    for column in ("follow_up", "rating_words", "rated", "rating"):
        op.drop_column("case_file", column)
    op.add_column("case_file", sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute("UPDATE case_file SET listed = false WHERE ticket_id IN (SELECT id FROM ticket WHERE NOT listed)")
    for columns in INDEXES:
        op.drop_index(f"ix_ticket_{'_'.join(columns)}", "ticket")
    op.drop_column("ticket", "listed")
