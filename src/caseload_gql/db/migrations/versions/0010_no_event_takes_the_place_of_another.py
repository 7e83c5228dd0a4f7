"""SQLite: a trigger against INSERT OR REPLACE, which takes an event's or a checkpoint's place without deleting it.

Revision 0010, after 0009.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

#: What a row that is there already would be replaced by: the database deletes it without asking the triggers of a deletion.
_THERE = {
    "event": "EXISTS (SELECT 1 FROM event WHERE number = NEW.number OR id = NEW.id)",
    "audit_checkpoint": "EXISTS (SELECT 1 FROM audit_checkpoint WHERE number = NEW.number)",
}
_MESSAGE = "the audit is append-only: nothing takes the place of what is there"


def upgrade() -> None:
    """Bring the database forward. PostgreSQL has no such statement."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, there in _THERE.items():
        op.execute(
            f"CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} WHEN {there} "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )


def downgrade() -> None:
    """Take the database back."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in _THERE:
        op.execute(f"DROP TRIGGER {table}_replace")
