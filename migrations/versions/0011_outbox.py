"""The outbox of mails and short messages."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        text("kind", 4),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        text("template", 64),
        sa.Column("variables", sa.LargeBinary(), nullable=True),
        text("site_code", 6),
        text("state", 8),
        sa.Column("tries", sa.Integer(), nullable=False),
        *(moment(name) for name in ("added", "due", "expires")),
        *(moment(name, nullable=True) for name in ("begun", "finished")),
        text("external_id", 200),
        text("error", 100),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.CheckConstraint("kind IN ('mail', 'sms')", name=op.f("ck_outbox_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'unknown')", name=op.f("ck_outbox_state")
        ),
    )
    op.create_index("ix_outbox_state_due", "outbox", ["state", "due"])


def downgrade() -> None:
    op.drop_table("outbox")
