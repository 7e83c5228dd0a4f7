"""The product's tables as the two peers with an ORM map them: what their schemas show, and no more."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    String,
    case,
    cast,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement


class Base(DeclarativeBase):
    """What the mapped tables share."""


class Practice(Base):
    """The one row with the practice's own rules."""

    __tablename__ = "practice"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    time_zone: Mapped[str] = mapped_column(String)
    nearing_ten_thousandths: Mapped[int] = mapped_column(Integer)


class Team(Base):
    """A group of providers."""

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    name: Mapped[str] = mapped_column(String)


class Location(Base):
    """A place where clients are seen."""

    __tablename__ = "location"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    name: Mapped[str] = mapped_column(String)


def _hundredths(value: Any) -> ColumnElement[float]:  # noqa: ANN401  # a column or an expression of columns
    return cast(value / literal_column("100.0"), Float)


def _days_since(day: Any) -> ColumnElement[int]:  # noqa: ANN401  # as above
    zone = Practice.__table__.select().with_only_columns(Practice.time_zone).scalar_subquery()
    return cast(cast(func.timezone(zone, func.now()), Date) - day, Integer)


class Provider(Base):
    """A clinician, with the figures of the load as columns."""

    __tablename__ = "provider"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    name: Mapped[str] = mapped_column(String)
    name_key: Mapped[str] = mapped_column(String)
    credential: Mapped[str | None] = mapped_column(String)
    accepting_new_clients: Mapped[bool] = mapped_column(Boolean)
    team_id: Mapped[str | None] = mapped_column(String, ForeignKey("team.id"))
    capacity: Mapped[int] = mapped_column(Integer)
    caseload_count: Mapped[int] = mapped_column(Integer)
    load_hundredths: Mapped[int] = mapped_column(Integer)

    load: Mapped[float] = column_property(_hundredths(load_hundredths))
    open_slots: Mapped[float] = column_property(_hundredths(func.greatest(capacity * 100 - load_hundredths, 0)))
    utilization: Mapped[float | None] = column_property(
        cast(func.round(load_hundredths / func.nullif(capacity * literal_column("100.0"), 0), 6), Float)
    )
    load_status: Mapped[str] = column_property(
        case(
            (load_hundredths > capacity * 100, "OVER_CAPACITY"),
            (load_hundredths == capacity * 100, "AT_CAPACITY"),
            (
                load_hundredths * 10_000
                >= Practice.__table__.select().with_only_columns(Practice.nearing_ten_thousandths).scalar_subquery()
                * capacity
                * 100,
                "NEARING_CAPACITY",
            ),
            else_="AVAILABLE",
        )
    )

    team: Mapped[Team | None] = relationship(lazy="raise")
    caseload: Mapped[list["Client"]] = relationship(
        secondary="assignment",
        primaryjoin="and_(Provider.id == Assignment.provider_id, Assignment.ended_at.is_(None))",
        secondaryjoin="Assignment.client_id == Client.id",
        viewonly=True,
        lazy="raise",
    )


class Client(Base):
    """A person served by the practice."""

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    name: Mapped[str] = mapped_column(String)
    name_key: Mapped[str] = mapped_column(String)
    date_of_birth: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String)
    intake_date: Mapped[date] = mapped_column(Date)
    insurance_status: Mapped[str] = mapped_column(String)
    payer: Mapped[str | None] = mapped_column(String)
    location_id: Mapped[str | None] = mapped_column(String, ForeignKey("location.id"))
    service_requirements: Mapped[list[str]] = mapped_column(JSONB)
    languages: Mapped[list[str]] = mapped_column(JSONB)
    case_weight_hundredths: Mapped[int] = mapped_column(Integer)

    case_weight: Mapped[float] = column_property(_hundredths(case_weight_hundredths))

    location: Mapped[Location | None] = relationship(lazy="raise")
    assignment: Mapped["Assignment | None"] = relationship(
        primaryjoin="and_(Client.id == Assignment.client_id, Assignment.ended_at.is_(None))",
        viewonly=True,
        uselist=False,
        lazy="raise",
    )


class Assignment(Base):
    """A provider's responsibility for a client; active while `ended_at` is null."""

    __tablename__ = "assignment"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    client_id: Mapped[str] = mapped_column(String, ForeignKey("client.id"))
    provider_id: Mapped[str] = mapped_column(String, ForeignKey("provider.id"))
    assigned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    assigned_by: Mapped[str | None] = mapped_column(String)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    provider: Mapped[Provider] = relationship(lazy="raise")


class PoolEntry(Base):
    """A wait for a provider; open while `left_at` is null."""

    __tablename__ = "pool_entry"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    client_id: Mapped[str] = mapped_column(String, ForeignKey("client.id"))
    team_id: Mapped[str | None] = mapped_column(String, ForeignKey("team.id"))
    reason: Mapped[str] = mapped_column(String)
    priority: Mapped[str] = mapped_column(String)
    entered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    entered_on: Mapped[date] = mapped_column(Date)
    left_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    wait_days: Mapped[int] = column_property(_days_since(entered_on))

    client: Mapped[Client] = relationship(lazy="raise")
    team: Mapped[Team | None] = relationship(lazy="raise")


#: Needs the client's table, which the entry's own columns do not know.
_INTAKE = Client.__table__.select().with_only_columns(Client.intake_date).where(Client.id == PoolEntry.client_id)
PoolEntry.wait_days_since_intake = column_property(_days_since(_INTAKE.correlate(PoolEntry).scalar_subquery()))
