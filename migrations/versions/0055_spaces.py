"""Messages to accounts, what they subscribe to, their own data and choices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _inbox()
    _subscriptions()
    _profile()


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("page", sa.String(200), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_inbox_account_id_account", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_inbox_ticket_id_ticket", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_account_id_id", "inbox", ["account_id", "id"])
    op.create_index("ix_inbox_account_id_read", "inbox", ["account_id", "read"])
    op.create_index("ix_inbox_ticket_id", "inbox", ["ticket_id"])
    op.create_index("ix_inbox_at", "inbox", ["at"])


def _subscriptions() -> None:
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watch"),
        sa.UniqueConstraint("site_code", "kind", "key", name="uq_watch_site_code_kind_key"),
    )
    op.create_table(
        "subscription",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("added", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "watch_id", name="pk_subscription"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_subscription_account_id_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name="fk_subscription_watch_id_watch", ondelete="CASCADE"),
    )
    op.create_index("ix_subscription_watch_id", "subscription", ["watch_id"])


def _profile() -> None:
    op.create_table(
        "profile",
        sa.Column("account_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in ("called", "phone", "email", "address")),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("contact", sa.String(8), nullable=False),
        sa.Column("fills", sa.Boolean(), nullable=False),
        sa.Column("confirmed", MOMENT, nullable=True),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("code_until", MOMENT, nullable=True),
        sa.Column("groups", JSON, nullable=False),
        sa.Column("events", JSON, nullable=False),
        sa.Column("suggests", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(8), nullable=False),
        sa.Column("sms", sa.Boolean(), nullable=False),
        sa.Column("script", sa.String(4), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("texted", MOMENT, nullable=True),
        sa.Column("leave", sa.String(43), nullable=True),
        sa.Column("feed", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name="pk_profile"),
        sa.UniqueConstraint("leave", name="uq_profile_leave"),
        sa.UniqueConstraint("feed", name="uq_profile_feed"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_profile_account_id_account", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    for table in ("profile", "subscription", "watch", "inbox"):
        op.drop_table(table)
