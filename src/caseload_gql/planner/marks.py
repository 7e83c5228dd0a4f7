"""What the planner must know of a GraphQL field: its attribute, what it needs, who may read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

MARK = "caseload"
"""The key of a field's `FieldMark` among the field's `extensions`."""


class Marked(Protocol):
    """Anything that carries extensions, as graphql-core's fields do."""

    @property
    def extensions(self) -> Mapping[str, object]:
        """Facts that others attached to the field."""
        ...


@dataclass(frozen=True, slots=True)
class FieldMark:
    """How one GraphQL field is read.

    `attribute` is the field's Python name: for a planned field the attribute of the model of the same name.
    `python` says that a resolver answers it, so the planner loads only what it `needs`: model attributes, kept in the
    row under hidden keys `"$<attribute>"`. `action` is what the actor must be granted besides seeing the row.
    """

    attribute: str
    python: bool
    needs: tuple[str, ...] = ()
    action: str | None = None


def mark_of(field: Marked) -> FieldMark:
    """Return the field's mark; `LookupError` where the schema was built without it."""
    mark = field.extensions.get(MARK)
    if not isinstance(mark, FieldMark):
        message = "this field carries no mark: build the schema with caseload_gql.schema.build.build_schema"
        raise LookupError(message)  # noqa: TRY004  # the mark is missing, rather than of a wrong type
    return mark
