"""Events: the audit and the outbox in one append-only table, numbered in commit order."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseload_gql.db.columns import Identifier, Json
from caseload_gql.db.models.base import Base


class EventRow(Base):
    """One recorded change: what, when, by whom, through which door, before and after by field."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_client", "client_id", "number"),
        Index("ix_event_provider", "provider_id", "number"),
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    id: Mapped[str] = mapped_column(Identifier, unique=True)
    type: Mapped[str] = mapped_column(String(48))
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("user_account.id"))
    actor: Mapped[str] = mapped_column(String(200))
    door: Mapped[str] = mapped_column(String(16))
    client_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("client.id"))
    provider_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("provider.id"))
    pool_entry_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("pool_entry.id"))
    assignment_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("assignment.id"))
    override_reason: Mapped[str | None] = mapped_column(Text)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)


class EventCounter(Base):
    """The last event number given; locked last before commit, so that numbers follow commits."""

    __tablename__ = "event_counter"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
