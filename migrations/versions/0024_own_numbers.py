"""What departments call their cases, and materials that may be lacking."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_material", sa.Column("needed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("case_file", sa.Column("own_number", sa.String(50), nullable=False, server_default=""))
    op.create_index("ix_case_file_own_number", "case_file", ["own_number"])


def downgrade() -> None:
    op.drop_index("ix_case_file_own_number", table_name="case_file")
    op.drop_column("case_file", "own_number")
    op.drop_column("case_material", "needed")
