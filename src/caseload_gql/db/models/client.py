"""Clients: who they are, what they need, where they stand."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from caseload_gql.db import measures
from caseload_gql.db.columns import Identifier, Json, Key
from caseload_gql.db.models.base import Base, one_of, vocabulary
from caseload_gql.db.models.provider import Provider
from caseload_gql.domain.vocabulary import ClientStatus, InsuranceStatus, Weekday

if TYPE_CHECKING:
    from caseload_gql.db.models.assignment import Assignment
    from caseload_gql.db.models.place import Location
    from caseload_gql.db.models.pool_entry import PoolEntry

client_do_not_match = Table(
    "client_do_not_match",
    Base.metadata,
    Column("client_id", Identifier, ForeignKey("client.id"), primary_key=True),
    Column("provider_id", Identifier, ForeignKey("provider.id"), primary_key=True, index=True),
)


class ClientWindow(Base):
    """A weekly span, practice-local, in which a client can come."""

    __tablename__ = "client_window"
    __table_args__ = (one_of("weekday", Weekday), CheckConstraint("starts < ends", name="starts_before_end"))

    client_id: Mapped[str] = mapped_column(Identifier, ForeignKey("client.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    weekday: Mapped[Weekday] = mapped_column(vocabulary(Weekday))
    starts: Mapped[str] = mapped_column(String(5))
    ends: Mapped[str] = mapped_column(String(5))


class ClientFacet(Base):
    """A normalised service requirement or language of a client, for filters."""

    __tablename__ = "client_facet"
    __table_args__ = (Index("ix_client_facet_lookup", "kind", "key", "client_id"),)

    client_id: Mapped[str] = mapped_column(Identifier, ForeignKey("client.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(Key, primary_key=True)


class ClientWord(Base):
    """A normalised word of a client's name, for search by prefix."""

    __tablename__ = "client_word"
    __table_args__ = (Index("ix_client_word_lookup", "word", "client_id"),)

    client_id: Mapped[str] = mapped_column(Identifier, ForeignKey("client.id"), primary_key=True)
    word: Mapped[str] = mapped_column(Key, primary_key=True)


class Client(Base):
    """A person served by the practice. `version` counts the row, its assignment and its pool entry."""

    __tablename__ = "client"
    __table_args__ = (
        CheckConstraint("case_weight_hundredths BETWEEN 1 AND 10000", name="weight_range"),
        CheckConstraint("version >= 1", name="version_counts"),
        one_of("status", ClientStatus),
        one_of("insurance_status", InsuranceStatus),
        Index("ix_client_name_key_id", "name_key", "id"),
        Index("ix_client_intake_date_id", "intake_date", "id"),
        Index("ix_client_weight_id", "case_weight_hundredths", "id"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(Key)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    date_of_birth: Mapped[date | None] = mapped_column(Date)
    status: Mapped[ClientStatus] = mapped_column(vocabulary(ClientStatus), index=True)
    intake_date: Mapped[date] = mapped_column(Date)
    insurance_status: Mapped[InsuranceStatus] = mapped_column(vocabulary(InsuranceStatus))
    payer: Mapped[str | None] = mapped_column(String(100))
    payer_key: Mapped[str | None] = mapped_column(Key, index=True)
    location_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("location.id"), index=True)
    telehealth_ok: Mapped[bool] = mapped_column(Boolean, default=False)
    service_requirements: Mapped[list[str]] = mapped_column(Json, default=list)
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    preferred_provider_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("provider.id"), index=True)
    case_weight_hundredths: Mapped[int] = mapped_column(Integer, default=100)
    attributes: Mapped[Any | None] = mapped_column(Json)
    version: Mapped[int] = mapped_column(Integer, default=1)

    location: Mapped["Location | None"] = relationship(lazy="raise")
    preferred_provider: Mapped[Provider | None] = relationship(lazy="raise")
    do_not_match: Mapped[list[Provider]] = relationship(
        secondary=client_do_not_match, order_by=[Provider.name_key, Provider.id], lazy="raise"
    )
    availability: Mapped[list[ClientWindow]] = relationship(order_by=ClientWindow.position, lazy="raise")
    assignments: Mapped[list["Assignment"]] = relationship(viewonly=True, lazy="raise")
    pool_entries: Mapped[list["PoolEntry"]] = relationship(viewonly=True, lazy="raise")
    assignment: Mapped["Assignment | None"] = relationship(
        primaryjoin="and_(Client.id == Assignment.client_id, Assignment.ended_at.is_(None))",
        viewonly=True,
        uselist=False,
        lazy="raise",
    )
    pool_entry: Mapped["PoolEntry | None"] = relationship(
        primaryjoin="and_(Client.id == PoolEntry.client_id, PoolEntry.left_at.is_(None))",
        viewonly=True,
        uselist=False,
        lazy="raise",
    )
    provider: Mapped[Provider | None] = relationship(
        secondary="assignment",
        primaryjoin="and_(Client.id == Assignment.client_id, Assignment.ended_at.is_(None))",
        secondaryjoin="Assignment.provider_id == Provider.id",
        viewonly=True,
        uselist=False,
        lazy="raise",
    )

    @hybrid_property
    def case_weight(self) -> float:
        """How much of a provider's capacity the client takes; 1 unless set."""
        return self.case_weight_hundredths / 100

    @case_weight.inplace.expression
    @classmethod
    def _case_weight(cls) -> ColumnElement[float]:
        return measures.hundredths(cls.case_weight_hundredths)
