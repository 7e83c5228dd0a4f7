"""Assignments: a provider responsible for a client over an interval."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    literal_column,
    text,
    type_coerce,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from caseload_gql.db.columns import Identifier
from caseload_gql.db.models.base import Base, one_of, vocabulary
from caseload_gql.domain.vocabulary import AssignmentEndReason

if TYPE_CHECKING:
    from caseload_gql.db.models.client import Client
    from caseload_gql.db.models.provider import Provider

_ACTIVE = text("ended_at IS NULL")


class Assignment(Base):
    """A stretch of responsibility. Active while `ended_at` is null; at most one active a client.

    `weight_hundredths` is the client's weight as this assignment counts it; it stands still once the assignment ends.
    `pool_entry_id` is the stay in the pool that this assignment ended, `previous_assignment_id` the one it took over.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("ended_at >= assigned_at", name="ended_after_assigned"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="reason_when_ended"),
        CheckConstraint("(ended_at IS NULL) = (ended_on IS NULL)", name="ended_on_with_ended_at"),
        CheckConstraint("first_session_at >= assigned_at", name="session_after_assigned"),
        CheckConstraint("weight_hundredths BETWEEN 1 AND 10000", name="weight_range"),
        CheckConstraint("match_score_ten_thousandths BETWEEN 0 AND 10000", name="score_range"),
        one_of("end_reason", AssignmentEndReason),
        Index("uq_assignment_active", "client_id", unique=True, postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),
        Index("ix_assignment_caseload", "provider_id", "client_id", postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),
        Index("ix_assignment_client", "client_id", "assigned_at"),
        Index("ix_assignment_provider", "provider_id", "assigned_at"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    client_id: Mapped[str] = mapped_column(Identifier, ForeignKey("client.id"))
    provider_id: Mapped[str] = mapped_column(Identifier, ForeignKey("provider.id"))
    weight_hundredths: Mapped[int] = mapped_column(Integer)
    assigned_at: Mapped[datetime]
    assigned_on: Mapped[date] = mapped_column(Date)
    assigned_by: Mapped[str | None] = mapped_column(String(200))
    assigned_by_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    ended_on: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[AssignmentEndReason | None] = mapped_column(vocabulary(AssignmentEndReason))
    first_session_at: Mapped[datetime | None]
    first_session_on: Mapped[date | None] = mapped_column(Date)
    match_score_ten_thousandths: Mapped[int | None] = mapped_column(Integer)
    override_reason: Mapped[str | None] = mapped_column(Text)
    pool_entry_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("pool_entry.id"))
    previous_assignment_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("assignment.id"))

    client: Mapped["Client"] = relationship(lazy="raise")
    provider: Mapped["Provider"] = relationship(lazy="raise")

    @hybrid_property
    def match_score(self) -> float | None:
        """The fit at the time of assigning, 0 to 1."""
        return None if self.match_score_ten_thousandths is None else self.match_score_ten_thousandths / 10_000

    @match_score.inplace.expression
    @classmethod
    def _match_score(cls) -> ColumnElement[float]:
        return type_coerce(cls.match_score_ten_thousandths / literal_column("10000.0", Float()), Float())
