"""The kit: a small practice with plugins installed, and people of any role who ask it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from types import ModuleType
from typing import Any, Final

import orjson
from sqlalchemy import select

from caseload_gql.bootstrap import build_executor, fact_finder, operators_desk
from caseload_gql.db.engine import Database
from caseload_gql.db.models import Base, EventRow
from caseload_gql.domain.ids import prefix_of
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import InvalidValue
from caseload_gql.identity.access import explain_to
from caseload_gql.identity.known import identified_as
from caseload_gql.live.outbox import Outbox
from caseload_gql.plugins.configuration import Configuration
from caseload_gql.plugins.discovery import shipped
from caseload_gql.plugins.manager import Plugins, assemble
from caseload_gql.plugins.scorer import Scorer, ScoringBatch
from caseload_gql.plugins.scorer_contract import Missing, scorer_breaches
from caseload_gql.policy import actions
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.explain import AccessExplanation
from caseload_gql.services.named import provider_by_name, team_by_name
from caseload_gql.services.user_commands import AddUser
from caseload_gql.settings import Settings
from caseload_gql.testing.loop import LoopThread
from caseload_gql.testing.small_practice import NOW
from caseload_gql.web.protocols import GraphQLRequest

_ACCOUNT_ROLES: Final = {role.value.lower(): role for role in AccountRole}
#: The list in which each kind of row stands, by the prefix of its ids.
_LISTS: Final = {
    "cli": "clients(first: 100) { nodes { id } }",
    "prv": "providers(first: 100) { nodes { id } }",
    "tem": "teams(first: 100) { nodes { id } }",
    "loc": "locations(first: 100) { nodes { id } }",
    "pen": "pool { entries(first: 100) { nodes { id } } }",
}
_TYPES: Final = {
    "cli": "Client",
    "prv": "Provider",
    "tem": "Team",
    "loc": "Location",
    "pen": "PoolEntry",
    "asg": "Assignment",
}


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event of the audit: its type, the name of who did it, whom it is about, and what each field became."""

    type: str
    actor: str
    client_id: str | None
    provider_id: str | None
    reason: str | None
    details: Mapping[str, Any]


class Kit:
    """A small practice (see `small_practice`) on which plugins are installed beside those shipped."""

    def __init__(
        self,
        database: Database,
        loop: LoopThread,
        modules: Sequence[ModuleType],
        configuration: Configuration | None = None,
    ) -> None:
        """Raises ``ConfigurationError`` where a plugin breaks the contract or a setting cannot be used."""
        self._database = database
        self._loop = loop
        self.plugins: Plugins = assemble([*shipped(), *((module, None) for module in modules)], configuration)
        self._now = NOW
        self._policy = PolicyEngine(
            self.plugins.sources,
            actions=self.plugins.actions,
            clock=self._seconds,
            now=self._instant,
        )
        self._executor = build_executor(Settings(), database, self.plugins, self._policy, now=self._instant)
        self._facts = fact_finder(Settings(), database, self.plugins, now=self._instant)
        self._people = 0

    def _instant(self) -> datetime:
        return self._now

    def _seconds(self) -> float:
        return self._now.timestamp()

    @cached_property
    def _administrator(self) -> Actor:
        """Who asks about others' access."""
        return self.actor("admin")

    def actor(self, role: str, *, teams: Sequence[str] = (), provider: str | None = None) -> Actor:
        """Add a person of the role to the practice.

        `role` is an account role (`"ceo"`, `"admin"`, `"support_staff"`, `"staff"`) or a company role, held by staff:
        `"supervisor"`, `"qmhp"`, or one of the plugin's own. Teams and provider are named by id or name. Raises
        ``InvalidValue`` where there is none of that name.
        """
        self._people += 1
        account = _ACCOUNT_ROLES.get(role)
        email = f"{role}.{self._people}@kit.example"

        async def add() -> Actor:
            new = AddUser(
                name=f"{role.capitalize()} {self._people}",
                email=email,
                account_role=account or AccountRole.STAFF,
                company_roles=() if account else (role,),
                team_ids=[await team_by_name(self._database, team) for team in teams],
                provider_id=None if provider is None else await provider_by_name(self._database, provider),
            )
            outcome = await (await operators_desk(Settings(), self._database)).do(new)
            if outcome.user_errors:
                raise InvalidValue(outcome.user_errors[0].message)
            return (await identified_as(self._database, email, self._facts)).actor

        return self._loop.run(add())

    def ask(self, actor: Actor, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The whole answer to a query or mutation, errors too, as the API would give it to the actor now."""
        request = GraphQLRequest(document, dict(variables or {}))

        async def answer() -> bytes:
            again = partial(identified_as, self._database, actor.email, self._facts)
            identified = await again()
            return (await self._executor.execute(request, identified, again)).body

        found: dict[str, Any] = orjson.loads(self._loop.run(answer()))
        return found

    def query(self, actor: Actor, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data that a query or mutation answers. Raises ``AssertionError`` where the answer holds errors."""
        answer = self.ask(actor, document, variables)
        if "errors" in answer:
            said = "; ".join(f"{each['extensions']['code']}: {each['message']}" for each in answer["errors"])
            message = f"{actor.name} is answered with errors: {said}"
            raise AssertionError(message)
        data: dict[str, Any] = answer["data"]
        return data

    def wait(self, passing: timedelta) -> None:
        """Let time pass in the practice, which stands still else: what was to hold until then holds no more."""
        self._now += passing

    def deliver(self, later: timedelta = timedelta()) -> int:
        """Tell plugins what `after_assignment` is due to tell them now, or so much later, as a server would.

        Says how many deliveries there were, those that failed among them, which are due again later.
        """

        def now() -> datetime:
            return datetime.now(UTC) + later

        return self._loop.run(Outbox(self._database, self.plugins.sources, now=now).deliver_due())

    def events(self, kind: str) -> list[RecordedEvent]:
        """The events of a type that were recorded, in their order: `"CLIENT_ASSIGNED"`, `"PLUGIN/TYPE"`."""
        return self._loop.run(self._events(kind))

    async def _events(self, kind: str) -> list[RecordedEvent]:
        columns = select(
            EventRow.type,
            EventRow.actor,
            EventRow.client_id,
            EventRow.provider_id,
            EventRow.override_reason.label("reason"),
            EventRow.changes,
        )
        found = await self._database.rows(columns.where(EventRow.type == kind).order_by(EventRow.number))
        return [_recorded(*each) for each in found]

    def can_see(self, actor: Actor, row: str) -> bool:
        """Assert that the actor reads the row of this id, by `node` and in its list. Raises ``AssertionError``."""
        for way, seen in self._ways(actor, row):
            if not seen:
                message = f"{actor.name} cannot see {row} by {way}"
                raise AssertionError(message)
        return True

    def cannot_see(self, actor: Actor, row: str) -> bool:
        """Assert that the actor does not read the row of this id in any way. Raises ``AssertionError``.

        A row that does not exist for anybody fails too: the test would prove nothing.
        """
        for way, seen in self._ways(actor, row):
            if seen:
                message = f"{actor.name} can see {row} by {way}"
                raise AssertionError(message)
        if not self._exists(row):
            message = f"there is no row {row} in the practice, so that nobody sees it proves nothing"
            raise AssertionError(message)
        return True

    def explains(  # a rule, and where it must have had a say
        self,
        actor: Actor,
        row: str,
        code: str,
        *,
        action: str = actions.READ,
        field: str | None = None,
        matches: bool = True,
    ) -> bool:
        """Assert that the rule of this code had a say in whether the actor may do the action to the row of this id.

        With `field` (its GraphQL name), in whether the actor sees that field. `matches` says whether its condition held
        for the row. Raises ``AssertionError`` that tells which rules did, also for a row out of administrators' sight.
        """
        found = self._loop.run(self._explained(self._administrator, actor, row, action, field))
        if found is None:
            message = f"administrators cannot see {row}, so that nothing can be explained of it"
            raise AssertionError(message)
        said = {(rule.code, rule.matches) for rule in found.rules}
        if (code, matches) not in said:
            told = ", ".join(f"{each} {'held' if held else 'did not hold'}" for each, held in sorted(said))
            message = f"{code} {'held' if matches else 'did not hold'} is not among: {told or 'no rule had a say'}"
            raise AssertionError(message)
        return True

    async def _explained(
        self, asker: Actor, actor: Actor, row: str, action: str, field: str | None
    ) -> AccessExplanation | None:
        asking = await identified_as(self._database, asker.email, self._facts)
        return await explain_to(asking, self._facts, self._policy, actor.email, action, row, field)

    def value(self, actor: Actor, row: str, field: str) -> Any:  # noqa: ANN401  # whatever the field holds
        """What the actor reads in a field (its GraphQL name) of a row they see; None where it is hidden or empty."""
        document = f"query ($id: ID!) {{ node(id: $id) {{ id ... on {_type_of(row)} {{ {field} }} }} }}"
        node = self.query(actor, document, {"id": row})["node"]
        if node is None:
            message = f"{actor.name} cannot see {row} at all"
            raise AssertionError(message)
        return node[field]

    def check_scorer(
        self, scorer: Scorer, batch: ScoringBatch | None = None, *, missing: Missing | None = None
    ) -> None:
        """Assert that a scorer keeps its contract; see `check_scorer` of this package."""
        check_scorer(scorer, batch, missing=missing)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Assert that the block changes no row of the practice. Raises ``AssertionError`` naming the tables it did."""
        before = self._loop.run(self._rows())
        yield
        after = self._loop.run(self._rows())
        changed = sorted(name for name in after if after[name] != before[name])
        if changed:
            message = f"these tables were changed: {', '.join(changed)}"
            raise AssertionError(message)

    def _ways(self, actor: Actor, row: str) -> Iterator[tuple[str, bool]]:
        node = self.ask(actor, "query ($id: ID!) { node(id: $id) { id } }", {"id": row})
        yield "node", node["data"]["node"] is not None
        listed = _LISTS.get(prefix_of(row))
        if listed is not None:
            answer = self.ask(actor, f"{{ {listed} }}")
            yield "its list", row in _ids(answer.get("data"))

    def _exists(self, row: str) -> bool:
        rows = self._loop.run(self._rows())
        return any(row in text for name, table in rows.items() if name != "event" for text in table)

    async def _rows(self) -> dict[str, list[str]]:
        async with self._database.read() as connection:
            return {
                table.name: sorted(repr(tuple(row)) for row in (await connection.execute(select(table))).all())
                for table in Base.metadata.sorted_tables
            }


def _recorded(
    kind: str, actor: str, client_id: str | None, provider_id: str | None, reason: str | None, changes: list[Any]
) -> RecordedEvent:
    details = {change["field"]: change["after"] for change in changes}
    return RecordedEvent(kind, actor, client_id, provider_id, reason, details)


def check_scorer(scorer: Scorer, batch: ScoringBatch | None = None, *, missing: Missing | None = None) -> None:
    """Assert that a scorer keeps its contract, on `batch` or on samples. Raises ``AssertionError`` with each breach.

    The contract: an array clients by providers, each 0 to 1 or NaN; the same answer to the same batch; the same score
    for a pair alone and in a batch, in any order of clients and providers; a sentence for each score; and where nothing
    is recorded, what `missing` says: it `"abstains"` or it `"stands"` by a score.
    """
    breaches = scorer_breaches(scorer, batch, missing=missing)
    if breaches:
        raise AssertionError("\n".join(breaches))


def _type_of(row: str) -> str:
    found = _TYPES.get(prefix_of(row))
    if found is None:
        message = f"{row} is no id of a row of the caseload"
        raise AssertionError(message)
    return found


def _ids(data: Any) -> set[str]:  # noqa: ANN401  # JSON
    """Every id anywhere in an answer."""
    if isinstance(data, dict):
        own = {data["id"]} if isinstance(data.get("id"), str) else set()
        return own.union(*(_ids(each) for each in data.values()))
    return set().union(*(_ids(each) for each in data)) if isinstance(data, list) else set()


MakeKit = Callable[..., Kit]
