"""The desk of letters: what is to be decided about publishing, a department's letters by day, templates of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
BY_DAY = "ix_ticket_site_code_kind_department_added"
BY_STATE = "ix_ticket_site_code_kind_department_state_due"


def upgrade() -> None:
    op.add_column("letter", sa.Column("undecided", sa.Date(), nullable=True))
    op.create_index("ix_letter_undecided", "letter", ["undecided"])
    op.create_index(BY_DAY, "ticket", ["site_code", "kind", "department", "added"])
    op.create_index(BY_STATE, "ticket", ["site_code", "kind", "department", "state", "due"])
    op.create_table(
        "reply_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("department", sa.String(32), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reply_template"),
        sa.UniqueConstraint("site_code", "department", "name", name="uq_reply_template_site_code_department_name"),
    )


def downgrade() -> None:
    op.drop_table("reply_template")
    op.drop_index(BY_STATE, "ticket")
    op.drop_index(BY_DAY, "ticket")
    op.drop_index("ix_letter_undecided", "letter")
    op.drop_column("letter", "undecided")
