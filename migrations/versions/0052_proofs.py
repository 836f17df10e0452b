"""Proofs at a window, children and their guardians, errands done for others, levels that items ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "window_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("code_print", sa.LargeBinary(), nullable=True),
        sa.Column("asked", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("used", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_window_proof"),
        sa.UniqueConstraint("code_print", name="uq_window_proof_code_print"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_window_proof_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_window_proof_account_id", "window_proof", ["account_id"])
    op.create_index("ix_window_proof_expires", "window_proof", ["expires"])
    op.create_table(
        "child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        sa.Column("id_print", sa.LargeBinary(), nullable=True),
        sa.Column("relation", sa.String(8), nullable=False),
        sa.Column("consent", sa.String(10), nullable=False),
        sa.Column("bound", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_child"),
        sa.CheckConstraint("relation IN ('parent', 'other')", name=op.f("ck_child_relation")),
        sa.UniqueConstraint("guardian_id", "id_print", name="uq_child_guardian_id_id_print"),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["account.id"], name="fk_child_guardian_id_account", ondelete="CASCADE"
        ),
    )
    _create_mandate()
    op.add_column("verification", sa.Column("place", sa.String(100), nullable=False, server_default=""))
    op.add_column("item", sa.Column("proof_level", sa.Integer(), nullable=True))


def _create_mandate() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("item_code", sa.String(14), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("code_print", sa.LargeBinary(), nullable=True),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("entered", MOMENT, nullable=True),
        sa.Column("confirmed", MOMENT, nullable=True),
        sa.Column("ended", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mandate"),
        sa.CheckConstraint("(ticket_id IS NOT NULL) <> (item_code <> '')", name=op.f("ck_mandate_errand")),
        sa.UniqueConstraint("code_print", name="uq_mandate_code_print"),
        sa.ForeignKeyConstraint(["principal_id"], ["account.id"], name="fk_mandate_principal_id_account"),
        sa.ForeignKeyConstraint(["agent_id"], ["account.id"], name="fk_mandate_agent_id_account"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_mandate_ticket_id_ticket", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    for column in ("principal_id", "agent_id", "ticket_id"):
        op.create_index(f"ix_mandate_{column}", "mandate", [column])


def downgrade() -> None:
    op.drop_column("item", "proof_level")
    op.drop_column("verification", "place")
    for table in ("mandate", "child", "window_proof"):
        op.drop_table(table)
