"""Items may have longer names and codes of their variants; what the catalogue shows says when it was changed last.

Of rows that are there already nobody knows when that was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

CHANGED = ("item", "offering", "department", "hall")
CODES = (("item", "code"), ("offering", "item_code"), ("ticket", "item_code"), ("tally", "item_code"))
CODES += (("month_tally", "item_code"),)
NAMES = (("item", "name"), ("case_file", "item_name"))
CODE, LONG_CODE = 12, 14
NAME, LONG_NAME = 200, 330
VARIANTS = "有 {} 个 14 位编码的事项，上一版存不下。请先停用它们并从数据库删去，再退回。"


def upgrade() -> None:
    for table in CHANGED:
        op.add_column(table, sa.Column("changed", sa.DateTime(timezone=True), nullable=True))
    _resize(CODE, LONG_CODE, NAME, LONG_NAME)


def downgrade() -> None:
    item = sa.table("item", sa.column("code"))
    variants = sa.select(sa.func.count()).select_from(item).where(sa.func.length(item.c.code) > CODE)
    if number := op.get_bind().execute(variants).scalar():
        raise ValueError(VARIANTS.format(number))
    for table, name in NAMES:
        rows, column = sa.table(table, sa.column(name)), sa.column(name)
        op.execute(rows.update().where(sa.func.length(column) > NAME).values({name: sa.func.substr(column, 1, NAME)}))
    _resize(LONG_CODE, CODE, LONG_NAME, NAME)
    for table in CHANGED:
        op.drop_column(table, "changed")


def _resize(code: int, new_code: int, name: int, new_name: int) -> None:
    for columns, before, after in ((CODES, code, new_code), (NAMES, name, new_name)):
        for table, column in columns:
            with op.batch_alter_table(table) as batch:
                batch.alter_column(
                    column, existing_type=sa.String(before), type_=sa.String(after), existing_nullable=False
                )
