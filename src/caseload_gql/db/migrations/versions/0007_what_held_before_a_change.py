"""What held before a change, so that the caseload as of any past day can be told.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _identifier() -> sa.String:
    return sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the database forward."""
    op.create_table(
        "earlier_terms",
        sa.Column("provider_id", _identifier(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=True),
        sa.CheckConstraint("capacity BETWEEN 0 AND 10000", name=op.f("ck_earlier_terms_capacity_range")),
        sa.CheckConstraint("status IN ('ACTIVE', 'ON_LEAVE', 'DEPARTED')", name=op.f("ck_earlier_terms_status_known")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_earlier_terms_provider_id_provider")),
        sa.PrimaryKeyConstraint("provider_id", "until_on", name=op.f("pk_earlier_terms")),
    )
    op.create_table(
        "earlier_weight",
        sa.Column("assignment_id", _identifier(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("weight_hundredths", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight_hundredths BETWEEN 1 AND 10000", name=op.f("ck_earlier_weight_weight_range")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_earlier_weight_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment_id", "until_on", name=op.f("pk_earlier_weight")),
    )


def downgrade() -> None:
    """Bring the database back."""
    op.drop_table("earlier_weight")
    op.drop_table("earlier_terms")
