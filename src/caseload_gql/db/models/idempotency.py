"""The keys by which a mutation sent twice is known."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from caseload_gql.db.columns import Identifier, Json, Key
from caseload_gql.db.models.base import Base


class IdempotencyKey(Base):
    """A key that an actor has sent, a salted digest of what was asked with it, and what came of it."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index("ix_idempotency_key_at", "at"),)

    actor_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    #: Problems, and the ids of rows; never what was sent, nor values that are shown once.
    outcome: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime]
