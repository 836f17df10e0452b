"""Systems that sign people in with their account here; keys, consents, sign-ins and tokens of theirs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "openid_client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(40), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(100), nullable=False),
        sa.Column("sector", sa.String(40), nullable=False),
        sa.Column("redirect_uris", JSON, nullable=False),
        sa.Column("leave_uris", JSON, nullable=False),
        sa.Column("logout_uri", sa.String(500), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("disabled", MOMENT, nullable=True),
        sa.Column("used", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_openid_client"),
        sa.UniqueConstraint("client_id", name="uq_openid_client_client_id"),
        sa.CheckConstraint("level BETWEEN 2 AND 5", name=op.f("ck_openid_client_level")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name="fk_openid_client_made_by_staff", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "openid_key",
        sa.Column("kid", sa.String(43), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("public", JSON, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("signs_from", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kid", name="pk_openid_key"),
        sa.UniqueConstraint("signs_from", name="uq_openid_key_signs_from"),
    )
    op.create_table(
        "openid_consent",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("granted", JSON, nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "client_id", name="pk_openid_consent"),
        *_owners("openid_consent"),
    )
    op.create_table(
        "openid_login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_in_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sid", sa.String(43), nullable=False),
        sa.Column("began", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_openid_login"),
        sa.UniqueConstraint("sign_in_id", "client_id", name="uq_openid_login_sign_in_id_client_id"),
        *_owners("openid_login"),
    )
    op.create_index("ix_openid_login_client_id", "openid_login", ["client_id"])
    op.create_index("ix_openid_login_account_id_client_id", "openid_login", ["account_id", "client_id"])
    op.create_table(
        "openid_token",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_openid_token"),
        sa.ForeignKeyConstraint(
            ["login_id"], ["openid_login.id"], name="fk_openid_token_login_id_openid_login", ondelete="CASCADE"
        ),
    )
    for column in ("login_id", "code", "expires"):
        op.create_index(f"ix_openid_token_{column}", "openid_token", [column])
    _kinds("'mail', 'sms', 'slo'")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'slo'")
    _kinds("'mail', 'sms'")
    for table in ("openid_token", "openid_login", "openid_consent", "openid_key", "openid_client"):
        op.drop_table(table)


def _owners(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [f"{owner}_id"], [f"{other}.id"], name=f"fk_{table}_{owner}_id_{other}", ondelete="CASCADE"
        )
        for owner, other in (("client", "openid_client"), ("account", "account"))
    ]


def _kinds(kinds: str) -> None:
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint(op.f("ck_outbox_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_kind"), f"kind IN ({kinds})")
