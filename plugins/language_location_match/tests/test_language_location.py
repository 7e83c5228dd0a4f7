"""The example scorers' arithmetic."""

from datetime import date

import caseload_language_location as plugin
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.plugins.scorer import ScoringPair

TODAY = date(2026, 11, 2)


def test_a_shared_language_counts_whatever_its_case() -> None:
    client = ClientFacts("cli", languages=("ESPAÑOL",))
    assert plugin.language_of(ScoringPair(client, ProviderFacts("prv", languages=("espanol",)), TODAY)) == 1.0
    assert plugin.language_of(ScoringPair(client, ProviderFacts("prv", languages=("Deutsch",)), TODAY)) == 0.0
    assert plugin.language_of(ScoringPair(client, ProviderFacts("prv"), TODAY)) is None


def test_a_place_counts_most_then_telehealth() -> None:
    client = ClientFacts("cli", location_id="loc_a", telehealth_ok=True)
    near = ProviderFacts("prv", location_ids=frozenset({"loc_a"}))
    assert plugin.location_of(ScoringPair(client, near, TODAY)) == 1.0
    assert plugin.location_of(ScoringPair(client, ProviderFacts("prv", telehealth=True), TODAY)) == 0.5
    assert plugin.location_of(ScoringPair(client, ProviderFacts("prv"), TODAY)) == 0.0
    assert plugin.location_of(ScoringPair(ClientFacts("cli"), near, TODAY)) is None
