"""What a redaction takes from the facts that scorers see, and from the reasons of gates."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from caseload_gql.errors import FailedGate
from caseload_gql.matching import gates
from caseload_gql.matching.facts import ClientFacts, ProviderFacts

#: What a hidden attribute becomes in a client's facts.
_CLIENT: Final[Mapping[str, Mapping[str, Any]]] = {
    "service_requirements": {"service_requirements": ()},
    "languages": {"languages": ()},
    "payer": {"payer": None},
    "insurance_status": {"insurance_status": None},
    "location": {"location_id": None},
    "date_of_birth": {"date_of_birth": None},
    "availability": {"availability": ()},
    "preferred_provider": {"preferred_provider_id": None},
    "do_not_match": {"do_not_match": frozenset()},
    "attributes": {"attributes": {}},
}
_PROVIDER: Final[Mapping[str, Mapping[str, Any]]] = {
    "minimum_age": {"minimum_age": None},
    "maximum_age": {"maximum_age": None},
    "external_id": {"external_id": None},
}
#: What the further gates rest on.
_RESTS_ON: Final[Mapping[str, frozenset[str]]] = {
    gates.NO_FREE_UNITS: frozenset({"case_weight"}),
    gates.DO_NOT_MATCH: frozenset({"do_not_match"}),
    gates.PAYER_NOT_TAKEN: frozenset({"payer", "insurance_status"}),
    gates.SERVICES_NOT_GIVEN: frozenset({"service_requirements"}),
    gates.LOCATION_NOT_SERVED: frozenset({"location"}),
    gates.AGE_OUT_OF_BAND: frozenset({"date_of_birth", "minimum_age", "maximum_age"}),
}
#: What is said instead of a reason that would tell what is hidden.
GENERAL: Final = "A rule of the practice stands in the way."


def seen_client(facts: ClientFacts, hidden: frozenset[str]) -> ClientFacts:
    """The client without what is hidden from the viewer."""
    return facts if not hidden else replace(facts, **_changes(_CLIENT, hidden))


def seen_provider(facts: ProviderFacts, hidden: frozenset[str]) -> ProviderFacts:
    """The provider without what is hidden from the viewer."""
    return facts if not hidden else replace(facts, **_changes(_PROVIDER, hidden))


def worded(gate: FailedGate, hidden: frozenset[str]) -> FailedGate:
    """The gate, with a general reason where its own would tell what is hidden."""
    return FailedGate(gate.code, GENERAL) if _RESTS_ON.get(gate.code, frozenset()) & hidden else gate


def _changes(table: Mapping[str, Mapping[str, Any]], hidden: frozenset[str]) -> dict[str, Any]:
    return {name: value for attribute in hidden for name, value in table.get(attribute, {}).items()}
