"""What plugins are to be told.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from caseload_gql.db.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _identifier() -> sa.String:
    return sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "plugin_delivery",
        sa.Column("id", _identifier(), nullable=False),
        sa.Column("plugin", sa.String(length=64), nullable=False),
        sa.Column("event_id", _identifier(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_plugin_delivery_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plugin_delivery")),
    )
    with op.batch_alter_table("plugin_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plugin_delivery_due_at",
            ["due_at"],
            sqlite_where=sa.text("failed_at IS NULL"),
            postgresql_where=sa.text("failed_at IS NULL"),
        )


def downgrade() -> None:
    """Bring the database back."""
    op.drop_table("plugin_delivery")
