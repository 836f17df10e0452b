"""The audit is found by site, by person and by day."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None
INDEXES = (("site_code", "number"), ("who", "number"), ("at",))


def upgrade() -> None:
    for columns in INDEXES:
        op.create_index(f"ix_audit_{'_'.join(columns)}", "audit", list(columns))


def downgrade() -> None:
    for columns in INDEXES:
        op.drop_index(f"ix_audit_{'_'.join(columns)}", "audit")
