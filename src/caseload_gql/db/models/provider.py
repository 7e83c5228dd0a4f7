"""Providers: profile, capacity, the load they carry, leave and weekly availability."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from caseload_gql.db import measures
from caseload_gql.db.columns import Identifier, Json, Key
from caseload_gql.db.models.base import Base, one_of, vocabulary
from caseload_gql.db.models.place import Location, Team
from caseload_gql.domain.vocabulary import ProviderStatus, Weekday

if TYPE_CHECKING:
    from caseload_gql.db.models.assignment import Assignment
    from caseload_gql.db.models.client import Client

provider_location = Table(
    "provider_location",
    Base.metadata,
    Column("provider_id", Identifier, ForeignKey("provider.id"), primary_key=True),
    Column("location_id", Identifier, ForeignKey("location.id"), primary_key=True, index=True),
)


class ProviderLeave(Base):
    """A stretch in which a provider takes no new clients; `ended_at` is null while it runs."""

    __tablename__ = "provider_leave"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index(
            "uq_provider_leave_running",
            "provider_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    provider_id: Mapped[str] = mapped_column(Identifier, ForeignKey("provider.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    cover_provider_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("provider.id"))
    ended_at: Mapped[datetime | None]
    cover_provider: Mapped["Provider | None"] = relationship(foreign_keys=[cover_provider_id], lazy="raise")


class ProviderWindow(Base):
    """A weekly span, practice-local, in which a provider sees clients."""

    __tablename__ = "provider_window"
    __table_args__ = (one_of("weekday", Weekday), CheckConstraint("starts < ends", name="starts_before_end"))

    provider_id: Mapped[str] = mapped_column(Identifier, ForeignKey("provider.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    weekday: Mapped[Weekday] = mapped_column(vocabulary(Weekday))
    starts: Mapped[str] = mapped_column(String(5))
    ends: Mapped[str] = mapped_column(String(5))


class ProviderFacet(Base):
    """A normalised specialty, service, language or payer, for filters."""

    __tablename__ = "provider_facet"
    __table_args__ = (Index("ix_provider_facet_lookup", "kind", "key", "provider_id"),)

    provider_id: Mapped[str] = mapped_column(Identifier, ForeignKey("provider.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(Key, primary_key=True)


class ProviderWord(Base):
    """A normalised word of a provider's name, for search by prefix."""

    __tablename__ = "provider_word"
    __table_args__ = (Index("ix_provider_word_lookup", "word", "provider_id"),)

    provider_id: Mapped[str] = mapped_column(Identifier, ForeignKey("provider.id"), primary_key=True)
    word: Mapped[str] = mapped_column(Key, primary_key=True)


class Provider(Base):
    """A clinician of the practice.

    `load_hundredths` and `caseload_count` are kept by the services in the transaction that changes an assignment.
    """

    __tablename__ = "provider"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 0 AND 10000", name="capacity_range"),
        CheckConstraint("load_hundredths >= 0", name="load_not_negative"),
        CheckConstraint("caseload_count >= 0", name="count_not_negative"),
        CheckConstraint("minimum_age BETWEEN 0 AND 150", name="minimum_age_range"),
        CheckConstraint("maximum_age BETWEEN 0 AND 150", name="maximum_age_range"),
        CheckConstraint("minimum_age <= maximum_age", name="age_band"),
        CheckConstraint("version >= 1", name="version_counts"),
        one_of("status", ProviderStatus),
        Index("ix_provider_name_key_id", "name_key", "id"),
        Index("ix_provider_team_id_name_key_id", "team_id", "name_key", "id"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(Key)
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    credential: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[ProviderStatus] = mapped_column(vocabulary(ProviderStatus), default=ProviderStatus.ACTIVE)
    accepting_new_clients: Mapped[bool] = mapped_column(Boolean, default=True)
    specialties: Mapped[list[str]] = mapped_column(Json, default=list)
    services: Mapped[list[str]] = mapped_column(Json, default=list)
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    payers: Mapped[list[str]] = mapped_column(Json, default=list)
    minimum_age: Mapped[int | None] = mapped_column(Integer)
    maximum_age: Mapped[int | None] = mapped_column(Integer)
    telehealth: Mapped[bool] = mapped_column(Boolean, default=False)
    team_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("team.id"))
    capacity: Mapped[int] = mapped_column(Integer)
    caseload_count: Mapped[int] = mapped_column(Integer, default=0)
    load_hundredths: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)

    team: Mapped["Team | None"] = relationship(back_populates="providers", lazy="raise")
    locations: Mapped[list["Location"]] = relationship(
        secondary=provider_location, order_by=[Location.name_key, Location.id], lazy="raise"
    )
    availability: Mapped[list[ProviderWindow]] = relationship(order_by=ProviderWindow.position, lazy="raise")
    leave: Mapped[ProviderLeave | None] = relationship(
        primaryjoin=lambda: and_(ProviderLeave.provider_id == Provider.id, ProviderLeave.ended_at.is_(None)),
        foreign_keys=ProviderLeave.provider_id,
        viewonly=True,
        uselist=False,
        lazy="raise",
    )
    caseload: Mapped[list["Client"]] = relationship(
        secondary="assignment",
        primaryjoin="and_(Provider.id == Assignment.provider_id, Assignment.ended_at.is_(None))",
        secondaryjoin="Assignment.client_id == Client.id",
        viewonly=True,
        lazy="raise",
    )
    assignments: Mapped[list["Assignment"]] = relationship(viewonly=True, lazy="raise")

    @hybrid_property
    def load(self) -> float:
        """Sum of the active clients' weights."""
        return self.load_hundredths / 100

    @load.inplace.expression
    @classmethod
    def _load(cls) -> ColumnElement[float]:
        return measures.hundredths(cls.load_hundredths)

    @hybrid_property
    def open_slots(self) -> float:
        """Capacity minus load, never below 0."""
        return max(self.capacity * 100 - self.load_hundredths, 0) / 100

    @open_slots.inplace.expression
    @classmethod
    def _open_slots(cls) -> ColumnElement[float]:
        return measures.open_slots(cls.capacity, cls.load_hundredths)

    @hybrid_property
    def over_by(self) -> float:
        """Load minus capacity, never below 0."""
        return max(self.load_hundredths - self.capacity * 100, 0) / 100

    @over_by.inplace.expression
    @classmethod
    def _over_by(cls) -> ColumnElement[float]:
        return measures.over_by(cls.capacity, cls.load_hundredths)

    @hybrid_property
    def utilization(self) -> float | None:
        """Load over capacity; null at capacity 0."""
        return None if self.capacity == 0 else round(self.load_hundredths / (self.capacity * 100), 6)

    @utilization.inplace.expression
    @classmethod
    def _utilization(cls) -> ColumnElement[float]:
        return measures.utilization(cls.capacity, cls.load_hundredths)

    @hybrid_property
    def load_status(self) -> str:
        """How full the provider is; needs the practice's threshold, so it is read in SQL only."""
        message = "loadStatus is read in SQL"
        raise AttributeError(message)

    @load_status.inplace.expression
    @classmethod
    def _load_status(cls) -> ColumnElement[str]:
        return measures.load_status(cls.capacity, cls.load_hundredths)
