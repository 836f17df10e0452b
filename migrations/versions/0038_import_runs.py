"""Imports in the console are rows, with what each changed, so that a whole import can be undone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COUNTS = ("rows", "created", "updated", "unchanged", "removed", "faults")


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(64), nullable=False),
        sa.Column("site_code", sa.String(6), nullable=False),
        sa.Column("noun", sa.String(16), nullable=False),
        sa.Column("undoes", sa.Integer()),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("stored_by", sa.Integer()),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored", sa.DateTime(timezone=True)),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("seen", sa.String(64), nullable=False),
        sa.Column("two", sa.Boolean(), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("job_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
        sa.UniqueConstraint("form_key", name="uq_import_run_form_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_run_site_code_id", "import_run", ["site_code", "id"])
    op.create_index("ix_import_run_state", "import_run", ["state"])
    op.create_index("ix_import_run_at", "import_run", ["at"])
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(200), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_import_change"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name="fk_import_change_run_id_import_run", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_import_change_run_id", "import_change", ["run_id"])


def downgrade() -> None:
    op.drop_table("import_change")
    op.drop_table("import_run")
