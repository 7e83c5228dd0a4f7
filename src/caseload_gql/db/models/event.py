"""Events: the audit and the outbox in one append-only table, numbered in commit order."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseload_gql.db.columns import Identifier, Json
from caseload_gql.db.models.base import Base

if TYPE_CHECKING:
    from caseload_gql.db.models.client import Client
    from caseload_gql.db.models.provider import Provider


class EventRow(Base):
    """One recorded change: what, when, by whom, through which door, before and after by field."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_client", "client_id", "number"),
        Index("ix_event_provider", "provider_id", "number"),
        Index("ix_event_type", "type", "number"),
        Index("ix_event_at", "at"),
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
    client: Mapped["Client | None"] = relationship(lazy="raise", viewonly=True)
    provider: Mapped["Provider | None"] = relationship(lazy="raise", viewonly=True)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    #: Of what the salts of the row's values are made; null once one of them was erased, and before there was a chain.
    salt: Mapped[str | None] = mapped_column(String(32))
    #: By place, the digest of a value that was erased, or the salt of one that was not.
    erased: Mapped[dict[str, dict[str, str]] | None] = mapped_column(Json)
    #: Which key made the link.
    key_id: Mapped[str | None] = mapped_column(String(16))
    #: The link to the event before.
    hash: Mapped[str | None] = mapped_column(String(64))


class EventCounter(Base):
    """The last event number given, and where the chain ends; locked last before commit: numbers follow commits."""

    __tablename__ = "event_counter"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    hash: Mapped[str | None] = mapped_column(String(64))
    key_id: Mapped[str | None] = mapped_column(String(16))
    #: Proves the end of the chain: who may write to the database, and has not the key, cannot move it.
    seal: Mapped[str | None] = mapped_column(String(64))


class AuditCheckpoint(Base):
    """Up to where the audit was trimmed: no event below is kept, and the chain goes on from here."""

    __tablename__ = "audit_checkpoint"

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    hash: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))
    seal: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
