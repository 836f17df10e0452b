"""Joint cases: which departments take part, what each was asked and until when, and its opinion."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None
OPEN = "answered IS NULL"


def refers(name: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=f"fk_joint_unit_{name}_{to}", ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "joint_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(32), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.String(500), nullable=False),
        sa.Column("wanted_by", sa.Date(), nullable=False),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("words", sa.String(500), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_joint_unit"),
        sa.UniqueConstraint("ticket_id", "department", name="uq_joint_unit_ticket_id_department"),
        refers("ticket_id", "ticket", "CASCADE"),
        refers("staff_id", "staff", "SET NULL"),
    )
    where = {"sqlite_where": sa.text(OPEN), "postgresql_where": sa.text(OPEN)}
    op.create_index("ix_joint_unit_department_wanted_by", "joint_unit", ["department", "wanted_by"], **where)


def downgrade() -> None:
    op.drop_table("joint_unit")
