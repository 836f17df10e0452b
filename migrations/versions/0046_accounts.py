"""Accounts of citizens: phones proved by a code, real names in levels, tickets and items of one's own."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_print", sa.LargeBinary(16), nullable=True),
        sa.Column("password", sa.String(128), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("id_no", sa.LargeBinary(), nullable=True),
        sa.Column("id_print", sa.LargeBinary(16), nullable=True),
        sa.Column("agreed", sa.String(10), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("signed_in", MOMENT, nullable=True),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("phone_print", name="uq_account_phone_print"),
        sa.UniqueConstraint("id_print", name="uq_account_id_print"),
        sa.CheckConstraint("level BETWEEN 2 AND 5", name=op.f("ck_account_level")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verification"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_verification_account_id_account"),
    )
    op.create_index("ix_verification_account_id_id", "verification", ["account_id", "id"])
    op.create_table(
        "phone_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent", MOMENT, nullable=False),
        sa.Column("proved", MOMENT, nullable=True),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_phone_proof"),
        sa.UniqueConstraint("token", name="uq_phone_proof_token"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_phone_proof_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_phone_proof_account_id", "phone_proof", ["account_id"])
    op.create_index("ix_phone_proof_expires", "phone_proof", ["expires"])
    op.create_table(
        "favourite",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("item_code", sa.String(14), nullable=False),
        sa.Column("added", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "site_code", "item_code", name="pk_favourite"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_favourite_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "claim",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("claimed", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_claim"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_claim_ticket_id_ticket", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_claim_account_id_account", ondelete="CASCADE"),
    )
    op.create_index("ix_claim_account_id", "claim", ["account_id"])


def downgrade() -> None:
    op.drop_table("claim")
    op.drop_table("favourite")
    op.drop_table("phone_proof")
    op.drop_table("verification")
    op.drop_table("account")
