"""Items have an English name, by which they are found."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item", sa.Column("name_en", sa.String(330), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("item", "name_en")
