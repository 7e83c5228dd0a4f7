"""Asks rules and vetoes of assignments that are facts: past any, they are recorded as overrides, never refused."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.matching.facts import ProviderFacts
from caseload_gql.plugins.before_assignment import ProposedAssignment
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actor import Actor
from caseload_gql.ranking.rules import ask_rules
from caseload_gql.services.importing.placing import Placing, Proposed
from caseload_gql.services.importing.roster import Roster
from caseload_gql.services.vetoes import ask_before

Codes = defaultdict[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Asking:
    """An import, as plugins are asked in its name."""

    roster: Roster

    @property
    def actor(self) -> Actor:
        return self.roster.by

    @property
    def unit(self) -> UnitOfWork:
        return self.roster.unit

    @property
    def rules(self) -> Sequence[LoadedPlugin]:
        return self.roster.rules

    @property
    def plugin_seconds(self) -> float:
        return self.roster.plugin_seconds

    def now(self) -> datetime:
        return self.roster.unit.now

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.roster.zone).date()


async def override(roster: Roster, placings: Sequence[Placing]) -> None:
    """Ask of all that these lines assign; what stands in the way of one is its override's reason, and reported."""
    made = [(placing, placing.proposed) for placing in placings if placing.proposed is not None]
    codes = await in_the_way(roster, [each for _, each in made])
    for placing, each in made:
        if each.client.id in codes:
            placing.override(roster.report, codes[each.client.id])


async def in_the_way(roster: Roster, made: Sequence[Proposed]) -> dict[str, list[str]]:
    """What stands in the way of assignments, one a client: the codes, by client, of gates, then rules, then vetoes."""
    if not made:
        return {}
    codes: Codes = defaultdict(list)
    for each in made:
        codes[each.client.id] += each.failed
    if roster.rules:
        await _by_plugins(roster, made, codes)
    return {client_id: found for client_id, found in codes.items() if found}


async def _by_plugins(roster: Roster, proposed: Sequence[Proposed], codes: Codes) -> None:
    _by_rules(roster, proposed, codes)
    asked = [
        ProposedAssignment(each.client, each.provider, each.previous_provider_id, bool(codes[each.client.id]))
        for each in proposed
    ]
    for client_id, gate in await ask_before(_Asking(roster), asked, come_what_may=True):
        codes[client_id].append(gate.code)


def _by_rules(roster: Roster, proposed: Sequence[Proposed], codes: Codes) -> None:
    """Ask once for each provider, who stands as before the last of the lines."""
    clients_of: defaultdict[str, list[Proposed]] = defaultdict(list)
    last: dict[str, ProviderFacts] = {}
    for each in proposed:
        clients_of[each.provider.id].append(each)
        last[each.provider.id] = each.provider
    for provider_id, given in clients_of.items():
        rulings = ask_rules(roster.rules, [each.client for each in given], [last[provider_id]], roster.today)
        for each in given:
            codes[each.client.id] += (ruling.gate.code for ruling in rulings.of(each.client.id, provider_id))
