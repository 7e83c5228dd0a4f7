"""Pool entries: one stay of one client in the pool."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, Text, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from caseload_gql.db import measures
from caseload_gql.db.columns import Identifier
from caseload_gql.db.models.base import Base, one_of, vocabulary
from caseload_gql.db.models.client import Client
from caseload_gql.domain.vocabulary import PoolEntryOutcome, PoolPriority, PoolReason

if TYPE_CHECKING:
    from caseload_gql.db.models.place import Team
    from caseload_gql.db.models.provider import Provider

_OPEN = text("left_at IS NULL")


class PoolEntry(Base):
    """A wait for a provider. Open while `left_at` is null; at most one open entry a client."""

    __tablename__ = "pool_entry"
    __table_args__ = (
        CheckConstraint("left_at >= entered_at", name="left_after_entered"),
        CheckConstraint("(left_at IS NULL) = (outcome IS NULL)", name="outcome_when_left"),
        CheckConstraint("(left_at IS NULL) = (left_on IS NULL)", name="left_on_with_left_at"),
        CheckConstraint("version >= 1", name="version_counts"),
        one_of("reason", PoolReason),
        one_of("priority", PoolPriority),
        one_of("outcome", PoolEntryOutcome),
        Index("uq_pool_entry_open", "client_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_pool_entry_wait", "entered_at", "id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_pool_entry_client", "client_id", "entered_at"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    client_id: Mapped[str] = mapped_column(Identifier, ForeignKey("client.id"))
    reason: Mapped[PoolReason] = mapped_column(vocabulary(PoolReason))
    priority: Mapped[PoolPriority] = mapped_column(vocabulary(PoolPriority), default=PoolPriority.ROUTINE)
    entered_at: Mapped[datetime]
    entered_on: Mapped[date] = mapped_column(Date)
    left_at: Mapped[datetime | None]
    left_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[PoolEntryOutcome | None] = mapped_column(vocabulary(PoolEntryOutcome))
    team_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("team.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    previous_provider_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("provider.id"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)

    client: Mapped[Client] = relationship(lazy="raise")
    team: Mapped["Team | None"] = relationship(lazy="raise")
    previous_provider: Mapped["Provider | None"] = relationship(lazy="raise")

    @hybrid_property
    def wait_days(self) -> int:
        """Practice-local days since this entry began; needs today, so it is read in SQL only."""
        message = "waitDays is read in SQL"
        raise AttributeError(message)

    @wait_days.inplace.expression
    @classmethod
    def _wait_days(cls) -> ColumnElement[int]:
        return measures.wait_days(cls.entered_on, cls.left_on)

    @hybrid_property
    def wait_days_since_intake(self) -> int:
        """Practice-local days since intake; needs today, so it is read in SQL only."""
        message = "waitDaysSinceIntake is read in SQL"
        raise AttributeError(message)

    @wait_days_since_intake.inplace.expression
    @classmethod
    def _wait_days_since_intake(cls) -> ColumnElement[int]:
        return measures.wait_days(
            select(Client.intake_date).where(Client.id == cls.client_id).scalar_subquery(), cls.left_on
        )
