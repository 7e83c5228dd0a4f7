"""What the audit says of a change: fields before and after, as JSON."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from caseload_gql.db.columns import instant_text
from caseload_gql.domain.events import FieldChange

#: What most values are: JSON already.
_AS_THEY_ARE: Final = frozenset({str, int, bool, list, type(None)})


def change(field: str, before: object, after: object) -> FieldChange:
    """One field, by its name in the API."""
    return FieldChange(field, _plain(before), _plain(after))


def changes(fields: Mapping[str, tuple[object, object]]) -> tuple[FieldChange, ...]:
    """The fields whose value is another after than before."""
    return tuple([change(name, before, after) for name, (before, after) in fields.items() if before != after])


def subject(kind: str, row_id: str) -> FieldChange:
    """Which row a change is about, where an event has no place of its own for its kind."""
    return FieldChange(kind, row_id, row_id)


def _plain(value: object) -> object:
    if value.__class__ in _AS_THEY_ARE:
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value
