"""Words by which people are found, and people by name.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

from caseload_gql.db.columns import Key
from caseload_gql.domain.text import search_words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _identifier() -> sa.String:
    return sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the database forward; those who are there are found from now on."""
    table = op.create_table(
        "user_word",
        sa.Column("user_id", _identifier(), nullable=False),
        sa.Column("word", Key, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_word_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "word", name=op.f("pk_user_word")),
    )
    with op.batch_alter_table("user_word", schema=None) as batch_op:
        batch_op.create_index("ix_user_word_lookup", ["word", "user_id"])
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index("ix_user_account_name_key_id", ["name_key", "id"])
    people = op.get_bind().execute(sa.text("SELECT id, name, email FROM user_account")).all()
    rows = [{"user_id": row.id, "word": word} for row in people for word in search_words(f"{row.name} {row.email}")]
    if rows:
        op.bulk_insert(table, rows)


def downgrade() -> None:
    """Bring the database back."""
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index("ix_user_account_name_key_id")
    op.drop_table("user_word")
