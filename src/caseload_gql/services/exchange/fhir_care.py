"""What befell clients as FHIR resources: EpisodeOfCare, CareTeam, ServiceRequest."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from caseload_gql.domain.vocabulary import PoolEntryOutcome
from caseload_gql.services.exchange.cells import plain
from caseload_gql.services.exchange.fhir_words import (
    EPISODE_STATUS,
    HISTORY_ID,
    POOL_REASON,
    PRACTICE,
    PRIORITY,
    REQUEST_STATUS,
    Resource,
    extension,
    reference,
    resource_id,
    told,
)
from caseload_gql.services.exchange.records import Record

_OWN: Final = {"reference": PRACTICE}


def care(client: Record, entries: Sequence[Record], assignments: Sequence[Record]) -> Iterator[Resource]:
    """One episode of a client, the team of all who served, and a request for each stay in the pool."""
    key, manager = client["external_id"], client.get("provider_external_id")
    patient = reference("Patient", key)
    yield told(
        {
            "resourceType": "EpisodeOfCare",
            "id": resource_id("EpisodeOfCare", key),
            "status": EPISODE_STATUS[client["status"]],
            "patient": patient,
            "managingOrganization": _OWN,
            "period": {"start": client["intake_date"].isoformat()},
            "referralRequest": [reference("ServiceRequest", entry["id"]) for entry in entries],
            "careManager": None if manager is None else reference("PractitionerRole", manager),
            "team": [reference("CareTeam", key)] if assignments else [],
        }
    )
    if assignments:
        yield {
            "resourceType": "CareTeam",
            "id": resource_id("CareTeam", key),
            "status": "active" if any(each["ended_at"] is None for each in assignments) else "inactive",
            "subject": patient,
            "participant": [_participant(each) for each in assignments],
            "managingOrganization": [_OWN],
        }
    for entry in entries:
        yield _request(entry, patient)


def _participant(record: Record) -> Resource:
    provider, entry = record["provider_external_id"], record["pool_entry_id"]
    score, reason = record["match_score"], record["end_reason"]
    one = (
        ("assignment-id", "String", record["id"]),
        ("assigned-on", "Date", _text(record["assigned_on"])),
        ("assigned-by", "String", record["assigned_by"]),
        ("ended-on", "Date", _text(record["ended_on"])),
        ("end-reason", "Code", None if reason is None else reason.value),
        ("weight", "Decimal", float(record["weight"])),
        ("first-session-at", "DateTime", _text(record["first_session_at"])),
        ("first-session-on", "Date", _text(record["first_session_on"])),
        ("match-score", "Decimal", None if score is None else float(score)),
        ("override-reason", "String", record["override_reason"]),
        ("pool-entry", "Reference", None if entry is None else reference("ServiceRequest", entry)),
        ("previous-assignment", "String", record["previous_assignment_id"]),
    )
    return told(
        {
            "extension": [extension(name, kind, value) for name, kind, value in one if value is not None],
            "member": None if provider is None else reference("PractitionerRole", provider),
            "period": _period(record["assigned_at"], record["ended_at"]),
        }
    )


def _request(record: Record, patient: Resource) -> Resource:
    outcome: PoolEntryOutcome | None = record["outcome"]
    group, note, before = record["team"], record["note"], record["previous_provider_external_id"]
    one = (
        ("entered-on", "Date", _text(record["entered_on"])),
        ("left-on", "Date", _text(record["left_on"])),
        ("outcome", "Code", None if outcome is None else outcome.value),
        ("previous-provider", "Reference", None if before is None else reference("PractitionerRole", before)),
    )
    return told(
        {
            "resourceType": "ServiceRequest",
            "id": resource_id("ServiceRequest", record["id"]),
            "extension": [extension(name, kind, value) for name, kind, value in one if value is not None],
            "identifier": [{"system": HISTORY_ID, "value": record["id"]}],
            "status": REQUEST_STATUS[outcome],
            "intent": "order",
            "priority": PRIORITY[record["priority"]],
            "code": {"text": "A provider for a client who waits"},
            "subject": patient,
            "occurrencePeriod": _period(record["entered_at"], record["left_at"]),
            "authoredOn": _text(record["entered_at"]),
            "performer": [] if group is None else [reference("Organization", group)],
            "reasonCode": [{"coding": [{"system": POOL_REASON, "code": record["reason"].value}]}],
            "note": [] if note is None else [{"text": note}],
        }
    )


def _period(begins: datetime, ends: datetime | None) -> Resource:
    return told({"start": _text(begins), "end": _text(ends)})


def _text(value: date | None) -> str | None:
    return None if value is None else plain(value)
