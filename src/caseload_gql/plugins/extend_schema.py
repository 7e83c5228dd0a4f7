"""Fields that plugins add to the API: how they are declared, and what their resolvers are asked with."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caseload_gql.plugins.plugin_write import PluginWrite
from caseload_gql.plugins.store import PluginReading
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.hook import HookRequest
from caseload_gql.policy.practice import PracticeFacts

Resolver = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class ExtendSchemaRequest(HookRequest):
    """What a plugin is asked for fields with."""


@dataclass(frozen=True, slots=True)
class QueryRequest(HookRequest):
    """Who asks a query field, the practice's settings, the instant (UTC), and what the plugin remembers."""

    actor: Actor
    practice: PracticeFacts
    now: datetime
    store: PluginReading


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row that a field is asked of: its id, and what the field `needs`, by Python name.

    A value is None where there is none and where a policy hides it from the actor. Dates are `date`, instants are
    aware, enums are their names.
    """

    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowsRequest(QueryRequest):
    """All rows of one level of an operation that a field is asked of, each once; the actor may see them all."""

    rows: Sequence[FieldRow]


@dataclass(frozen=True, slots=True)
class MutationRequest(HookRequest):
    """Who asks for a change, the practice's settings, the instant (UTC), and what the plugin may write."""

    actor: Actor
    practice: PracticeFacts
    now: datetime
    write: PluginWrite


@dataclass(frozen=True, slots=True)
class QueryField:
    """A field of `Query`: `async def resolver(request: QueryRequest, ...) -> T | None`.

    Whoever does not hold `action` is answered FORBIDDEN.
    """

    name: str
    resolver: Resolver
    action: str
    description: str


@dataclass(frozen=True, slots=True)
class MutationField:
    """A field of `Mutation`: `async def resolver(request: MutationRequest, input: I) -> P`.

    `I` is an input type and `P` an object type of the plugin's own, whose fields may all be null; `userErrors` is added
    to it. Raise `Refused` to end with user errors. Whoever does not hold `action` is answered FORBIDDEN.
    """

    name: str
    resolver: Resolver
    action: str
    description: str


@dataclass(frozen=True, slots=True)
class TypeField:
    """A field of a kind of row, as `Client`: `async def resolver(request: RowsRequest, ...) -> list[T | None]`.

    The resolver answers for all rows at once, in their order. `needs` are what it reads of a row, by the Python names
    of the API's own fields of it, such as `"case_weight"`. The field is null for rows that the actor may see and not
    do `action` to; whoever does not hold `action` at all is answered FORBIDDEN.
    """

    on: str
    name: str
    resolver: Resolver
    action: str
    description: str
    needs: tuple[str, ...] = ()
