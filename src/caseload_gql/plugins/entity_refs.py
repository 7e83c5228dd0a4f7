"""Rows of the practice as plugins name them in the API: a resolver gives an id, the API shows the row.

The planner reads the row as whoever asks may see it; a row out of sight is null. So the annotation stands for a text in
Python, and for the type in the API.
"""

from typing import TYPE_CHECKING, Annotated, Any, Final, ForwardRef, TypeAlias

import strawberry

#: The types that a plugin may name by id, each with the module that it is found in once the schema is built.
ENTITIES: Final = {
    "Assignment": "assignment",
    "Client": "client",
    "Location": "place",
    "PoolEntry": "pool",
    "Provider": "provider",
    "Team": "place",
}


def _by_id(name: str) -> Any:  # noqa: ANN401  # stands for the type of a field
    return Annotated[ForwardRef(name), strawberry.lazy(f"caseload_gql.schema.types.{ENTITIES[name]}")]


if TYPE_CHECKING:
    AssignmentRef: TypeAlias = str
    ClientRef: TypeAlias = str
    LocationRef: TypeAlias = str
    PoolEntryRef: TypeAlias = str
    ProviderRef: TypeAlias = str
    TeamRef: TypeAlias = str
else:
    AssignmentRef = _by_id("Assignment")
    ClientRef = _by_id("Client")
    LocationRef = _by_id("Location")
    PoolEntryRef = _by_id("PoolEntry")
    ProviderRef = _by_id("Provider")
    TeamRef = _by_id("Team")
