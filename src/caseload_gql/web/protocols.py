"""What the web asks of the rooms below it: an executor of GraphQL requests, and the parts an app is made of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from caseload_gql.db.engine import Database
from caseload_gql.identity.identified import Identified
from caseload_gql.identity.identify import Identifier
from caseload_gql.policy.actor import Actor
from caseload_gql.settings import Settings

MediaType = Literal["application/json", "application/graphql-response+json"]
JSON: Final[MediaType] = "application/json"
GRAPHQL_RESPONSE: Final[MediaType] = "application/graphql-response+json"


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One operation as it came in; the types are checked, nothing is parsed.

    `media_type` is that of the answer: statuses differ between the two (GraphQL over HTTP, §6.4).
    """

    query: str
    variables: dict[str, object] | None = None
    operation_name: str | None = None
    media_type: MediaType = JSON
    shows_cost: bool = False
    shows_statement: bool = False


@dataclass(frozen=True, slots=True)
class ExecutionOutcome:
    """The answer to an operation, ready to send.

    `epoch_checked` says that a statement of this operation compared the access epoch with the actor's. Where none
    did (introspection, an invalid document), the endpoint asks the database itself whether the actor still may.
    """

    status: int
    body: bytes
    epoch_checked: bool = False


Again = Callable[[], Awaitable[Identified]]


class Answered(Protocol):
    """What an executor answers; see `ExecutionOutcome`."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def body(self) -> bytes:
        """The answer, ready to send."""
        ...

    @property
    def epoch_checked(self) -> bool:
        """Whether a statement compared the access epoch."""
        ...


class Executor(Protocol):
    """Executes GraphQL requests for those identified."""

    async def execute(self, request: GraphQLRequest, identified: Identified, again: Again) -> "Answered":
        """Answer one request. ``again`` identifies the actor anew where the request itself changes access.

        Raises ``StaleAccess`` when access changed since `identified` was read; nothing has been changed then.
        """
        ...


async def nothing_to_do() -> None:
    """A start or an end that needs no work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppParts:
    """What an app is made of; put together by ``bootstrap``."""

    settings: Settings
    database: Database
    identifier: Identifier
    executor: Executor
    #: Whether an actor holds an action on some row or other.
    may: Callable[[Actor, str], bool]
    #: Runs before the first request of a worker.
    startup: Callable[[], Awaitable[None]] = nothing_to_do
    #: Runs after the last request; the database is closed after it.
    shutdown: Callable[[], Awaitable[None]] = nothing_to_do
