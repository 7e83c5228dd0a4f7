"""What a request brings along for resolvers: who asks, and the doors to reads and writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from caseload_gql.schema.batches import Batches

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from graphql import FieldNode
    from strawberry import Info

    from caseload_gql.plugins.counts import Implementation
    from caseload_gql.plugins.extend_schema import FieldRow
    from caseload_gql.plugins.plugin_fields import PluginField
    from caseload_gql.policy.actor import Actor
    from caseload_gql.policy.explain import AccessExplanation
    from caseload_gql.ranking.result import RankedList
    from caseload_gql.schema.planned import Row
    from caseload_gql.services.outcome import Outcome

    RequestInfo = Info["RequestContext", object]


class Desk(Protocol):
    """The use cases, bound to the actor of this request."""

    async def do(self, command: "DataclassInstance", key: str | None = None) -> "Outcome":
        """Do what a command of `services` asks for; the same `key` twice, once."""
        ...


class Reader(Protocol):
    """The planner, for what lies behind Python: payloads, and entities that a resolver names by id."""

    async def read_payload(self, info: "RequestInfo", outcome: "Outcome") -> dict[str, object]:
        """Read what the payload's selection asks of the outcome's rows, keyed by response key, in one statement.

        A row that the actor may not see, or that the outcome does not name, is None.
        """
        ...

    async def read_entities(
        self,
        type_name: str,
        ids: Sequence[str],
        field_nodes: "Sequence[FieldNode]",
    ) -> "Mapping[str, Row]":
        """Read rows of one type by id, as the field's selection asks, in one statement.

        `field_nodes` are the merged nodes of the field whose selection is meant. Rows unseen are left out.
        """
        ...


class MatchReader(Protocol):
    """The ranking of providers for clients."""

    async def for_clients(
        self,
        client_ids: Sequence[str],
        first: int,
        include_ineligible: bool,  # noqa: FBT001  # an argument of the API
        info: "RequestInfo",
    ) -> "Mapping[str, RankedList]":
        """Rank providers for each client in one run. A client whose ranking the actor may not read is left out.

        `first` is checked here (1 to 100), as it is for pages.
        """
        ...


class InstalledPlugin(Protocol):
    """One plugin and how it fares in this worker."""

    @property
    def name(self) -> str:
        """Its name in its manifest."""
        ...

    @property
    def version(self) -> str:
        """The version of its package."""
        ...

    @property
    def hooks(self) -> Sequence[str]:
        """The hooks it implements."""
        ...

    @property
    def calls(self) -> int:
        """Calls since the worker started."""
        ...

    @property
    def faults(self) -> int:
        """Calls that failed since the worker started."""
        ...

    @property
    def implementations(self) -> "Sequence[Implementation]":
        """Each hook, scorer and field of it with its figures."""
        ...


class InstalledScorer(Protocol):
    """One scorer with the weight it has now."""

    @property
    def scorer(self) -> str:
        """Its name."""
        ...

    @property
    def plugin(self) -> str:
        """The plugin that brings it."""
        ...

    @property
    def weight(self) -> float:
        """Its weight: the practice's, else its own default."""
        ...


class InstalledGate(Protocol):
    """One gate that can be softened, with the mode it has now."""

    @property
    def code(self) -> str:
        """Its code."""
        ...

    @property
    def mode(self) -> str:
        """BLOCK, WARN or OFF."""
        ...


class PluginCatalog(Protocol):
    """What is installed, seen with the practice's settings."""

    def installed(self) -> Sequence[InstalledPlugin]:
        """Every plugin, by name."""
        ...

    async def given_up(self, names: Sequence[str]) -> Mapping[str, int]:
        """How many deliveries to each of these plugins were given up."""
        ...

    def scorers(self, weights: Mapping[str, float]) -> Sequence[InstalledScorer]:
        """Every scorer, with its weight under the practice's stored weights."""
        ...

    def gates(self, modes: Mapping[str, str]) -> Sequence[InstalledGate]:
        """Every gate that can be softened, with its mode under the practice's stored modes."""
        ...


class Access(Protocol):
    """What the actor may do at all."""

    def actions(self) -> Sequence[str]:
        """Every action granted to the actor for some row or other, sorted."""
        ...

    def demand(self, action: str) -> None:
        """Raise the top-level FORBIDDEN error unless the action is granted for some row or other."""
        ...

    async def within(self, action: str, resource: str, ids: Sequence[str]) -> "frozenset[str]":
        """Those ids whose rows of the kind the actor may do the action to."""
        ...

    async def hidden(self, resource: str, ids: Sequence[str]) -> "Mapping[str, frozenset[str]]":
        """The attributes that are hidden from the actor in each of these rows of the kind."""
        ...

    def hides(self, resource: str) -> "frozenset[str]":
        """The attributes that are hidden from the actor in some rows of the kind or other."""
        ...

    def sees_all(self, resource: str) -> bool:
        """Whether the actor sees every row of the kind."""
        ...

    async def explain(self, email: str, action: str, row_id: str, field_name: str | None) -> "AccessExplanation | None":
        """Why the person of an email may or may not do the action to the row; None for a row that is not seen."""
        ...


class PluginFields(Protocol):
    """The fields that plugins add, asked on behalf of the actor; each raises `PluginFault` where the plugin fails."""

    @property
    def entries_at_most(self) -> int:
        """How many entries a list of a plugin's may have."""
        ...

    async def of_query(self, field: "PluginField", arguments: Mapping[str, Any], check: Callable[[Any], Any]) -> Any:  # noqa: ANN401  # any value
        """What a field of `Query` answers, once `check` has passed it."""
        ...

    async def of_rows(
        self,
        field: "PluginField",
        arguments: Mapping[str, Any],
        rows: "Sequence[FieldRow]",
        check: Callable[[Any], Any],
    ) -> Any:  # noqa: ANN401  # any value
        """What a field of a kind of row answers for these rows, once `check` has passed it."""
        ...

    async def change(self, field: "PluginField", arguments: Mapping[str, Any], check: Callable[[Any], Any]) -> Any:  # noqa: ANN401  # any value
        """What a field of `Mutation` answers once its transaction is committed; `Refused` rolls it back."""
        ...


@dataclass(frozen=True, slots=True)
class RequestContext:
    """The context of one GraphQL request."""

    actor: "Actor"
    desk: Desk
    reader: Reader
    matches: MatchReader
    plugins: PluginCatalog
    access: Access
    batches: Batches = field(default_factory=Batches)
    #: None where no plugin can add any.
    added: PluginFields | None = None

    @property
    def fields(self) -> PluginFields:
        """The fields that plugins add. Raises `LookupError` where there can be none."""
        if self.added is None:
            message = "this context was made without the fields of plugins"
            raise LookupError(message)
        return self.added

    async def read_payload(self, info: "RequestInfo", outcome: "Outcome") -> dict[str, object]:
        """Read a mutation's payload afresh; see `Reader.read_payload`."""
        return await self.reader.read_payload(info, outcome)

    async def read_entities(
        self,
        type_name: str,
        ids: Sequence[str],
        field_nodes: "Sequence[FieldNode]",
    ) -> "Mapping[str, Row]":
        """Read rows by id in one statement; see `Reader.read_entities`."""
        return await self.reader.read_entities(type_name, ids, field_nodes)
