"""Staff, what they may do, and their second factor."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROLES = "'operator', 'site_admin', 'editor', 'clerk', 'auditor'"
MOMENT = sa.DateTime(timezone=True)


def text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def of_staff(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_staff_id_staff"
    return sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        text("username", 32),
        text("name", 64),
        text("password", 128),
        flag("must_change"),
        flag("disabled"),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("signed_in", MOMENT),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("username", name="uq_staff_username"),
        sa.CheckConstraint("username = lower(username)", name=op.f("ck_staff_username")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        text("role", 16),
        text("site_code", 6),
        flag("subtree"),
        text("department", 32),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        of_staff("role"),
        sa.UniqueConstraint(
            *("staff_id", "role", "site_code", "department"), name="uq_role_staff_id_role_site_code_department"
        ),
        sa.CheckConstraint(f"role IN ({ROLES})", name=op.f("ck_role_role")),
        sa.CheckConstraint(
            "CASE role WHEN 'operator' THEN site_code = '' WHEN 'auditor' THEN 1 = 1 ELSE site_code <> '' END",
            name=op.f("ck_role_site"),
        ),
        sa.CheckConstraint("(role = 'clerk') = (department <> '')", name=op.f("ck_role_department")),
    )
    op.create_table(
        "second_factor",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("begun", MOMENT, nullable=False),
        sa.Column("enrolled", MOMENT),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_second_factor"),
        of_staff("second_factor"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        text("hash", 128),
        sa.Column("used", MOMENT),
        sa.PrimaryKeyConstraint("staff_id", "place", name="pk_recovery_code"),
        of_staff("recovery_code"),
    )


def downgrade() -> None:
    for name in ("recovery_code", "second_factor", "role", "staff"):
        op.drop_table(name)
