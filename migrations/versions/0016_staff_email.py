"""An address to which a member of staff gets the daily digest."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("email", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff", "email")
