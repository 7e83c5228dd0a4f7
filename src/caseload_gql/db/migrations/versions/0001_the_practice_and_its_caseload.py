"""The practice and its caseload.

Revision 0001, after .
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from caseload_gql.db.columns import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "access_epoch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_access_epoch_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_epoch")),
    )
    op.create_table(
        "event_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_event_counter_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_counter")),
    )
    op.create_table(
        "location",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_location_latitude_range")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_location_longitude_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_location_name_key"), ["name_key"], unique=False)

    op.create_table(
        "practice",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("singleton", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("nearing_ten_thousandths", sa.Integer(), nullable=False),
        sa.Column("wait_target_days", sa.Integer(), nullable=False),
        sa.Column(
            "supervisor_access",
            sa.Enum("WRITE", "READ", name="supervisoraccess", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "scorer_weights",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "gate_modes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "filled_by",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
        sa.CheckConstraint("supervisor_access IN ('WRITE', 'READ')", name=op.f("ck_practice_supervisor_access_known")),
        sa.CheckConstraint("nearing_ten_thousandths BETWEEN 1 AND 10000", name=op.f("ck_practice_threshold_range")),
        sa.CheckConstraint("singleton = 1", name=op.f("ck_practice_only_one")),
        sa.CheckConstraint("wait_target_days BETWEEN 0 AND 3650", name=op.f("ck_practice_wait_target_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("singleton", name=op.f("uq_practice_singleton")),
    )
    op.create_table(
        "team",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_name_key"), ["name_key"], unique=False)

    op.create_table(
        "provider",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("credential", sa.String(length=200), nullable=True),
        sa.Column(
            "status",
            sa.Enum("ACTIVE", "ON_LEAVE", "DEPARTED", name="providerstatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("accepting_new_clients", sa.Boolean(), nullable=False),
        sa.Column(
            "specialties",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "services",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "languages",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "payers",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("telehealth", sa.Boolean(), nullable=False),
        sa.Column(
            "team_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("caseload_count", sa.Integer(), nullable=False),
        sa.Column("load_hundredths", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('ACTIVE', 'ON_LEAVE', 'DEPARTED')", name=op.f("ck_provider_status_known")),
        sa.CheckConstraint("capacity BETWEEN 0 AND 10000", name=op.f("ck_provider_capacity_range")),
        sa.CheckConstraint("caseload_count >= 0", name=op.f("ck_provider_count_not_negative")),
        sa.CheckConstraint("load_hundredths >= 0", name=op.f("ck_provider_load_not_negative")),
        sa.CheckConstraint("maximum_age BETWEEN 0 AND 150", name=op.f("ck_provider_maximum_age_range")),
        sa.CheckConstraint("minimum_age <= maximum_age", name=op.f("ck_provider_age_band")),
        sa.CheckConstraint("minimum_age BETWEEN 0 AND 150", name=op.f("ck_provider_minimum_age_range")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_provider_version_counts")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_provider_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("external_id", name=op.f("uq_provider_external_id")),
    )
    with op.batch_alter_table("provider", schema=None) as batch_op:
        batch_op.create_index("ix_provider_name_key_id", ["name_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_provider_team_id"), ["team_id"], unique=False)

    op.create_table(
        "client",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("WAITING", "ACTIVE", "DISCHARGED", name="clientstatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("intake_date", sa.Date(), nullable=False),
        sa.Column(
            "insurance_status",
            sa.Enum("VERIFIED", "PENDING", "LAPSED", "SELF_PAY", name="insurancestatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("payer", sa.String(length=100), nullable=True),
        sa.Column("payer_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column(
            "location_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("telehealth_ok", sa.Boolean(), nullable=False),
        sa.Column(
            "service_requirements",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "languages",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "preferred_provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("case_weight_hundredths", sa.Integer(), nullable=False),
        sa.Column(
            "attributes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "insurance_status IN ('VERIFIED', 'PENDING', 'LAPSED', 'SELF_PAY')",
            name=op.f("ck_client_insurance_status_known"),
        ),
        sa.CheckConstraint("status IN ('WAITING', 'ACTIVE', 'DISCHARGED')", name=op.f("ck_client_status_known")),
        sa.CheckConstraint("case_weight_hundredths BETWEEN 1 AND 10000", name=op.f("ck_client_weight_range")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_client_version_counts")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_client_location_id_location")),
        sa.ForeignKeyConstraint(
            ["preferred_provider_id"], ["provider.id"], name=op.f("fk_client_preferred_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("external_id", name=op.f("uq_client_external_id")),
    )
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.create_index("ix_client_intake_date_id", ["intake_date", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_location_id"), ["location_id"], unique=False)
        batch_op.create_index("ix_client_name_key_id", ["name_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_payer_key"), ["payer_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_preferred_provider_id"), ["preferred_provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_status"), ["status"], unique=False)
        batch_op.create_index("ix_client_weight_id", ["case_weight_hundredths", "id"], unique=False)

    op.create_table(
        "provider_facet",
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_facet_provider_id_provider")),
        sa.PrimaryKeyConstraint("provider_id", "kind", "key", name=op.f("pk_provider_facet")),
    )
    with op.batch_alter_table("provider_facet", schema=None) as batch_op:
        batch_op.create_index("ix_provider_facet_lookup", ["kind", "key", "provider_id"], unique=False)

    op.create_table(
        "provider_leave",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "cover_provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_provider_leave_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["cover_provider_id"], ["provider.id"], name=op.f("fk_provider_leave_cover_provider_id_provider")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_leave_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_leave")),
    )
    with op.batch_alter_table("provider_leave", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_leave_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "uq_provider_leave_running",
            ["provider_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "provider_location",
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "location_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_provider_location_location_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_location_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("provider_id", "location_id", name=op.f("pk_provider_location")),
    )
    with op.batch_alter_table("provider_location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_location_location_id"), ["location_id"], unique=False)

    op.create_table(
        "provider_window",
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "weekday",
            sa.Enum(
                "MONDAY",
                "TUESDAY",
                "WEDNESDAY",
                "THURSDAY",
                "FRIDAY",
                "SATURDAY",
                "SUNDAY",
                name="weekday",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.CheckConstraint(
            "weekday IN ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY')",
            name=op.f("ck_provider_window_weekday_known"),
        ),
        sa.CheckConstraint("starts < ends", name=op.f("ck_provider_window_starts_before_end")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_window_provider_id_provider")),
        sa.PrimaryKeyConstraint("provider_id", "position", name=op.f("pk_provider_window")),
    )
    op.create_table(
        "provider_word",
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_word_provider_id_provider")),
        sa.PrimaryKeyConstraint("provider_id", "word", name=op.f("pk_provider_word")),
    )
    with op.batch_alter_table("provider_word", schema=None) as batch_op:
        batch_op.create_index("ix_provider_word_lookup", ["word", "provider_id"], unique=False)

    op.create_table(
        "user_account",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "account_role",
            sa.Enum("CEO", "ADMIN", "SUPPORT_STAFF", "STAFF", name="accountrole", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "company_roles",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "account_role IN ('CEO', 'ADMIN', 'SUPPORT_STAFF', 'STAFF')",
            name=op.f("ck_user_account_account_role_known"),
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_user_account_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "api_token",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "user_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=200), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_api_token_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_token_secret_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "client_do_not_match",
        sa.Column(
            "client_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_do_not_match_client_id_client")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_client_do_not_match_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("client_id", "provider_id", name=op.f("pk_client_do_not_match")),
    )
    with op.batch_alter_table("client_do_not_match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_do_not_match_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "client_facet",
        sa.Column(
            "client_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_facet_client_id_client")),
        sa.PrimaryKeyConstraint("client_id", "kind", "key", name=op.f("pk_client_facet")),
    )
    with op.batch_alter_table("client_facet", schema=None) as batch_op:
        batch_op.create_index("ix_client_facet_lookup", ["kind", "key", "client_id"], unique=False)

    op.create_table(
        "client_window",
        sa.Column(
            "client_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "weekday",
            sa.Enum(
                "MONDAY",
                "TUESDAY",
                "WEDNESDAY",
                "THURSDAY",
                "FRIDAY",
                "SATURDAY",
                "SUNDAY",
                name="weekday",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.CheckConstraint(
            "weekday IN ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY')",
            name=op.f("ck_client_window_weekday_known"),
        ),
        sa.CheckConstraint("starts < ends", name=op.f("ck_client_window_starts_before_end")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_window_client_id_client")),
        sa.PrimaryKeyConstraint("client_id", "position", name=op.f("pk_client_window")),
    )
    op.create_table(
        "client_word",
        sa.Column(
            "client_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_word_client_id_client")),
        sa.PrimaryKeyConstraint("client_id", "word", name=op.f("pk_client_word")),
    )
    with op.batch_alter_table("client_word", schema=None) as batch_op:
        batch_op.create_index("ix_client_word_lookup", ["word", "client_id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "user_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_login_session_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_login_session_secret_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "pool_entry",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "client_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "NEW_INTAKE", "TRANSFER", "PROVIDER_LEFT", "RETURNING", name="poolreason", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "priority", sa.Enum("ROUTINE", "URGENT", name="poolpriority", native_enum=False, length=24), nullable=False
        ),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("ASSIGNED", "DISCHARGED", "WITHDRAWN", name="poolentryoutcome", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column(
            "team_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "previous_provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('ASSIGNED', 'DISCHARGED', 'WITHDRAWN')", name=op.f("ck_pool_entry_outcome_known")
        ),
        sa.CheckConstraint("priority IN ('ROUTINE', 'URGENT')", name=op.f("ck_pool_entry_priority_known")),
        sa.CheckConstraint(
            "reason IN ('NEW_INTAKE', 'TRANSFER', 'PROVIDER_LEFT', 'RETURNING')",
            name=op.f("ck_pool_entry_reason_known"),
        ),
        sa.CheckConstraint("(left_at IS NULL) = (left_on IS NULL)", name=op.f("ck_pool_entry_left_on_with_left_at")),
        sa.CheckConstraint("(left_at IS NULL) = (outcome IS NULL)", name=op.f("ck_pool_entry_outcome_when_left")),
        sa.CheckConstraint("left_at >= entered_at", name=op.f("ck_pool_entry_left_after_entered")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_pool_entry_version_counts")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_pool_entry_client_id_client")),
        sa.ForeignKeyConstraint(
            ["previous_provider_id"], ["provider.id"], name=op.f("fk_pool_entry_previous_provider_id_provider")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_pool_entry_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_entry")),
    )
    with op.batch_alter_table("pool_entry", schema=None) as batch_op:
        batch_op.create_index("ix_pool_entry_client", ["client_id", "entered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_entry_previous_provider_id"), ["previous_provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_entry_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "ix_pool_entry_wait",
            ["entered_at", "id"],
            unique=False,
            postgresql_where=sa.text("left_at IS NULL"),
            sqlite_where=sa.text("left_at IS NULL"),
        )
        batch_op.create_index(
            "uq_pool_entry_open",
            ["client_id"],
            unique=True,
            postgresql_where=sa.text("left_at IS NULL"),
            sqlite_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "sign_in_link",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "user_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_link_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_in_link_secret_hash")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "user_team",
        sa.Column(
            "user_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "team_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_user_team_team_id_team")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_team_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "team_id", name=op.f("pk_user_team")),
    )
    with op.batch_alter_table("user_team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_team_team_id"), ["team_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "client_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("weight_hundredths", sa.Integer(), nullable=False),
        sa.Column("assigned_at", Instant(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("assigned_by", sa.String(length=200), nullable=True),
        sa.Column(
            "assigned_by_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "TRANSFERRED",
                "PROVIDER_LEFT",
                "PROVIDER_ON_LEAVE",
                "RETURNED_TO_POOL",
                "DISCHARGED",
                "UNDONE",
                name="assignmentendreason",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("first_session_at", Instant(), nullable=True),
        sa.Column("first_session_on", sa.Date(), nullable=True),
        sa.Column("match_score_ten_thousandths", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column(
            "pool_entry_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "previous_assignment_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.CheckConstraint(
            "end_reason IN ('TRANSFERRED', 'PROVIDER_LEFT', 'PROVIDER_ON_LEAVE', 'RETURNED_TO_POOL', 'DISCHARGED', 'UNDONE')",
            name=op.f("ck_assignment_end_reason_known"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_assignment_reason_when_ended")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_on IS NULL)", name=op.f("ck_assignment_ended_on_with_ended_at")
        ),
        sa.CheckConstraint("ended_at >= assigned_at", name=op.f("ck_assignment_ended_after_assigned")),
        sa.CheckConstraint("first_session_at >= assigned_at", name=op.f("ck_assignment_session_after_assigned")),
        sa.CheckConstraint("match_score_ten_thousandths BETWEEN 0 AND 10000", name=op.f("ck_assignment_score_range")),
        sa.CheckConstraint("weight_hundredths BETWEEN 1 AND 10000", name=op.f("ck_assignment_weight_range")),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["user_account.id"], name=op.f("fk_assignment_assigned_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_assignment_client_id_client")),
        sa.ForeignKeyConstraint(
            ["pool_entry_id"], ["pool_entry.id"], name=op.f("fk_assignment_pool_entry_id_pool_entry")
        ),
        sa.ForeignKeyConstraint(
            ["previous_assignment_id"], ["assignment.id"], name=op.f("fk_assignment_previous_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_assignment_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_caseload",
            ["provider_id", "client_id"],
            unique=False,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_assignment_client", ["client_id", "assigned_at"], unique=False)
        batch_op.create_index("ix_assignment_provider", ["provider_id", "assigned_at"], unique=False)
        batch_op.create_index(
            "uq_assignment_active",
            ["client_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "event",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "id", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("type", sa.String(length=48), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column(
            "actor_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column(
            "client_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "provider_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "pool_entry_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "assignment_id",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column(
            "changes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_event_actor_id_user_account")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_event_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_event_client_id_client")),
        sa.ForeignKeyConstraint(["pool_entry_id"], ["pool_entry.id"], name=op.f("fk_event_pool_entry_id_pool_entry")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_event_provider_id_provider")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_client", ["client_id", "number"], unique=False)
        batch_op.create_index("ix_event_provider", ["provider_id", "number"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_provider")
        batch_op.drop_index("ix_event_client")

    op.drop_table("event")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignment_active",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_assignment_provider")
        batch_op.drop_index("ix_assignment_client")
        batch_op.drop_index(
            "ix_assignment_caseload",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("assignment")
    with op.batch_alter_table("user_team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_team_team_id"))

    op.drop_table("user_team")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_user_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("pool_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pool_entry_open", postgresql_where=sa.text("left_at IS NULL"), sqlite_where=sa.text("left_at IS NULL")
        )
        batch_op.drop_index(
            "ix_pool_entry_wait", postgresql_where=sa.text("left_at IS NULL"), sqlite_where=sa.text("left_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_pool_entry_team_id"))
        batch_op.drop_index(batch_op.f("ix_pool_entry_previous_provider_id"))
        batch_op.drop_index("ix_pool_entry_client")

    op.drop_table("pool_entry")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_user_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("client_word", schema=None) as batch_op:
        batch_op.drop_index("ix_client_word_lookup")

    op.drop_table("client_word")
    op.drop_table("client_window")
    with op.batch_alter_table("client_facet", schema=None) as batch_op:
        batch_op.drop_index("ix_client_facet_lookup")

    op.drop_table("client_facet")
    with op.batch_alter_table("client_do_not_match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_do_not_match_provider_id"))

    op.drop_table("client_do_not_match")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_user_id"))

    op.drop_table("api_token")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_provider_id"))

    op.drop_table("user_account")
    with op.batch_alter_table("provider_word", schema=None) as batch_op:
        batch_op.drop_index("ix_provider_word_lookup")

    op.drop_table("provider_word")
    op.drop_table("provider_window")
    with op.batch_alter_table("provider_location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provider_location_location_id"))

    op.drop_table("provider_location")
    with op.batch_alter_table("provider_leave", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_provider_leave_running",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_provider_leave_provider_id"))

    op.drop_table("provider_leave")
    with op.batch_alter_table("provider_facet", schema=None) as batch_op:
        batch_op.drop_index("ix_provider_facet_lookup")

    op.drop_table("provider_facet")
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.drop_index("ix_client_weight_id")
        batch_op.drop_index(batch_op.f("ix_client_status"))
        batch_op.drop_index(batch_op.f("ix_client_preferred_provider_id"))
        batch_op.drop_index(batch_op.f("ix_client_payer_key"))
        batch_op.drop_index("ix_client_name_key_id")
        batch_op.drop_index(batch_op.f("ix_client_location_id"))
        batch_op.drop_index("ix_client_intake_date_id")

    op.drop_table("client")
    with op.batch_alter_table("provider", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provider_team_id"))
        batch_op.drop_index("ix_provider_name_key_id")

    op.drop_table("provider")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_name_key"))

    op.drop_table("team")
    op.drop_table("practice")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_name_key"))

    op.drop_table("location")
    op.drop_table("event_counter")
    op.drop_table("access_epoch")
