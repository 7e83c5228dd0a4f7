"""Asks gates, rules and vetoes of assignments of a history that still run; the rows stay as they were recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from caseload_gql.db.models import Client
from caseload_gql.domain.events import Event, EventType
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import check_gates
from caseload_gql.services.facts import client_facts
from caseload_gql.services.importing.audit import record
from caseload_gql.services.importing.overriding import in_the_way
from caseload_gql.services.importing.placing import Proposed, imported_past
from caseload_gql.services.importing.roster import Roster


@dataclass(frozen=True, slots=True)
class Running:
    """An assignment that was taken over and has not ended; the provider as before its line."""

    assignment_id: str
    client_id: str
    provider: ProviderFacts


async def ask_of_running(roster: Roster, running: Sequence[Running]) -> None:
    """Report those that something stands in the way of today, and keep an event of each, with what that is.

    Their clients are in the database. The reason with which an assignment was once carried past a gate stays its own.
    """
    if not running:
        return
    found = select(Client).where(Client.id.in_([each.client_id for each in running]))
    clients = {
        facts.id: facts for facts in await client_facts(roster.unit, list(await roster.unit.session.scalars(found)))
    }
    proposed = [_proposed(roster, clients[each.client_id], each.provider) for each in running]
    codes = await in_the_way(roster, proposed)
    for each in running:
        if each.client_id in codes:
            _tell(roster, each, codes[each.client_id])
    await roster.unit.write_events()


def _proposed(roster: Roster, client: ClientFacts, provider: ProviderFacts) -> Proposed:
    gates = check_gates(client, provider, roster.today, roster.gate_modes)
    return Proposed(client, provider, None, tuple(gate.code for gate in gates.failed))


def _tell(roster: Roster, running: Running, codes: Sequence[str]) -> None:
    roster.report.running_past_gates += 1
    roster.report.running_gates.update(dict.fromkeys(codes, 1))
    event = Event(
        EventType.HISTORY_IMPORTED,
        roster.unit.now,
        client_id=running.client_id,
        provider_id=running.provider.id,
        assignment_id=running.assignment_id,
        override_reason=imported_past(codes),
    )
    record(roster, event)
