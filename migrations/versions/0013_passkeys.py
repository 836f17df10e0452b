"""Passkeys of staff; an authenticator that is to take the place of another."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("credential", name="uq_passkey_credential"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_passkey_staff_id_staff", ondelete="CASCADE"),
    )
    op.create_index("ix_passkey_staff_id", "passkey", ["staff_id"])
    op.add_column("second_factor", sa.Column("next_secret", sa.LargeBinary(), nullable=True))
    op.add_column("second_factor", sa.Column("next_begun", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("second_factor", "next_begun")
    op.drop_column("second_factor", "next_secret")
    op.drop_table("passkey")
