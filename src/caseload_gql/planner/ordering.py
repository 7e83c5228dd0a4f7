"""In which order a list comes: its keys, never null, settled by id, with a fingerprint that its cursors carry."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, null, select

from caseload_gql.db.models import Assignment, Client, EventRow, Location, PoolEntry, Provider, Team, User
from caseload_gql.domain.vocabulary import PoolPriority


@dataclass(frozen=True)
class Key:
    """One key of an ordering."""

    column: ColumnElement[Any]
    descending: bool


@dataclass(frozen=True)
class Ordering:
    """The keys, the last of them the id, and a name for the whole."""

    keys: tuple[Key, ...]
    fingerprint: str


@dataclass(frozen=True)
class OrderField:
    """How a field of an order input sorts: by which column, under which attribute's redaction, reversed or not."""

    column: Callable[[Any], ColumnElement[Any]]
    attribute: str
    reversed: bool = False
    nullable: bool = False


def _urgent_last(row: Any) -> ColumnElement[Any]:  # noqa: ANN401  # an alias
    return case((row.priority == PoolPriority.URGENT, 1), else_=0)


def _intake_date(row: Any) -> ColumnElement[Any]:  # noqa: ANN401
    return select(Client.intake_date).where(Client.id == row.client_id).scalar_subquery()


FIELDS: Mapping[type, Mapping[str, OrderField]] = {
    Provider: {
        "NAME": OrderField(lambda row: row.name_key, "name"),
        "CAPACITY": OrderField(lambda row: row.capacity, "capacity"),
        "LOAD": OrderField(lambda row: row.load_hundredths, "load"),
        "UTILIZATION": OrderField(lambda row: row.utilization, "utilization", nullable=True),
        "OPEN_SLOTS": OrderField(lambda row: row.open_slots, "open_slots"),
        "CASELOAD_COUNT": OrderField(lambda row: row.caseload_count, "caseload_count"),
    },
    Client: {
        "NAME": OrderField(lambda row: row.name_key, "name"),
        "INTAKE_DATE": OrderField(lambda row: row.intake_date, "intake_date"),
        "CASE_WEIGHT": OrderField(lambda row: row.case_weight_hundredths, "case_weight"),
    },
    PoolEntry: {
        "PRIORITY": OrderField(_urgent_last, "priority"),
        "WAIT": OrderField(lambda row: row.entered_at, "entered_at", reversed=True),
        "WAIT_SINCE_INTAKE": OrderField(lambda row: row.wait_days_since_intake, "wait_days_since_intake"),
        "INTAKE_DATE": OrderField(_intake_date, "intake_date"),
    },
}
DEFAULTS: Mapping[type, tuple[tuple[OrderField, bool], ...]] = {
    Provider: ((FIELDS[Provider]["NAME"], False),),
    Client: ((FIELDS[Client]["NAME"], False),),
    PoolEntry: ((FIELDS[PoolEntry]["WAIT"], True),),
    Assignment: ((OrderField(lambda row: row.assigned_at, "assigned_at"), True),),
    EventRow: ((OrderField(lambda row: row.number, "number"), True),),
    Team: ((OrderField(lambda row: row.name_key, "name"), False),),
    Location: ((OrderField(lambda row: row.name_key, "name"), False),),
    User: ((OrderField(lambda row: row.name_key, "name"), False),),
}
#: Lists that do not come in the order of their kind, by the relationship that holds them.
OWN_ORDERS: Mapping[str, tuple[tuple[OrderField, bool], ...]] = {
    "Client.pool_entries": ((OrderField(lambda row: row.entered_at, "entered_at"), True),),
}


def ordering(
    model: type,
    row: Any,  # noqa: ANN401
    order_by: Sequence[Mapping[str, Any]],
    redactions: Mapping[str, ColumnElement[bool]],
    own: tuple[tuple[OrderField, bool], ...] | None = None,
) -> Ordering:
    """The ordering of a list of ``model``: as asked, else its own; redacted values count as absent and come last.

    Ties are settled by id in the direction of the last key, so that an index is read backwards as well as forwards.
    ``own`` is the list's own order where that is not the one of its kind.
    """
    asked = [
        (str(getattr(entry["field"], "value", entry["field"])), _text(entry["direction"]) == "DESC")
        for entry in order_by
    ]
    fields = [(FIELDS[model][name], down) for name, down in asked] if asked else own or DEFAULTS[model]
    keys: list[Key] = []
    for each, down in fields:
        keys += _keys(each, row, descending=down != each.reversed, redaction=redactions.get(each.attribute))
    keys.append(Key(row.id, keys[-1].descending))
    name = ",".join(f"{each.attribute}{'+' if down == each.reversed else '-'}" for each, down in fields)
    digest = hashlib.sha256(f"{model.__name__}:{name}".encode()).hexdigest()
    return Ordering(tuple(keys), digest[:8])


def _text(value: Any) -> str:  # noqa: ANN401  # an enum member or its name
    return str(getattr(value, "value", value))


def _keys(
    each: OrderField,
    row: Any,  # noqa: ANN401
    *,
    descending: bool,
    redaction: ColumnElement[bool] | None,
) -> list[Key]:
    column = each.column(row)
    if redaction is not None:
        column = case((redaction, null()), else_=column)
    elif not each.nullable:
        return [Key(column, descending)]
    absent = case((column.is_(None), 1), else_=0)
    filler = func.coalesce(column, _filler(each.column(row)))
    return [Key(absent, descending=False), Key(filler, descending)]


def _filler(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Any value of the column's kind: all absent values are equal, so which one does not matter."""
    return literal(_FILLERS[column.type.python_type], column.type)


_FILLERS: Mapping[type, object] = {
    str: "",
    int: 0,
    float: 0.0,
    date: date(1900, 1, 1),
    datetime: datetime(1900, 1, 1, tzinfo=UTC),
}
