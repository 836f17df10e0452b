"""Sign-ins of other systems that belong to accounts, ways to those systems, names that they confirm."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0046"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("bound", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identity_issuer_subject"),
        sa.UniqueConstraint("account_id", "issuer", name="uq_identity_account_id_issuer"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_identity_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "trip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("root", sa.String(200), nullable=False),
        sa.Column("page", sa.String(2000), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("asked", MOMENT, nullable=True),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trip"),
        sa.UniqueConstraint("token", name="uq_trip_token"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_trip_account_id_account", ondelete="CASCADE"),
    )
    op.create_index("ix_trip_account_id", "trip", ["account_id"])
    op.create_index("ix_trip_expires", "trip", ["expires"])
    op.create_table(
        "certification",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.String(128), nullable=False),
        sa.Column("began", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_certification"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_certification_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_certification_expires", "certification", ["expires"])


def downgrade() -> None:
    op.drop_table("certification")
    op.drop_table("trip")
    op.drop_table("identity")
