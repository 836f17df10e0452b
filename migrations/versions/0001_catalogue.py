"""The catalogue: items, who offers them, offices, halls, vocabulary, content version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def text(name: str, length: int | None = None, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=nullable)


def whole(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def yes_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def upgrade() -> None:
    create_item()
    create_hall()
    create_department()
    create_offering()
    create_term()
    version = op.create_table(
        "content_version",
        text("name", 32),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_content_version"),
    )
    op.bulk_insert(version, [{"name": "content", "number": 1}])


def create_item() -> None:
    op.create_table(
        "item",
        text("code", 12),
        text("slug", 64),
        text("name", 200),
        *map(json, ("aliases", "words", "pinyin")),
        text("audience", 8),
        text("type", 16),
        text("handling", 8),
        *map(json, ("themes", "life_events", "groups")),
        text("department", 32),
        json("levels"),
        whole("statutory_days", nullable=True),
        whole("promised_days"),
        text("fee"),
        text("fee_short", 32),
        json("fees"),
        whole("online_depth"),
        whole("visits"),
        text("visit_reason"),
        text("scope", 64),
        yes_no("post"),
        *map(json, ("basis", "conditions", "materials", "steps", "special")),
        text("quantity_limit"),
        text("result", 200),
        text("result_type", 8),
        *map(json, ("notes", "faqs", "agencies", "advisers")),
        whole("heat"),
        whole("version"),
        sa.Column("effective", sa.Date(), nullable=True),
        text("state", 8),
        sa.CheckConstraint("audience IN ('natural', 'legal', 'both')", name="ck_item_audience"),
        sa.CheckConstraint("online_depth BETWEEN 0 AND 4", name="ck_item_online_depth"),
        sa.CheckConstraint("promised_days >= 0 AND visits >= 0", name="ck_item_counts"),
        sa.PrimaryKeyConstraint("code", name="pk_item"),
        sa.UniqueConstraint("slug", name="uq_item_slug"),
    )
    op.create_index("ix_item_department", "item", ["department"])


def create_hall() -> None:
    op.create_table(
        "hall",
        text("id", 32),
        text("site_code", 6),
        text("name", 100),
        text("level", 4),
        text("address", 200),
        text("hours", 200),
        text("phone", 64),
        text("transport", 400),
        json("floors"),
        yes_no("synthetic"),
        sa.PrimaryKeyConstraint("id", name="pk_hall"),
    )
    op.create_index("ix_hall_site_code", "hall", ["site_code"])


def create_department() -> None:
    op.create_table(
        "department",
        whole("id"),
        text("site_code", 6),
        text("key", 32),
        text("slug", 32),
        text("title", 64),
        text("name", 100),
        text("phone", 64),
        text("complaint_phone", 64),
        text("address", 200),
        text("credit_code", 18),
        sa.PrimaryKeyConstraint("id", name="pk_department"),
        sa.UniqueConstraint("site_code", "key", name="uq_department_site_code_key"),
    )
    op.create_index("ix_department_key", "department", ["key"])


def create_offering() -> None:
    op.create_table(
        "offering",
        whole("id"),
        text("site_code", 6),
        text("item_code", 12),
        text("code", 31),
        text("department", 32),
        text("hall_id", 32, nullable=True),
        text("window", 200),
        text("phone", 64),
        text("complaint_phone", 64),
        yes_no("bookable"),
        whole("promised_days", nullable=True),
        whole("visits", nullable=True),
        text("visit_reason", nullable=True),
        whole("online_depth", nullable=True),
        text("fee", nullable=True),
        text("hours", 200, nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_offering_hall_id_hall"),
        sa.ForeignKeyConstraint(["item_code"], ["item.code"], name="fk_offering_item_code_item"),
        sa.PrimaryKeyConstraint("id", name="pk_offering"),
        sa.UniqueConstraint("site_code", "item_code", name="uq_offering_site_code_item_code"),
    )
    op.create_index("ix_offering_code", "offering", ["code"])
    op.create_index("ix_offering_hall_id", "offering", ["hall_id"])
    op.create_index("ix_offering_item_code_site_code", "offering", ["item_code", "site_code"])


def create_term() -> None:
    op.create_table(
        "term",
        whole("id"),
        text("facet", 16),
        text("audience", 8),
        whole("position"),
        text("term", 32),
        sa.PrimaryKeyConstraint("id", name="pk_term"),
        sa.UniqueConstraint("facet", "audience", "term", name="uq_term_facet_audience_term"),
    )


def downgrade() -> None:
    for table in ("offering", "content_version", "term", "department", "hall", "item"):
        op.drop_table(table)
