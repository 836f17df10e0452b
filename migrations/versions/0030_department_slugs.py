"""Departments of one site have different names in addresses; of two that had the same, the later one gets a number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
LONGEST = 32


def upgrade() -> None:
    office = sa.table("department", sa.column("id"), sa.column("site_code"), sa.column("slug"))
    rows = op.get_bind().execute(sa.select(office.c.id, office.c.site_code, office.c.slug).order_by(office.c.id)).all()
    taken: set[tuple[str, str]] = {(site, slug) for _, site, slug in rows}
    seen: set[tuple[str, str]] = set()
    for row, site, slug in rows:
        if (site, slug) not in seen:
            seen.add((site, slug))
            continue
        number = 2
        while (site, new := f"{slug[: LONGEST - len(str(number)) - 1]}-{number}") in taken:
            number += 1
        taken.add((site, new))
        op.execute(office.update().where(office.c.id == row).values(slug=new))
    with op.batch_alter_table("department") as batch:
        batch.create_unique_constraint("uq_department_site_code_slug", ["site_code", "slug"])


def downgrade() -> None:
    with op.batch_alter_table("department") as batch:
        batch.drop_constraint("uq_department_site_code_slug", type_="unique")
