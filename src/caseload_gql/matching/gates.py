"""Gates: what rules a provider out for a client. All that fail are reported, never only the first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from caseload_gql.domain.capacity import has_room
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import GateMode, InsuranceStatus, ProviderStatus
from caseload_gql.errors import FailedGate
from caseload_gql.matching.facts import ClientFacts, ProviderFacts

PROVIDER_NOT_ACTIVE = "PROVIDER_NOT_ACTIVE"
NOT_ACCEPTING = "NOT_ACCEPTING"
NO_FREE_UNITS = "NO_FREE_UNITS"
DO_NOT_MATCH = "DO_NOT_MATCH"
PAYER_NOT_TAKEN = "PAYER_NOT_TAKEN"
SERVICES_NOT_GIVEN = "SERVICES_NOT_GIVEN"
LOCATION_NOT_SERVED = "LOCATION_NOT_SERVED"
AGE_OUT_OF_BAND = "AGE_OUT_OF_BAND"


@dataclass(frozen=True, slots=True)
class GateReport:
    """What the gates found of one pair."""

    failed: tuple[FailedGate, ...] = ()
    warnings: tuple[FailedGate, ...] = ()
    #: What passed for want of facts, as sentences.
    notes: tuple[str, ...] = ()
    #: A departed provider is never assigned to, whatever the reason given.
    never: bool = False

    @property
    def eligible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.failed


@dataclass(frozen=True, slots=True)
class Finding:
    """What one gate that can be softened found: why it fails, or what it could not know."""

    reason: str | None = None
    note: str | None = None


_PASSES = Finding()


def check_gates(
    client: ClientFacts, provider: ProviderFacts, today: date, modes: Mapping[str, str] | None = None
) -> GateReport:
    """Run every gate on true facts. ``modes`` softens the further gates; those not named only warn."""
    failed = list(_core(client, provider))
    warnings: list[FailedGate] = []
    notes: list[str] = []
    for code, gate in _FURTHER.items():
        mode = (modes or {}).get(code, GateMode.WARN)
        if mode == GateMode.OFF:
            continue
        finding = gate(client, provider, today)
        if finding.note is not None:
            notes.append(finding.note)
        if finding.reason is not None:
            (failed if mode == GateMode.BLOCK else warnings).append(FailedGate(code, finding.reason))
    never = provider.status == ProviderStatus.DEPARTED
    return GateReport(tuple(failed), tuple(warnings), tuple(notes), never)


def softenable() -> tuple[str, ...]:
    """The codes of the gates that a practice can set to block, warn or off."""
    return tuple(_FURTHER)


def _core(client: ClientFacts, provider: ProviderFacts) -> list[FailedGate]:
    failed = []
    if provider.status == ProviderStatus.DEPARTED:
        failed.append(FailedGate(PROVIDER_NOT_ACTIVE, "The provider has left the practice."))
    if provider.status == ProviderStatus.ON_LEAVE:
        failed.append(FailedGate(PROVIDER_NOT_ACTIVE, "The provider is on leave."))
    if not provider.accepting_new_clients:
        failed.append(FailedGate(NOT_ACCEPTING, "The provider does not accept new clients now."))
    if not has_room(provider.capacity, provider.load_hundredths, client.weight_hundredths):
        reason = (
            f"The provider carries {_units(provider.load_hundredths)} of {provider.capacity} units; "
            f"the client needs {_units(client.weight_hundredths)}."
        )
        failed.append(FailedGate(NO_FREE_UNITS, reason))
    if provider.id in client.do_not_match:
        failed.append(FailedGate(DO_NOT_MATCH, "The two must not be matched."))
    return failed


def _units(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").removesuffix(".")


def _keys(values: tuple[str, ...]) -> set[str]:
    return {sort_key(value) for value in values}


def _payer(client: ClientFacts, provider: ProviderFacts, today: date) -> Finding:
    del today
    if client.insurance_status == InsuranceStatus.SELF_PAY:
        return _PASSES
    if client.payer is None or not provider.payers:
        return Finding(note="Whether the provider takes the client's payer is not recorded.")
    if sort_key(client.payer) in _keys(provider.payers):
        return _PASSES
    return Finding(reason="The provider does not take the client's payer.")


def _services(client: ClientFacts, provider: ProviderFacts, today: date) -> Finding:
    del today
    if not client.service_requirements or not provider.services:
        return Finding(note="Whether the provider gives the required services is not recorded.")
    if _keys(client.service_requirements) <= _keys(provider.services):
        return _PASSES
    return Finding(reason="The provider does not give every service that the client requires.")


def _location(client: ClientFacts, provider: ProviderFacts, today: date) -> Finding:
    del today
    if client.telehealth_ok and provider.telehealth:
        return _PASSES
    if client.location_id is None or not provider.location_ids:
        return Finding(note="Whether the provider serves the client's location is not recorded.")
    if client.location_id in provider.location_ids:
        return _PASSES
    return Finding(reason="The provider does not serve the client's location, and telehealth does not suit both.")


def _age(client: ClientFacts, provider: ProviderFacts, today: date) -> Finding:
    if client.date_of_birth is None or (provider.minimum_age is None and provider.maximum_age is None):
        return Finding(note="Whether the client's age suits the provider is not recorded.")
    age = years_between(client.date_of_birth, today)
    low = 0 if provider.minimum_age is None else provider.minimum_age
    if age < low or (provider.maximum_age is not None and age > provider.maximum_age):
        return Finding(reason="The client's age is outside the band that the provider sees.")
    return _PASSES


def years_between(birth: date, today: date) -> int:
    """Completed years of age."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


_FURTHER: Mapping[str, Callable[[ClientFacts, ProviderFacts, date], Finding]] = {
    PAYER_NOT_TAKEN: _payer,
    SERVICES_NOT_GIVEN: _services,
    LOCATION_NOT_SERVED: _location,
    AGE_OUT_OF_BAND: _age,
}

#: The codes of the gates that ship; a plugin's rule takes none of them.
CODES: Final = frozenset({PROVIDER_NOT_ACTIVE, NOT_ACCEPTING, NO_FREE_UNITS, DO_NOT_MATCH, *_FURTHER})
