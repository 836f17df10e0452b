"""In which script somebody is told of their ticket, of which ticket a message tells, and which cases stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("script", sa.String(4), nullable=False, server_default="hans"))
    op.add_column("outbox", sa.Column("ticket_id", sa.Integer(), nullable=True))
    op.create_index("ix_outbox_ticket_id", "outbox", ["ticket_id"])
    op.create_index("ix_case_file_paused", "case_file", ["paused"])


def downgrade() -> None:
    op.drop_index("ix_case_file_paused", "case_file")
    op.drop_index("ix_outbox_ticket_id", "outbox")
    op.drop_column("outbox", "ticket_id")
    op.drop_column("ticket", "script")
