"""What plugins remember.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

from caseload_gql.db.columns import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "plugin_store",
        sa.Column("plugin", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("plugin", "key", name=op.f("pk_plugin_store")),
    )
    with op.batch_alter_table("plugin_store", schema=None) as batch_op:
        batch_op.create_index("ix_plugin_store_expires_at", ["plugin", "expires_at"])


def downgrade() -> None:
    """Bring the database back."""
    op.drop_table("plugin_store")
