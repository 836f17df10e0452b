"""Legal persons with an account, who acts for them, and tickets of theirs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CURRENT = sa.text("ended IS NULL AND account_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("credit_code", sa.LargeBinary(), nullable=False),
        sa.Column("credit_print", sa.LargeBinary(16), nullable=True),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("password", sa.String(128), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("found", sa.String(16), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("decided", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("signed_in", MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
        sa.UniqueConstraint("credit_print", name="uq_company_credit_print"),
        sa.CheckConstraint("state IN ('real', 'review', 'refused')", name=op.f("ck_company_state")),
        sa.ForeignKeyConstraint(["representative_id"], ["account.id"], name="fk_company_representative_id_account"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_state_id", "company", ["state", "id"])
    op.create_index("ix_company_representative_id", "company", ["representative_id"])
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("scope", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_print", sa.LargeBinary(16), nullable=True),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("invited", MOMENT, nullable=False),
        sa.Column("accepted", MOMENT, nullable=True),
        sa.Column("ended", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.CheckConstraint("role IN ('representative', 'agent')", name=op.f("ck_member_role")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_member_company_id_company", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_member_account_id_account"),
        sqlite_autoincrement=True,
    )
    columns = ["company_id", "account_id"]
    op.create_index("uq_member_current", "member", columns, unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)
    op.create_index("ix_member_account_id", "member", ["account_id"])
    op.create_index("ix_member_phone_print", "member", ["phone_print"])
    with op.batch_alter_table("claim") as batch:
        batch.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("company_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_claim_company_id_company", "company", ["company_id"], ["id"], ondelete="CASCADE")
        batch.create_check_constraint(op.f("ck_claim_owner"), "account_id IS NOT NULL OR company_id IS NOT NULL")
        batch.create_index("ix_claim_company_id", ["company_id"])


def downgrade() -> None:
    op.execute("DELETE FROM claim WHERE company_id IS NOT NULL")
    with op.batch_alter_table("claim") as batch:
        batch.drop_index("ix_claim_company_id")
        batch.drop_constraint(op.f("ck_claim_owner"), type_="check")
        batch.drop_constraint("fk_claim_company_id_company", type_="foreignkey")
        batch.drop_column("company_id")
        batch.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("member")
    op.drop_table("company")
