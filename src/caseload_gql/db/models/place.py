"""Teams and locations of the practice."""

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Float, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseload_gql.db.columns import Identifier, Key
from caseload_gql.db.models.base import Base

if TYPE_CHECKING:
    from caseload_gql.db.models.provider import Provider


class Team(Base):
    """A group of providers under one or more supervisors."""

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(Key, index=True)
    providers: Mapped[list["Provider"]] = relationship(back_populates="team", lazy="raise")


class Location(Base):
    """A place where clients are seen."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(Key, index=True)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
