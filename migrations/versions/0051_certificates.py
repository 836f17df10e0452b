"""Certificates of legal persons, and tries to show one."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("authority", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("serial", sa.String(64), nullable=False),
        sa.Column("algorithm", sa.String(8), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("bound", MOMENT, nullable=False),
        sa.Column("bound_by", sa.String(64), nullable=False),
        sa.Column("used", MOMENT, nullable=True),
        sa.Column("told", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("fingerprint", name="uq_certificate_fingerprint"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_certificate_company_id_company", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_certificate_company_id", "certificate", ["company_id"])
    op.create_index("ix_certificate_expires", "certificate", ["expires"])
    op.create_table(
        "certificate_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("root", sa.String(200), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_try"),
        sa.UniqueConstraint("token", name="uq_certificate_try_token"),
        sa.UniqueConstraint("code", name="uq_certificate_try_code"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_certificate_try_company_id_company", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_certificate_try_company_id", "certificate_try", ["company_id"])
    op.create_index("ix_certificate_try_expires", "certificate_try", ["expires"])
    with op.batch_alter_table("company") as batch:
        batch.add_column(sa.Column("certified", MOMENT, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("company") as batch:
        batch.drop_column("certified")
    op.drop_table("certificate_try")
    op.drop_table("certificate")
