"""What may be shown of an event: a value of a field that a policy hides in one of its rows comes out as null."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from caseload_gql.domain.events import attribute_of
from caseload_gql.policy.actions import READ
from caseload_gql.policy.kinds import KIND_OF_PREFIX
from caseload_gql.schema.context import Access
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import Row

#: The rows an event is about: the attribute that names each, and its kind.
ROWS: Final = (
    ("client_id", "Client"),
    ("provider_id", "Provider"),
    ("pool_entry_id", "PoolEntry"),
    ("assignment_id", "Assignment"),
)
#: What a resolver of an event needs.
NEEDS: Final = (*(name for name, _ in ROWS), "changes", "override_reason")
#: Kinds whose fields may stand in an event of a client that does not name the row.
_OF_CLIENTS: Final = ("PoolEntry", "Assignment")
_ID: Final = re.compile("([a-z]{3})_[0-9A-Za-z_]{1,28}")


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field, before and after, as somebody may see it."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """What somebody may see of an event's values."""

    changes: tuple[ShownChange, ...]
    override_reason: str | None


async def shown(source: Row, info: RequestInfo) -> ShownEvent:
    """What the actor may see of an event's values, found together with those of the events beside it."""

    async def read(rows: Sequence[Row]) -> list[object]:
        return list(await _all_shown(info.context.access, rows))

    return cast("ShownEvent", await info.context.batches.of_rows("events", source, read))


async def _all_shown(access: Access, rows: Sequence[Row]) -> list[ShownEvent]:
    hidden: dict[str, Mapping[str, frozenset[str]]] = {}
    for name, kind in ROWS:
        ids = [str(row[f"${name}"]) for row in rows if row[f"${name}"] is not None]
        hidden[kind] = await access.hidden(kind, ids) if ids else {}
    anywhere = {kind: access.hides(kind) for kind in _OF_CLIENTS}
    unseen = await _unseen(access, [value for row in rows for value in _values(row)])
    return [_shown(row, _hidden_in(row, hidden, anywhere), unseen) for row in rows]


def _hidden_in(
    row: Row, hidden: Mapping[str, Mapping[str, frozenset[str]]], anywhere: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Everything hidden in any of the event's rows; where a client's event names no row of a kind, in any such row."""
    found: set[str] = set()
    for name, kind in ROWS:
        row_id = row[f"${name}"]
        if row_id is not None:
            found |= hidden[kind].get(str(row_id), frozenset())
        elif row["$client_id"] is not None:
            found |= anywhere.get(kind, frozenset())
    return frozenset(found)


async def _unseen(access: Access, values: Sequence[object]) -> frozenset[str]:
    """The ids among some values that are of rows unseen."""
    by_kind: dict[str, set[str]] = {}
    for value in values:
        for row_id in _ids(value):
            kind = KIND_OF_PREFIX.get(row_id[:3])
            if kind is not None:
                by_kind.setdefault(kind, set()).add(row_id)
    unseen: set[str] = set()
    for kind, ids in by_kind.items():
        if access.sees_all(kind):
            continue
        unseen |= ids - await access.within(READ, kind, sorted(ids))
    return frozenset(unseen)


def _shown(row: Row, hidden: frozenset[str], unseen: frozenset[str]) -> ShownEvent:
    changes = []
    for change in _changes(row):
        hides = attribute_of(change["field"]) in hidden
        before, after = (
            None if hides or not unseen.isdisjoint(_ids(change[side])) else change[side] for side in ("before", "after")
        )
        changes.append(ShownChange(change["field"], before, after))
    reason = None if "override_reason" in hidden else row["$override_reason"]
    return ShownEvent(tuple(changes), cast("str | None", reason))


def _changes(row: Row) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", row["$changes"])


def _values(row: Row) -> Iterator[object]:
    for change in _changes(row):
        yield change["before"]
        yield change["after"]


def _ids(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if _ID.fullmatch(value):
            yield value
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each)
