"""Clients and providers on whom scorers are tried: rich, sparse and wholly unrecorded ones."""

from datetime import date
from typing import Final

from caseload_gql.domain.availability import Span
from caseload_gql.domain.vocabulary import InsuranceStatus, ProviderStatus, Weekday
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.plugins.scorer import ScoringBatch

#: The day of every trial, so that it comes out the same tomorrow.
TODAY: Final = date(2026, 11, 2)

_MORNING: Final = Span(Weekday.MONDAY, "09:00", "12:00")
_EVENING: Final = Span(Weekday.THURSDAY, "17:00", "20:00")

CLIENTS: Final = (
    ClientFacts(
        "cli_rich",
        service_requirements=("CBT",),
        languages=("Español", "English"),
        payer="Lakeshore Health",
        insurance_status=InsuranceStatus.VERIFIED,
        location_id="loc_clinic",
        telehealth_ok=True,
        date_of_birth=date(2012, 3, 4),
        availability=(_MORNING,),
        preferred_provider_id="prv_rich",
        earlier_provider_ids=frozenset({"prv_full"}),
        attributes={"vip": True, "note": "", "score": 3},
    ),
    ClientFacts(
        "cli_heavy",
        weight_hundredths=200,
        service_requirements=("DBT", "EMDR"),
        languages=("Polski",),
        insurance_status=InsuranceStatus.SELF_PAY,
        location_id="loc_annex",
        date_of_birth=date(1950, 12, 31),
        availability=(_EVENING,),
        do_not_match=frozenset({"prv_rich"}),
    ),
    ClientFacts("cli_bare"),
    ClientFacts("cli_remote", languages=("English",), telehealth_ok=True, insurance_status=InsuranceStatus.PENDING),
)

PROVIDERS: Final = (
    ProviderFacts(
        "prv_rich",
        capacity=20,
        load_hundredths=500,
        caseload_count=5,
        specialties=("Trauma", "Anxiety"),
        services=("CBT", "EMDR"),
        languages=("English", "Español"),
        payers=("Lakeshore Health",),
        location_ids=frozenset({"loc_clinic"}),
        telehealth=True,
        minimum_age=6,
        maximum_age=17,
        availability=(_MORNING, _EVENING),
    ),
    ProviderFacts(
        "prv_full", capacity=4, load_hundredths=450, caseload_count=4, languages=("Polski",), services=("DBT",)
    ),
    ProviderFacts("prv_bare"),
    ProviderFacts(
        "prv_away",
        status=ProviderStatus.ON_LEAVE,
        accepting_new_clients=False,
        capacity=10,
        location_ids=frozenset({"loc_annex", "loc_clinic"}),
    ),
    ProviderFacts("prv_remote", capacity=12, languages=("English",), telehealth=True, availability=(_EVENING,)),
)


def sample_batch() -> ScoringBatch:
    """Four clients and five providers, among them one of each of whom nothing is recorded."""
    return ScoringBatch(CLIENTS, PROVIDERS, TODAY)
