"""Rows of clients, with their histories."""

from collections.abc import Iterator, Sequence
from typing import Final

from caseload_gql.db.facets import client_facet_rows, word_rows
from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientFacet,
    ClientWindow,
    ClientWord,
    PoolEntry,
    client_do_not_match,
)
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import InsuranceStatus
from caseload_gql.services.bulk import Rows
from caseload_gql.services.demo.cast import Cast
from caseload_gql.services.demo.draw import Draw
from caseload_gql.services.demo.history import History
from caseload_gql.services.demo.names import draw_name
from caseload_gql.services.demo.practice import LANGUAGES, PAYERS, SERVICES, SPANS, SPECIALTIES, WEEKDAYS
from caseload_gql.services.demo.tales import Storyteller

_WEIGHTS: Final = (100, 100, 100, 100, 50, 150)
#: One client in so many is marked VIP, beginning with the second, who is the clinician's.
_VIP_EVERY: Final = 97
_INSURANCE: Final = {
    InsuranceStatus.VERIFIED: 62,
    InsuranceStatus.PENDING: 18,
    InsuranceStatus.LAPSED: 8,
    InsuranceStatus.SELF_PAY: 12,
}
#: Parents before children.
CLIENT_TABLES: Final = (Client, ClientFacet, ClientWord, ClientWindow, client_do_not_match, PoolEntry, Assignment)


def histories(draw: Draw, cast: Cast, teller: Storyteller) -> Iterator[History]:
    """The history of each client: the active first, then those who wait, then the discharged."""
    for number, (clinician, weight) in enumerate(cast.active):
        yield teller.active(number, clinician, weight)
    for number in range(cast.waiting):
        yield teller.waiting(number, draw.random.choice(_WEIGHTS))
    for _ in range(cast.discharged):
        yield teller.discharged(draw.random.choice(_WEIGHTS))


def add_client(draw: Draw, rows: Rows, history: History, number: int, cast: Cast, location_ids: Sequence[str]) -> None:
    """Add a client's rows, history included."""
    name = draw_name(draw, other_scripts=0.08)
    insurance = draw.random.choices(list(_INSURANCE), weights=list(_INSURANCE.values()))[0]
    payer = None if insurance is InsuranceStatus.SELF_PAY else draw.random.choice(PAYERS)
    lists = {
        "service_requirements": draw.some(SPECIALTIES, 1, 2) + draw.some(SERVICES, 0, 1),
        "languages": ["English"] if draw.chance(0.7) else draw.some(LANGUAGES, 1, 2),
    }
    preferred = draw.random.choice(cast.clinicians).id if draw.chance(0.05) else None
    rows.add(
        Client,
        id=history.client_id,
        name=name,
        name_key=sort_key(name),
        external_id=f"C-{number + 1:05}",
        date_of_birth=draw.on(draw.between(history.intake_days + 5 * 366, 88 * 365)),
        status=history.status,
        intake_date=draw.on(history.intake_days),
        insurance_status=insurance,
        payer=payer,
        payer_key=None if payer is None else sort_key(payer),
        location_id=draw.random.choice(location_ids) if draw.chance(0.93) else None,
        telehealth_ok=draw.chance(0.55),
        preferred_provider_id=preferred,
        case_weight_hundredths=history.weight,
        attributes={"vip": True} if number % _VIP_EVERY == 1 else None,
        version=len(history.entries) + len(history.assignments),
        **lists,
    )
    rows.extend(ClientFacet, client_facet_rows(history.client_id, lists))
    rows.extend(ClientWord, word_rows("client_id", history.client_id, name))
    _wishes(draw, rows, history, cast, preferred)
    rows.extend(PoolEntry, history.entries)
    rows.extend(Assignment, history.assignments)


def _wishes(draw: Draw, rows: Rows, history: History, cast: Cast, preferred: str | None) -> None:
    if draw.chance(0.4):
        for position, weekday in enumerate(sorted(draw.some(WEEKDAYS, 1, 3), key=WEEKDAYS.index)):
            starts, ends = draw.random.choice(SPANS)
            rows.add(
                ClientWindow,
                client_id=history.client_id,
                position=position,
                weekday=weekday,
                starts=starts,
                ends=ends,
            )
    if draw.chance(0.03):
        served = {assignment["provider_id"] for assignment in history.assignments}
        unwanted = draw.random.choice(cast.clinicians).id
        if unwanted not in served and unwanted != preferred:
            rows.add(client_do_not_match, client_id=history.client_id, provider_id=unwanted)
