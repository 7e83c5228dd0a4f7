"""The declarative base: naming of constraints, and relationships that never load by surprise."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, Enum, MetaData, Table
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

from caseload_gql.db.columns import Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables share."""

    #: Every model has a table of its own.
    __table__: ClassVar[Table]
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[type, TypeEngine[datetime]]] = {datetime: Instant()}


def vocabulary(enum: type[StrEnum]) -> Enum:
    """Store an enum as text; the table's check constraint (``one_of``) holds the values."""
    return Enum(enum, native_enum=False, create_constraint=False, length=24)


def one_of(column: str, enum: type[StrEnum]) -> CheckConstraint:
    """Hold a column to the values of an enum, in the database itself."""
    values = ", ".join(f"'{member.value}'" for member in enum)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")
