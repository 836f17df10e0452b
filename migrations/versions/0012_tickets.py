"""Tickets, their events, pauses, messages and files; letters; tallies."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


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
    op.create_table(
        "ticket",
        number(),
        text("kind", 8),
        text("number", 20),
        text("secret", 120),
        text("form_key", 64),
        text("content_print", 64),
        moment("shown_until", nullable=True),
        flag("saved"),
        whole("replaced_by", nullable=True),
        text("site_code", 6),
        text("department", 32),
        text("item_code", 12),
        text("state", 16),
        whole("revision"),
        whole("assignee", nullable=True),
        moment("added"),
        whole("limit"),
        day("started"),
        day("due"),
        moment("finished", nullable=True),
        blob("name"),
        blob("phone"),
        blob("phone_print", 16),
        blob("email"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint("number", name="uq_ticket_number"),
        sa.UniqueConstraint("form_key", name="uq_ticket_form_key"),
        refers("ticket", "replaced_by", "ticket", "SET NULL"),
        refers("ticket", "assignee", "staff", "SET NULL"),
    )
    op.create_index("ix_ticket_site_code_kind_state_due", "ticket", ["site_code", "kind", "state", "due"])
    op.create_index("ix_ticket_site_code_kind_added", "ticket", ["site_code", "kind", "added"])
    op.create_index("ix_ticket_kind_state_due", "ticket", ["kind", "state", "due"])
    op.create_index("ix_ticket_assignee_state", "ticket", ["assignee", "state"])
    op.create_index("ix_ticket_shown_until", "ticket", ["shown_until"])
    op.create_index("ix_ticket_phone_print", "ticket", ["phone_print"])
    op.create_table(
        "ticket_event",
        number(),
        whole("ticket_id"),
        moment("at"),
        text("action", 16),
        text("state", 16),
        text("who", 8),
        whole("staff_id", nullable=True),
        text("site_code", 6),
        text("department", 32),
        text("words", None, nullable=True),
        flag("internal"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_event"),
        refers("ticket_event", "ticket_id", "ticket", "CASCADE"),
        refers("ticket_event", "staff_id", "staff", "SET NULL"),
    )
    op.create_index("ix_ticket_event_ticket_id_id", "ticket_event", ["ticket_id", "id"])
    op.create_table(
        "ticket_pause",
        number(),
        whole("ticket_id"),
        day("began"),
        day("ended", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_pause"),
        refers("ticket_pause", "ticket_id", "ticket", "CASCADE"),
    )
    op.create_index("ix_ticket_pause_ticket_id_id", "ticket_pause", ["ticket_id", "id"])
    op.create_table(
        "message",
        number(),
        whole("ticket_id"),
        moment("at"),
        text("kind", 8),
        text("who", 8),
        whole("staff_id", nullable=True),
        text("site_code", 6),
        text("department", 32),
        text("text", None),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        refers("message", "ticket_id", "ticket", "CASCADE"),
        refers("message", "staff_id", "staff", "SET NULL"),
    )
    op.create_index("ix_message_ticket_id_id", "message", ["ticket_id", "id"])
    op.create_table(
        "attachment",
        number(),
        whole("ticket_id", nullable=True),
        whole("message_id", nullable=True),
        text("held_by", 64, nullable=True),
        moment("added"),
        text("name", 200),
        text("kind", 40),
        whole("size"),
        text("digest", 64),
        text("state", 10),
        flag("public"),
        blob("content", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        refers("attachment", "ticket_id", "ticket", "CASCADE"),
        refers("attachment", "message_id", "message", "CASCADE"),
    )
    op.create_index("ix_attachment_ticket_id", "attachment", ["ticket_id"])
    op.create_index("ix_attachment_held_by", "attachment", ["held_by"])
    op.create_table(
        "letter",
        whole("ticket_id"),
        text("kind", 8),
        text("theme", 32),
        text("about", 64),
        text("title", 200),
        text("body", None),
        flag("consent"),
        *(moment(name, nullable=True) for name in ("asked", "replied", "reminded", "reopened")),
        whole("rating", nullable=True),
        moment("rated", nullable=True),
        text("rating_words", None, nullable=True),
        day("follow_up", nullable=True),
        text("public_id", 16, nullable=True),
        moment("published", nullable=True),
        text("public_title", 200, nullable=True),
        text("public_body", None, nullable=True),
        text("public_reply", None, nullable=True),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_letter"),
        sa.UniqueConstraint("public_id", name="uq_letter_public_id"),
        refers("letter", "ticket_id", "ticket", "CASCADE"),
    )
    op.create_index("ix_letter_published_ticket_id", "letter", ["published", "ticket_id"])
    op.create_index("ix_letter_follow_up", "letter", ["follow_up"])
    op.create_table(
        "tally",
        day("day"),
        text("site_code", 6),
        text("department", 32),
        text("item_code", 12),
        text("measure", 32),
        whole("number"),
        sa.PrimaryKeyConstraint("day", "site_code", "department", "item_code", "measure", name="pk_tally"),
    )
    op.execute("INSERT INTO content_version (name, number) VALUES ('letters', 1)")


def downgrade() -> None:
    op.execute("DELETE FROM content_version WHERE name = 'letters'")
    for table in ("tally", "letter", "attachment", "message", "ticket_pause", "ticket_event", "ticket"):
        op.drop_table(table)
