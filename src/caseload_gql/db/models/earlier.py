"""What held before a change: capacity and status of providers, weights of assignments, each until a day."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from caseload_gql.db.columns import Identifier
from caseload_gql.db.models.base import Base, one_of, vocabulary
from caseload_gql.domain.vocabulary import ProviderStatus


class EarlierTerms(Base):
    """On what terms a provider worked at the end of each day before `until_on`, back to the row before.

    Practice-local dates. Where `status` is null the provider was not on the practice's books yet. What holds since the
    last of a provider's rows stands in the provider's own.
    """

    __tablename__ = "earlier_terms"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 0 AND 10000", name="capacity_range"),
        one_of("status", ProviderStatus),
    )

    provider_id: Mapped[str] = mapped_column(Identifier, ForeignKey("provider.id"), primary_key=True)
    until_on: Mapped[date] = mapped_column(Date, primary_key=True)
    capacity: Mapped[int] = mapped_column(Integer)
    status: Mapped[ProviderStatus | None] = mapped_column(vocabulary(ProviderStatus))


class EarlierWeight(Base):
    """What an assignment counted at the end of each day before `until_on`, back to the row before."""

    __tablename__ = "earlier_weight"
    __table_args__ = (CheckConstraint("weight_hundredths BETWEEN 1 AND 10000", name="weight_range"),)

    assignment_id: Mapped[str] = mapped_column(Identifier, ForeignKey("assignment.id"), primary_key=True)
    until_on: Mapped[date] = mapped_column(Date, primary_key=True)
    weight_hundredths: Mapped[int] = mapped_column(Integer)
