"""Cases with their materials and notices of what is missing; keys of departments' systems and answers to them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
EVENT_SOURCE = "ix_ticket_event_ticket_id_source"


def number() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def text(name: str, length: int | None, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def day(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def whole(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def blob(name: str, length: int | None = None, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(length), nullable=nullable)


def refers(table: str, name: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=f"fk_{table}_{name}_{to}", ondelete=ondelete)


def upgrade() -> None:
    for name in ("step", "unit"):
        op.add_column("ticket_event", sa.Column(name, sa.String(60), nullable=False, server_default=""))
    op.add_column("ticket_event", text("source", 64, nullable=True))
    op.create_index(EVENT_SOURCE, "ticket_event", ["ticket_id", "source"], unique=True)
    op.create_table(
        "case_file",
        whole("ticket_id"),
        text("serial", 43),
        text("source", 10),
        text("system", 40),
        text("item_name", 200),
        flag("is_firm"),
        text("applicant", 100),
        flag("listed"),
        text("step", 60),
        flag("calendar_days"),
        *(day(name, nullable=True) for name in ("accepted", "answer_by")),
        *(flag(name) for name in ("paused", "joint")),
        *(moment(name, nullable=True) for name in ("extended", "reminded", "decided")),
        text("refusal", 16),
        text("result", 200),
        flag("by_post"),
        text("delivery", 500, nullable=True),
        moment("changed"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_case_file"),
        sa.UniqueConstraint("serial", name="uq_case_file_serial"),
        refers("case_file", "ticket_id", "ticket", "CASCADE"),
    )
    op.create_index("ix_case_file_answer_by", "case_file", ["answer_by"])
    op.create_index("ix_case_file_changed", "case_file", ["changed"])
    op.create_table(
        "supplement",
        number(),
        whole("ticket_id"),
        moment("at"),
        day("due"),
        text("reason", 500, nullable=True),
        moment("supplied", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_supplement"),
        refers("supplement", "ticket_id", "ticket", "CASCADE"),
    )
    op.create_index("ix_supplement_ticket_id_id", "supplement", ["ticket_id", "id"])
    op.create_table(
        "case_material",
        number(),
        whole("ticket_id"),
        whole("position"),
        text("name", 200),
        flag("received"),
        text("verdict", 8),
        *(text(name, 500, nullable=True) for name in ("fault", "remedy")),
        *(whole(name, nullable=True) for name in ("supplement_id", "file_id")),
        sa.PrimaryKeyConstraint("id", name="pk_case_material"),
        refers("case_material", "ticket_id", "ticket", "CASCADE"),
        refers("case_material", "supplement_id", "supplement", "SET NULL"),
        refers("case_material", "file_id", "attachment", "SET NULL"),
    )
    op.create_index("ix_case_material_ticket_id_position", "case_material", ["ticket_id", "position"])
    op.create_table(
        "api_key",
        number(),
        text("key", 40),
        blob("secret", nullable=False),
        text("system", 40),
        text("site_code", 6),
        flag("subtree"),
        text("department", 32),
        moment("made"),
        whole("made_by", nullable=True),
        *(moment(name, nullable=True) for name in ("revoked", "used")),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("key", name="uq_api_key_key"),
        refers("api_key", "made_by", "staff", "SET NULL"),
    )
    op.create_table(
        "idempotency",
        whole("api_key_id"),
        text("key", 64),
        text("body", 64),
        moment("at"),
        whole("status"),
        blob("answer", nullable=False),
        sa.PrimaryKeyConstraint("api_key_id", "key", name="pk_idempotency"),
        refers("idempotency", "api_key_id", "api_key", "CASCADE"),
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"])


def downgrade() -> None:
    for table in ("idempotency", "api_key", "case_material", "supplement", "case_file"):
        op.drop_table(table)
    op.drop_index(EVENT_SOURCE, "ticket_event")
    for name in ("source", "unit", "step"):
        op.drop_column("ticket_event", name)
