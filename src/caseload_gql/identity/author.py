"""Who makes a change of access, and how it enters the audit."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType, FieldChange, JsonValue


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change: a user, or None and a name for what has no user, such as the command line."""

    user_id: str | None
    name: str
    door: str


def record(unit: UnitOfWork, kind: EventType, author: Author, after: Mapping[str, JsonValue]) -> None:
    """Record a change of access by what holds after it. Secrets never stand in it."""
    changes = tuple(FieldChange(name, None, value) for name, value in after.items())
    event = Event(type=kind, at=unit.now, changes=changes)
    unit.record(event, actor_id=author.user_id, actor_name=author.name, door=author.door)
