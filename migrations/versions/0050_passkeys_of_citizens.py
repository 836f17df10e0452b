"""Passkeys of citizens, the second step of their sign-in, when a phone was proved last, the record of sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("passkey") as batch:
        batch.alter_column("staff_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_passkey_account_id_account", "account", ["account_id"], ["id"], ondelete="CASCADE")
        batch.create_check_constraint(op.f("ck_passkey_owner"), "(staff_id IS NULL) <> (account_id IS NULL)")
        batch.create_index("ix_passkey_account_id", ["account_id"])
    op.add_column("account", sa.Column("two_steps", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("account", sa.Column("phone_proved", MOMENT, nullable=True))
    op.execute("UPDATE account SET phone_proved = created")
    op.create_table(
        "challenge",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("challenge", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_challenge"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_challenge_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_challenge_account_id", "challenge", ["account_id"])
    op.create_index("ix_challenge_expires", "challenge", ["expires"])
    op.create_table(
        "sign_in_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("browser", sa.String(40), nullable=False),
        sa.Column("address", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_record"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_sign_in_record_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_sign_in_record_account_id_id", "sign_in_record", ["account_id", "id"])
    op.create_index("ix_sign_in_record_at", "sign_in_record", ["at"])


def downgrade() -> None:
    op.drop_table("sign_in_record")
    op.drop_table("challenge")
    op.drop_column("account", "phone_proved")
    op.drop_column("account", "two_steps")
    op.execute("DELETE FROM passkey WHERE staff_id IS NULL")
    with op.batch_alter_table("passkey") as batch:
        batch.drop_index("ix_passkey_account_id")
        batch.drop_constraint(op.f("ck_passkey_owner"), type_="check")
        batch.drop_constraint("fk_passkey_account_id_account", type_="foreignkey")
        batch.drop_column("account_id")
        batch.alter_column("staff_id", existing_type=sa.Integer(), nullable=False)
