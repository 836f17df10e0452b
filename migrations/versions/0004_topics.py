"""The one content version becomes the number of a topic, the catalogue; others come with their tables."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE content_version SET name = 'catalogue' WHERE name = 'content'")


def downgrade() -> None:
    op.execute("UPDATE content_version SET name = 'content' WHERE name = 'catalogue'")
