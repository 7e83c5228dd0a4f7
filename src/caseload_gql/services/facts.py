"""What gates and rules ask of clients and providers, read from rows under lock; what only scorers ask is left out."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from caseload_gql.db.models import (
    Client,
    ClientWindow,
    Provider,
    ProviderWindow,
    client_do_not_match,
    provider_location,
)
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.availability import Span
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.services.write import Write


async def client_facts(unit: UnitOfWork, clients: Sequence[Client]) -> list[ClientFacts]:
    """The facts of clients, in their order, in two statements however many they are."""
    ids = [each.id for each in clients]
    pairs = client_do_not_match.c
    avoided: defaultdict[str, set[str]] = defaultdict(set)
    unwanted = select(pairs.client_id, pairs.provider_id).where(pairs.client_id.in_(ids))
    for client_id, provider_id in await unit.session.execute(unwanted):
        avoided[client_id].add(provider_id)
    windows: defaultdict[str, list[Span]] = defaultdict(list)
    weekly = (
        select(ClientWindow.client_id, ClientWindow.weekday, ClientWindow.starts, ClientWindow.ends)
        .where(ClientWindow.client_id.in_(ids))
        .order_by(ClientWindow.position)
    )
    for client_id, weekday, starts, ends in await unit.session.execute(weekly):
        windows[client_id].append(Span(weekday, starts, ends))
    return [_facts(each, frozenset(avoided[each.id]), tuple(windows[each.id])) for each in clients]


def _facts(client: Client, avoided: frozenset[str], windows: tuple[Span, ...]) -> ClientFacts:
    return ClientFacts(
        id=client.id,
        weight_hundredths=client.case_weight_hundredths,
        service_requirements=tuple(client.service_requirements),
        languages=tuple(client.languages),
        payer=client.payer,
        insurance_status=client.insurance_status,
        location_id=client.location_id,
        telehealth_ok=client.telehealth_ok,
        date_of_birth=client.date_of_birth,
        availability=windows,
        preferred_provider_id=client.preferred_provider_id,
        do_not_match=avoided,
        attributes=client.attributes if isinstance(client.attributes, dict) else {},
    )


async def provider_facts(write: Write, provider: Provider) -> ProviderFacts:
    """The facts of a provider."""
    locations = await write.unit.session.scalars(
        select(provider_location.c.location_id).where(provider_location.c.provider_id == provider.id)
    )
    windows = (
        select(ProviderWindow.weekday, ProviderWindow.starts, ProviderWindow.ends)
        .where(ProviderWindow.provider_id == provider.id)
        .order_by(ProviderWindow.position)
    )
    return ProviderFacts(
        id=provider.id,
        status=provider.status,
        accepting_new_clients=provider.accepting_new_clients,
        capacity=provider.capacity,
        load_hundredths=provider.load_hundredths,
        caseload_count=provider.caseload_count,
        specialties=tuple(provider.specialties),
        services=tuple(provider.services),
        languages=tuple(provider.languages),
        payers=tuple(provider.payers),
        location_ids=frozenset(locations),
        telehealth=provider.telehealth,
        minimum_age=provider.minimum_age,
        maximum_age=provider.maximum_age,
        external_id=provider.external_id,
        availability=tuple(Span(*each) for each in await write.unit.session.execute(windows)),
    )
