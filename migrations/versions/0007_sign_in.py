"""Sessions of people who sign in."""

import sqlalchemy as sa
from alembic import op

from govsite.models.base import Json
from govsite.models.columns import Moment

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("began", Moment(), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.Column("ends", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token", name="uq_sign_in_token"),
    )
    op.create_index("ix_sign_in_kind_who", "sign_in", ["kind", "who"])
    op.create_index("ix_sign_in_ends", "sign_in", ["ends"])


def downgrade() -> None:
    op.drop_table("sign_in")
