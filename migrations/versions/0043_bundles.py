"""Bundles of errands (一件事): content of the catalogue, whose topic has its row already."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "bundle",
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column("words", JSON, nullable=False),
        sa.Column("audience", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("whole", sa.String(14), nullable=False),
        sa.Column("steps", JSON, nullable=False),
        sa.Column("outside", JSON, nullable=False),
        sa.Column("notes", JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False, server_default="在用"),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("slug", name="pk_bundle"),
    )


def downgrade() -> None:
    op.drop_table("bundle")
