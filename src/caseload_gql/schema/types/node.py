"""The interface of everything that has an id, and the page that lists share."""

from collections.abc import Mapping

import strawberry
from strawberry import ID

from caseload_gql.schema.planned import planned

TYPE_KEY = "$type"
"""The hidden key under which a row in an abstract position tells its type."""


@strawberry.interface(description="Anything with an id of its own, which `node` can find again.")
class Node:
    """What every entity shares."""

    id: ID = planned("The id: opaque, unique over all types, and never reused.")


def type_of_row(row: Mapping[str, object], *_: object) -> str:
    """Return the name of a row's type, as the planner wrote it."""
    return str(row[TYPE_KEY])


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = planned("Whether more follow after this page.")
    has_previous_page: bool = planned("Whether there are some before this page.")
    start_cursor: str | None = planned("The cursor of the first entry; null on an empty page.")
    end_cursor: str | None = planned("The cursor of the last entry; null on an empty page.")
