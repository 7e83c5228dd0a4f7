"""The move of a caseload to the provider who covers for its own, as far as gates, rules and vetoes allow."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from caseload_gql.db.models import Assignment, Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.vocabulary import AssignmentEndReason, PoolEntryOutcome
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import check_gates
from caseload_gql.plugins.before_assignment import ProposedAssignment
from caseload_gql.ranking.rules import ask_rules
from caseload_gql.services.caseload import Caseload
from caseload_gql.services.facts import client_facts, provider_facts
from caseload_gql.services.journal import changes
from caseload_gql.services.standing import Standing, assign, close_assignment, close_entry
from caseload_gql.services.vetoes import ask_before
from caseload_gql.services.write import Write

#: How often plugins are asked again without those whom they have vetoed; who is left after that goes to the pool.
ROUNDS: Final = 5


async def coverable(write: Write, caseload: Caseload, cover: Provider) -> list[Standing]:
    """The clients whom the cover may take: each as if alone, those before being there already."""
    clients = await client_facts(write.unit, [each.client for each in caseload.standings])
    provider = await provider_facts(write, cover)
    rulings = ask_rules(write.rules, clients, [provider], write.day_of(write.now()))
    ruled_out = {each.id for each in clients if rulings.of(each.id, provider.id)}
    for _ in range(ROUNDS):
        proposed = _by_gates(write, caseload, provider, [each for each in clients if each.id not in ruled_out])
        vetoes = await ask_before(write, proposed) if proposed else []
        if not vetoes:
            return _of(caseload, {each.client.id for each in proposed})
        ruled_out |= {client_id for client_id, _ in vetoes}
    return []


def _by_gates(
    write: Write, caseload: Caseload, provider: ProviderFacts, clients: Sequence[ClientFacts]
) -> list[ProposedAssignment]:
    """Fill the cover's room in the order of the caseload; who does not fit is passed over."""
    today = write.day_of(write.now())
    found = []
    for client in clients:
        if not check_gates(client, provider, today, write.gate_modes).eligible:
            continue
        found.append(ProposedAssignment(client, provider, previous_provider_id=caseload.provider.id))
        provider = replace(
            provider,
            load_hundredths=provider.load_hundredths + client.weight_hundredths,
            caseload_count=provider.caseload_count + 1,
        )
    return found


def _of(caseload: Caseload, client_ids: Collection[str]) -> list[Standing]:
    return [each for each in caseload.standings if each.client.id in client_ids]


async def move_to_cover(
    write: Write, caseload: Caseload, standings: Sequence[Standing], cover: Provider
) -> list[Assignment]:
    """Move some of the clients at once; a wait to be moved ends with it. Each is told of, as every assignment is."""
    at = caseload.at
    ended = [close_assignment(write, each, at, AssignmentEndReason.PROVIDER_ON_LEAVE) for each in standings]
    for each in standings:
        if each.entry is not None:
            close_entry(write, each.entry, at, PoolEntryOutcome.ASSIGNED)
        each.client.version += 1
    # Rows are inserted before others are updated: flushed here, the next assignments find their places free.
    await write.unit.session.flush()
    found = []
    for standing, previous in zip(standings, ended, strict=True):
        assigned = assign(write, standing, cover, at, entry=standing.entry, previous=previous)
        _record(write, standing, previous, assigned)
        found.append(assigned)
    await write.unit.session.flush()
    return found


def _record(write: Write, standing: Standing, previous: Assignment, assigned: Assignment) -> None:
    entry = standing.entry
    write.record(
        Event(
            EventType.CLIENT_REASSIGNED,
            standing.at,
            client_id=standing.client.id,
            provider_id=assigned.provider_id,
            pool_entry_id=None if entry is None else entry.id,
            assignment_id=assigned.id,
            changes=changes(
                {
                    "providerId": (previous.provider_id, assigned.provider_id),
                    "assignedAt": (previous.assigned_at, assigned.assigned_at),
                    "endReason": (None, previous.end_reason),
                    "poolEntryOutcome": (None, None if entry is None else entry.outcome),
                }
            ),
        )
    )
