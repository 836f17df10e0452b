"""Each published version of sites.yaml is a row, which the workers of every machine follow."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_revision",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("parent", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("sites", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_site_revision"),
    )
    op.create_index("ix_site_revision_version", "site_revision", ["version"])


def downgrade() -> None:
    op.drop_table("site_revision")
    op.execute("DELETE FROM content_version WHERE name = 'site_revision'")
