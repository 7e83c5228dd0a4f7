"""Whether a client may be given to a provider: the gates on true data under the lock, and the override past them."""

from dataclasses import dataclass

from sqlalchemy import select

from caseload_gql.db.models import Client, Provider, client_do_not_match, provider_location
from caseload_gql.errors import FailedGate, UserError, UserErrorCode
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import NO_FREE_UNITS, GateReport, check_gates
from caseload_gql.policy.actions import OVERRIDE
from caseload_gql.ranking.hiding import worded
from caseload_gql.services.refusal import INPUT, problem
from caseload_gql.services.write import Write


@dataclass(frozen=True, slots=True)
class Judgement:
    """What stands in the way, or the override reason to record; neither where every gate passes."""

    problems: tuple[UserError, ...] = ()
    override_reason: str | None = None


async def judge(write: Write, client: Client, provider: Provider, override_reason: str | None) -> Judgement:
    """Ask every gate; a reason carries those who may past all but a departure, and is dropped where none fails."""
    report = await _report(write, client, provider)
    if report.eligible:
        return Judgement()
    hidden = await write.hidden(Client, client.id) | await write.hidden(Provider, provider.id)
    refusals = tuple(_refusal(worded(gate, hidden)) for gate in report.failed)
    if override_reason is None:
        return Judgement(refusals)
    if not await _may_override(write, client, provider):
        message = "A gate stands in the way, and you may not override it. Leave the reason out to see which."
        return Judgement((problem(UserErrorCode.NOT_ALLOWED, message, "overrideReason"),))
    if report.never:
        return Judgement(refusals)
    return Judgement(override_reason=override_reason)


async def failed_gates(write: Write, client: Client, provider: Provider) -> tuple[FailedGate, ...]:
    """The gates that rule the provider out for the client as both now stand in this transaction."""
    return (await _report(write, client, provider)).failed


async def _may_override(write: Write, client: Client, provider: Provider) -> bool:
    return await write.within(OVERRIDE, Client, client.id) and await write.within(OVERRIDE, Provider, provider.id)


def _refusal(gate: FailedGate) -> UserError:
    code = UserErrorCode.AT_CAPACITY if gate.code == NO_FREE_UNITS else UserErrorCode.NOT_ELIGIBLE
    return UserError(code, gate.reason, (INPUT, "providerId"), gate)


async def _report(write: Write, client: Client, provider: Provider) -> GateReport:
    today = write.day_of(write.now())
    return check_gates(
        await _client_facts(write, client), await _provider_facts(write, provider), today, write.gate_modes
    )


async def _client_facts(write: Write, client: Client) -> ClientFacts:
    """What gates ask of a client; what only scorers ask is left out."""
    avoided = await write.unit.session.scalars(
        select(client_do_not_match.c.provider_id).where(client_do_not_match.c.client_id == client.id)
    )
    return ClientFacts(
        id=client.id,
        weight_hundredths=client.case_weight_hundredths,
        service_requirements=tuple(client.service_requirements),
        payer=client.payer,
        insurance_status=client.insurance_status,
        location_id=client.location_id,
        telehealth_ok=client.telehealth_ok,
        date_of_birth=client.date_of_birth,
        do_not_match=frozenset(avoided),
    )


async def _provider_facts(write: Write, provider: Provider) -> ProviderFacts:
    """What gates ask of a provider; what only scorers ask is left out."""
    locations = await write.unit.session.scalars(
        select(provider_location.c.location_id).where(provider_location.c.provider_id == provider.id)
    )
    return ProviderFacts(
        id=provider.id,
        status=provider.status,
        accepting_new_clients=provider.accepting_new_clients,
        capacity=provider.capacity,
        load_hundredths=provider.load_hundredths,
        caseload_count=provider.caseload_count,
        services=tuple(provider.services),
        payers=tuple(provider.payers),
        location_ids=frozenset(locations),
        telehealth=provider.telehealth,
        minimum_age=provider.minimum_age,
        maximum_age=provider.maximum_age,
    )
