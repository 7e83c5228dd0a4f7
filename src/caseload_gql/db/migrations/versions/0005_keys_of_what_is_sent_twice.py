"""The keys by which a mutation sent twice is known.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

from caseload_gql.db.columns import Instant, Json, Key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _identifier() -> sa.String:
    return sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "idempotency_key",
        sa.Column("actor_id", _identifier(), nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("outcome", Json, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_idempotency_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index("ix_idempotency_key_at", ["at"])


def downgrade() -> None:
    """Bring the database back."""
    op.drop_table("idempotency_key")
