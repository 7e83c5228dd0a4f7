"""The rooms below the schema, bound to who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseload_gql.db.deliveries import how_many_given_up
from caseload_gql.db.engine import Database
from caseload_gql.domain.vocabulary import GateMode
from caseload_gql.errors import BadUserInput
from caseload_gql.identity.access import explain_to
from caseload_gql.identity.facts import FactFinder
from caseload_gql.identity.identified import Identified
from caseload_gql.matching.gates import softenable
from caseload_gql.planner.planner import PAGE_AT_MOST, Planner
from caseload_gql.plugins.installed import InstalledPlugin
from caseload_gql.plugins.manager import InstalledScorer, Plugins
from caseload_gql.policy.actions import READ
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.explain import AccessExplanation
from caseload_gql.policy.hidden import hidden_of
from caseload_gql.policy.within import rows_within
from caseload_gql.ranking.ranker import Ranker
from caseload_gql.ranking.result import RankedList
from caseload_gql.schema.info import RequestInfo


@dataclass(frozen=True, slots=True)
class BoundAccess:
    """What one actor may do at all."""

    policy: PolicyEngine
    identified: Identified
    facts: FactFinder

    def actions(self) -> Sequence[str]:
        """Every action granted to the actor for some row or other, sorted."""
        return self.policy.at(self.identified.practice).actions(self.identified.actor)

    def demand(self, action: str) -> None:
        """Raise ``Forbidden`` unless the action is granted for some row or other."""
        self.policy.at(self.identified.practice).require(self.identified.actor, action)

    async def within(self, action: str, resource: str, ids: Sequence[str]) -> frozenset[str]:
        """Those ids whose rows of the kind the actor may do the action to."""
        policy = self.policy.at(self.identified.practice)
        return await rows_within(self.facts.database, policy, self.identified.actor, action, resource, ids)

    async def hidden(self, resource: str, ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """The attributes that are hidden from the actor in each of these rows of the kind."""
        policy = self.policy.at(self.identified.practice)
        return await hidden_of(self.facts.database, policy, self.identified.actor, resource, ids)

    def hides(self, resource: str) -> frozenset[str]:
        """The attributes that are hidden from the actor in some rows of the kind or other."""
        policy = self.policy.at(self.identified.practice)
        return frozenset(policy.answer(self.identified.actor, READ, resource).redactions)

    def sees_all(self, resource: str) -> bool:
        """Whether the actor sees every row of the kind."""
        answer = self.policy.at(self.identified.practice).answer(self.identified.actor, READ, resource)
        return answer.granted and answer.where is None

    async def explain(self, email: str, action: str, row_id: str, field_name: str | None) -> AccessExplanation | None:
        """Why the person of an email may or may not do the action to the row; see ``identity.access``."""
        return await explain_to(self.identified, self.facts, self.policy, email, action, row_id, field_name)


@dataclass(frozen=True, slots=True)
class BoundMatches:
    """The ranking, as one actor may see it."""

    ranker: Ranker
    planner: Planner
    identified: Identified

    async def for_clients(
        self,
        client_ids: Sequence[str],
        first: int,
        include_ineligible: bool,  # noqa: FBT001  # an argument of the API
        info: RequestInfo,
    ) -> Mapping[str, RankedList]:
        """Rank providers for each client in one run. Raises ``BadUserInput`` unless ``first`` is 1 to 100."""
        del info
        if not 1 <= first <= PAGE_AT_MOST:
            message = f"first is {first}; it must be from 1 to {PAGE_AT_MOST}."
            raise BadUserInput(message)
        practice = self.identified.practice
        today = self.planner.today(practice)
        return await self.ranker.matches(self.identified.actor, practice, today, client_ids, first, include_ineligible)


@dataclass(frozen=True, slots=True)
class GateInForce:
    """A gate that can be softened, with its mode."""

    code: str
    mode: GateMode


@dataclass(frozen=True, slots=True)
class InstalledCatalog:
    """What is installed, under the practice's settings."""

    plugins: Plugins
    database: Database

    def installed(self) -> Sequence[InstalledPlugin]:
        """Every plugin, by name."""
        return self.plugins.installed()

    async def given_up(self, names: Sequence[str]) -> Mapping[str, int]:
        """How many deliveries to each of these plugins were given up."""
        return await how_many_given_up(self.database, names)

    def scorers(self, weights: Mapping[str, float]) -> Sequence[InstalledScorer]:
        """Every scorer, by name, with its weight."""
        return self.plugins.scorers(weights)

    def gates(self, modes: Mapping[str, str]) -> Sequence[GateInForce]:
        """Every gate that can be softened, with its mode: the practice's, else WARN."""
        return [GateInForce(code, GateMode(modes.get(code, GateMode.WARN))) for code in softenable()]
