"""Who read which client's data.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

from caseload_gql.db.columns import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _identifier() -> sa.String:
    return sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "client_read",
        sa.Column("client_id", _identifier(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", _identifier(), nullable=False),
        sa.Column("operation", sa.String(length=120), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "at", "actor_id", "operation", "door", name=op.f("pk_client_read")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_client_read_at", "client_read", ["at"])


def downgrade() -> None:
    """Bring the database back."""
    op.drop_table("client_read")
