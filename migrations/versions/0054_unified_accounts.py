"""Sign-ins of a unified account, of legal persons too; sessions of a site's own host that end with the main one."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

TOLD = ("name", "id_no", "credit_code")  # sealed

# A table that is made anew loses it: SQLite would give the numbers of sessions that ended once more.
NEVER_AGAIN = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("identity") as batch:
        batch.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("issuer", existing_type=sa.String(16), type_=sa.String(255), existing_nullable=False)
        batch.alter_column("subject", existing_type=sa.String(128), type_=sa.String(255), existing_nullable=False)
        batch.add_column(sa.Column("company_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "fk_identity_company_id_company", "company", ["company_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_unique_constraint("uq_identity_company_id_issuer", ["company_id", "issuer"])
        batch.create_check_constraint(op.f("ck_identity_owner"), "(account_id IS NULL) <> (company_id IS NULL)")
    op.execute("DELETE FROM trip")  # none is older than half an hour, and whose way it was stands in no column
    with op.batch_alter_table("trip") as batch:
        batch.add_column(sa.Column("issuer", sa.String(255), nullable=False))
        batch.add_column(sa.Column("level", sa.Integer(), nullable=False))
        for name in TOLD:
            batch.add_column(sa.Column(name, sa.LargeBinary(), nullable=True))
        batch.alter_column("subject", existing_type=sa.String(128), type_=sa.String(255), existing_nullable=False)
    with op.batch_alter_table("sign_in", table_kwargs=NEVER_AGAIN) as batch:
        batch.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_sign_in_parent_id_sign_in", "sign_in", ["parent_id"], ["id"], ondelete="CASCADE")
        batch.create_index("ix_sign_in_parent_id", ["parent_id"])


def downgrade() -> None:
    op.execute("DELETE FROM sign_in WHERE parent_id IS NOT NULL")
    with op.batch_alter_table("sign_in", table_kwargs=NEVER_AGAIN) as batch:
        batch.drop_index("ix_sign_in_parent_id")
        batch.drop_constraint("fk_sign_in_parent_id_sign_in", type_="foreignkey")
        batch.drop_column("parent_id")
    op.execute("DELETE FROM trip")
    with op.batch_alter_table("trip") as batch:
        batch.alter_column("subject", existing_type=sa.String(255), type_=sa.String(128), existing_nullable=False)
        for name in (*TOLD, "level", "issuer"):
            batch.drop_column(name)
    op.execute("DELETE FROM identity WHERE company_id IS NOT NULL OR length(issuer) > 16 OR length(subject) > 128")
    with op.batch_alter_table("identity") as batch:
        batch.drop_constraint(op.f("ck_identity_owner"), type_="check")
        batch.drop_constraint("uq_identity_company_id_issuer", type_="unique")
        batch.drop_constraint("fk_identity_company_id_company", type_="foreignkey")
        batch.drop_column("company_id")
        batch.alter_column("subject", existing_type=sa.String(255), type_=sa.String(128), existing_nullable=False)
        batch.alter_column("issuer", existing_type=sa.String(255), type_=sa.String(16), existing_nullable=False)
        batch.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
