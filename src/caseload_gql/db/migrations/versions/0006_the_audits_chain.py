"""The audit's chain, and triggers that keep it as it was written.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

from caseload_gql.db.columns import Instant, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: What no change of an event may touch; values may be erased, and nothing else.
_FIXED = (
    "number",
    "id",
    "type",
    "at",
    "actor_id",
    "actor",
    "door",
    "client_id",
    "provider_id",
    "pool_entry_id",
    "assignment_id",
    "key_id",
    "hash",
)
_SAME = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _FIXED)
_ERASES = f"NEW.salt IS NULL AND NEW.erased IS NOT NULL AND {_SAME}"
_TRIMMED = "EXISTS (SELECT 1 FROM audit_checkpoint WHERE number >= OLD.number)"
_UPDATE = "the audit is append-only: no event is changed"
_DELETE = "the audit is append-only: only events below a checkpoint are deleted"
_CHECKPOINT = "a checkpoint of the audit is never changed or deleted"
_NO_EVENT = "a checkpoint of the audit names an event that is there"
_EVENT = "EXISTS (SELECT 1 FROM event WHERE number = NEW.number)"


def _sqlite_trigger(name: str, when: str, refused: str, message: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{message}'); END"


_SQLITE = (
    # SQLite knows "IS NOT DISTINCT FROM" since 3.39 only.
    _sqlite_trigger(
        "event_update", "UPDATE ON event", f"NOT ({_ERASES})".replace("IS NOT DISTINCT FROM", "IS"), _UPDATE
    ),
    _sqlite_trigger("event_delete", "DELETE ON event", f"NOT {_TRIMMED}", _DELETE),
    _sqlite_trigger("audit_checkpoint_insert", "INSERT ON audit_checkpoint", f"NOT {_EVENT}", _NO_EVENT),
    _sqlite_trigger("audit_checkpoint_update", "UPDATE ON audit_checkpoint", "1", _CHECKPOINT),
    _sqlite_trigger("audit_checkpoint_delete", "DELETE ON audit_checkpoint", "1", _CHECKPOINT),
)


def _postgresql_trigger(name: str, when: str, allowed: str, message: str, row: str = "NEW") -> tuple[str, str]:
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {allowed} THEN RETURN {row}; END IF; RAISE EXCEPTION '{message}'; END $$"
    )
    each = "STATEMENT" if when.startswith("TRUNCATE") else "ROW"
    return function, f"CREATE TRIGGER {name} BEFORE {when} FOR EACH {each} EXECUTE FUNCTION {name}()"


_POSTGRESQL = (
    *_postgresql_trigger("event_update", "UPDATE ON event", _ERASES, _UPDATE),
    *_postgresql_trigger("event_delete", "DELETE ON event", _TRIMMED, _DELETE, "OLD"),
    *_postgresql_trigger("event_truncate", "TRUNCATE ON event", "FALSE", _DELETE, "NULL"),
    *_postgresql_trigger("audit_checkpoint_insert", "INSERT ON audit_checkpoint", _EVENT, _NO_EVENT),
    *_postgresql_trigger("audit_checkpoint_keep", "UPDATE OR DELETE ON audit_checkpoint", "FALSE", _CHECKPOINT),
    *_postgresql_trigger("audit_checkpoint_truncate", "TRUNCATE ON audit_checkpoint", "FALSE", _CHECKPOINT, "NULL"),
)


def upgrade() -> None:
    """Bring the database forward. What was recorded before has no link; the chain begins behind it."""
    op.add_column("event", sa.Column("salt", sa.String(length=32), nullable=True))
    op.add_column("event", sa.Column("erased", Json, nullable=True))
    op.add_column("event", sa.Column("key_id", sa.String(length=16), nullable=True))
    op.add_column("event", sa.Column("hash", sa.String(length=64), nullable=True))
    op.add_column("event_counter", sa.Column("hash", sa.String(length=64), nullable=True))
    op.add_column("event_counter", sa.Column("key_id", sa.String(length=16), nullable=True))
    op.add_column("event_counter", sa.Column("seal", sa.String(length=64), nullable=True))
    op.create_index("ix_event_type", "event", ["type", "number"])
    op.create_index("ix_event_at", "event", ["at"])
    op.create_table(
        "audit_checkpoint",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_checkpoint")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Bring the database back."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in ("event_update", "event_delete", *(() if sqlite else ("event_truncate",))):
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP FUNCTION {name}() CASCADE")
    op.drop_table("audit_checkpoint")
    if not sqlite:
        for name in ("audit_checkpoint_insert", "audit_checkpoint_keep", "audit_checkpoint_truncate"):
            op.execute(f"DROP FUNCTION {name}() CASCADE")
    op.drop_index("ix_event_at", "event")
    op.drop_index("ix_event_type", "event")
    for table, columns in (
        ("event", ("hash", "key_id", "erased", "salt")),
        ("event_counter", ("seal", "key_id", "hash")),
    ):
        for column in columns:
            op.drop_column(table, column)
