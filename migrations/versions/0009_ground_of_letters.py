"""Token buckets, one-time tokens and the audit, whose rows nobody changes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


FIRST_HASH = "0" * 64
ONLY_ADDED = "audit: records are only ever added"
# INSERT OR REPLACE takes a row away without any DELETE that a trigger would see, hence the third.
SQLITE = tuple(
    f"CREATE TRIGGER audit_{name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END"
    for name, event in (
        ("no_update", "UPDATE ON audit"),
        ("no_delete", "DELETE ON audit"),
        ("no_replace", "INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)"),
    )
)
POSTGRESQL = (
    "CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{ONLY_ADDED}' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()",
)


def text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(64), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("full_at", "price", "forgotten_at")),
        sa.PrimaryKeyConstraint("key", name="pk_throttle"),
    )
    op.create_index("ix_throttle_forgotten_at", "throttle", ["forgotten_at"])
    op.create_table(
        "used",
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "hash", name="pk_used"),
    )
    op.create_index("ix_used_expires", "used", ["expires"])
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        text("at", 32),
        *(text(name, 64) for name in ("who", "what", "target")),
        text("site_code", 6),
        text("outcome", 8),
        text("details", 1000),
        text("hash", 64),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sa.CheckConstraint("outcome IN ('done', 'refused', 'failed')", name=op.f("ck_audit_outcome")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        text("hash", 64),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": FIRST_HASH}])


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_only_added_to()")
    op.drop_table("used")
    op.drop_table("throttle")
