"""Notices leave sites.yaml and become rows, with their files; the command ``flask articles move`` moves them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("column_key", sa.String(20), nullable=False),
        sa.Column("public_id", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=False),
        sa.Column("shown_until", sa.Date(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("halls", JSON, nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("site_code", "column_key", "public_id", name="uq_article_site_code_column_key_public_id"),
    )
    shown = ["site_code", "column_key", "state", "shown_until"]
    op.create_index("ix_article_site_code_column_key_state_shown_until", "article", shown)
    op.create_table(
        "article_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article_file"),
    )
    op.create_index("ix_article_file_site_code_digest", "article_file", ["site_code", "digest"])
    op.execute("INSERT INTO content_version (name, number) VALUES ('articles', 1)")


def downgrade() -> None:
    op.execute("DELETE FROM content_version WHERE name = 'articles' OR name LIKE 'articles:%'")
    op.drop_table("article_file")
    op.drop_table("article")
