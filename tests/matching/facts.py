"""A client and a provider between whom nothing stands."""

from datetime import date

from caseload_gql.domain.vocabulary import InsuranceStatus
from caseload_gql.matching.facts import ClientFacts, ProviderFacts

TODAY = date(2026, 11, 20)
CLIENT = ClientFacts(
    id="cli_bo",
    service_requirements=("Trauma",),
    payer="Acme Health",
    insurance_status=InsuranceStatus.VERIFIED,
    location_id="loc_a",
    date_of_birth=date(2000, 1, 1),
)
PROVIDER = ProviderFacts(
    id="prv_ana",
    capacity=5,
    services=("trauma", "Grief"),
    payers=("ACME health", "Other"),
    location_ids=frozenset({"loc_a"}),
    minimum_age=18,
    maximum_age=65,
)
