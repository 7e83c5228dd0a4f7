"""Providers of a team by name.

Revision 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward."""
    with op.batch_alter_table("provider", schema=None) as batch_op:
        batch_op.create_index("ix_provider_team_id_name_key_id", ["team_id", "name_key", "id"])
        batch_op.drop_index("ix_provider_team_id")


def downgrade() -> None:
    """Bring the database back."""
    with op.batch_alter_table("provider", schema=None) as batch_op:
        batch_op.create_index("ix_provider_team_id", ["team_id"])
        batch_op.drop_index("ix_provider_team_id_name_key_id")
