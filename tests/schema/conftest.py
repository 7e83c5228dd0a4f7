"""A request context over rows in memory, which tells what it was asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from graphql import FieldNode

from caseload_gql.policy.actor import Actor
from caseload_gql.policy.explain import AccessExplanation
from caseload_gql.ranking.result import Contribution, RankedList, RankedMatch
from caseload_gql.schema.context import InstalledPlugin, RequestContext
from caseload_gql.schema.info import RequestInfo
from caseload_gql.services.outcome import Outcome


class DeniedError(Exception):
    """Stands for the policy's own error."""


@dataclass
class RecordingDesk:
    """Answers every command with one outcome, and keeps the commands."""

    outcome: Outcome
    taken: list[object] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    async def do(self, command: object, key: str | None = None) -> Outcome:
        self.taken.append(command)
        self.keys.append(key)
        return self.outcome


@dataclass
class RecordingReader:
    """Gives the same payload each time, and a row with `name` for each id it is asked for."""

    payload: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    async def read_payload(self, info: RequestInfo, outcome: Outcome) -> dict[str, object]:
        return dict(self.payload)

    async def read_entities(
        self, type_name: str, ids: Sequence[str], field_nodes: Sequence[FieldNode]
    ) -> Mapping[str, Mapping[str, object]]:
        self.asked.append((type_name, tuple(ids)))
        return {row_id: {"name": f"name of {row_id}"} for row_id in ids}


async def _unsaid() -> tuple[Contribution, ...]:
    return ()


@dataclass
class TwoProvidersForEach:
    """Ranks the same two providers for every client."""

    asked: list[tuple[str, ...]] = field(default_factory=list)

    async def for_clients(
        self,
        client_ids: Sequence[str],
        first: int,
        include_ineligible: bool,  # noqa: FBT001  # as in the protocol
        info: RequestInfo,
    ) -> Mapping[str, RankedList]:
        self.asked.append(tuple(client_ids))
        return {
            client_id: RankedList(
                tuple(
                    RankedMatch(
                        client_id, one, eligible=True, score=0.5, summary="fits", failed_gates=(), explain=_unsaid
                    )
                    for one in ("prv_1", "prv_2")
                ),
                (),
            )
            for client_id in client_ids
        }


@dataclass(frozen=True)
class Weighted:
    scorer: str
    plugin: str
    weight: float


@dataclass(frozen=True)
class Moded:
    code: str
    mode: str


class Installed:
    """One scorer and one gate, no plugin."""

    def installed(self) -> Sequence[InstalledPlugin]:
        return ()

    async def given_up(self, names: Sequence[str]) -> Mapping[str, int]:
        return dict.fromkeys(names, 0)

    def scorers(self, weights: Mapping[str, float]) -> Sequence[Weighted]:
        return [Weighted("headroom", "builtin", weights.get("headroom", 1.0))]

    def gates(self, modes: Mapping[str, str]) -> Sequence[Moded]:
        return [Moded("TAKES_PAYER", modes.get("TAKES_PAYER", "BLOCK"))]


@dataclass(frozen=True)
class Granted:
    """Grants the named actions for some row or other."""

    names: frozenset[str]

    def actions(self) -> Sequence[str]:
        return sorted(self.names)

    def demand(self, action: str) -> None:
        if action not in self.names:
            raise DeniedError(action)

    async def within(self, action: str, resource: str, ids: Sequence[str]) -> frozenset[str]:
        return frozenset(ids)

    async def hidden(self, resource: str, ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        return {}

    def hides(self, resource: str) -> frozenset[str]:
        return frozenset()

    def sees_all(self, resource: str) -> bool:
        return True

    async def explain(self, email: str, action: str, row_id: str, field_name: str | None) -> AccessExplanation | None:
        return AccessExplanation(allowed=email == "ada@example.com", field_hidden=None, rules=())


ACTOR = Actor(
    user_id="usr_1",
    name="Ada",
    email="ada@example.com",
    account_role="ADMIN",
    company_roles=frozenset(),
    team_ids=frozenset(),
    provider_id=None,
    door="api",
)


@dataclass(frozen=True)
class Asked:
    """A request context, and the parts of it that keep what they were asked."""

    context: RequestContext
    desk: RecordingDesk
    reader: RecordingReader
    matches: TwoProvidersForEach


def asked(
    *, outcome: Outcome | None = None, payload: dict[str, object] | None = None, granted: Sequence[str] = ()
) -> Asked:
    """Make a request context whose parts keep what they were asked."""
    desk, reader, matches = RecordingDesk(outcome or Outcome()), RecordingReader(payload or {}), TwoProvidersForEach()
    access = Granted(frozenset(granted))
    return Asked(RequestContext(ACTOR, desk, reader, matches, Installed(), access), desk, reader, matches)


@pytest.fixture
def asking() -> Callable[..., Asked]:
    """Hand out the maker of request contexts."""
    return asked
