"""Providers and clients as FHIR resources: Organization, Location, Practitioner, PractitionerRole, Patient."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from caseload_gql.domain.availability import Span
from caseload_gql.domain.vocabulary import ClientStatus, ProviderStatus
from caseload_gql.services.exchange.cells import plain
from caseload_gql.services.exchange.fhir_words import (
    DAYS,
    EXTERNAL_ID,
    MIDNIGHT,
    ORGANIZATION_TYPE,
    PRACTICE,
    PRACTICE_CODE,
    TEAM_CODE,
    Resource,
    extension,
    extensions,
    reference,
    resource_id,
    told,
)
from caseload_gql.services.exchange.records import Record
from caseload_gql.services.importing.roster import Place

_OWN: Final = {"managingOrganization": {"reference": PRACTICE}}


def practice(name: str) -> Resource:
    """The practice itself."""
    return {
        "resourceType": "Organization",
        "id": "practice",
        "active": True,
        "type": _type(PRACTICE_CODE),
        "name": name,
    }


def team(name: str) -> Resource:
    """A team, part of the practice."""
    return {
        "resourceType": "Organization",
        "id": resource_id("Organization", name),
        "active": True,
        "type": _type(TEAM_CODE),
        "name": name,
        "partOf": {"reference": PRACTICE},
    }


def location(place: Place) -> Resource:
    """A place where clients are seen."""
    known = place.latitude is not None and place.longitude is not None
    return told(
        {
            "resourceType": "Location",
            "id": resource_id("Location", place.name),
            "status": "active",
            "name": place.name,
            "mode": "instance",
            "position": {"longitude": place.longitude, "latitude": place.latitude} if known else None,
            **_OWN,
        }
    )


def provider(record: Record) -> Iterator[Resource]:
    """The person, and the person's role here."""
    key, works = record["external_id"], record["status"] is not ProviderStatus.DEPARTED
    yield told(
        {
            "resourceType": "Practitioner",
            "id": resource_id("Practitioner", key),
            "identifier": _identifier(key),
            "active": works,
            "name": [{"text": record["name"]}],
            "qualification": [] if record["credential"] is None else [{"code": {"text": record["credential"]}}],
            "communication": _texts(record["languages"]),
        }
    )
    group = record["team"]
    yield told(
        {
            "resourceType": "PractitionerRole",
            "id": resource_id("PractitionerRole", key),
            "extension": _of_provider(record),
            "identifier": _identifier(key),
            "active": works,
            "practitioner": reference("Practitioner", key),
            "organization": {"reference": PRACTICE} if group is None else reference("Organization", group),
            "specialty": _texts(record["specialties"]),
            "location": [reference("Location", name) for name in record["locations"]],
            "availableTime": [
                {
                    "daysOfWeek": [DAYS[span.weekday]],
                    "availableStartTime": f"{span.starts}:00",
                    "availableEndTime": _end(span),
                }
                for span in record["availability"]
            ],
            "notAvailable": _leave(record),
        }
    )


def client(record: Record) -> Resource:
    """A client's own facts."""
    key, name, born = record["external_id"], record["name"], record["date_of_birth"]
    preferred = record["preferred_provider_external_id"]
    return told(
        {
            "resourceType": "Patient",
            "id": resource_id("Patient", key),
            "extension": _of_client(record),
            "identifier": _identifier(key),
            "active": record["status"] is not ClientStatus.DISCHARGED,
            "name": [] if name is None else [{"text": name}],
            "birthDate": None if born is None else born.isoformat(),
            "communication": [{"language": each} for each in _texts(record["languages"] or ())],
            "generalPractitioner": [] if preferred is None else [reference("PractitionerRole", preferred)],
            **_OWN,
        }
    )


def _of_provider(record: Record) -> list[Resource]:
    ages = ((f"{name}-age", record[f"{name}_age"]) for name in ("minimum", "maximum"))
    return [
        extension("capacity", "Integer", record["capacity"]),
        extension("provider-status", "Code", record["status"].value),
        extension("accepting-new-clients", "Boolean", record["accepting_new_clients"]),
        extension("telehealth", "Boolean", record["telehealth"]),
        *extensions("service", "String", record["services"]),
        *extensions("payer-taken", "String", record["payers"]),
        *(extension(name, "Integer", age) for name, age in ages if age is not None),
    ]


def _of_client(record: Record) -> list[Resource]:
    status, place = record["insurance_status"], record["location"]
    one = (
        ("insurance-status", "Code", None if status is None else status.value),
        ("payer", "String", record["payer"]),
        ("location", "Reference", None if place is None else reference("Location", place)),
        ("telehealth", "Boolean", record["telehealth_ok"]),
        ("case-weight", "Decimal", float(record["case_weight"])),
        ("attributes", "String", None if record["attributes"] is None else plain(record["attributes"])),
    )
    return [
        *(extension(name, kind, value) for name, kind, value in one if value is not None),
        *extensions("service-requirement", "String", record["service_requirements"] or ()),
        *(_window(span) for span in record["availability"]),
        *extensions(
            "do-not-match",
            "Reference",
            (reference("PractitionerRole", key) for key in record["do_not_match_external_ids"]),
        ),
    ]


def _window(span: Span) -> Resource:
    parts = (("day", "Code", DAYS[span.weekday]), ("start", "Time", f"{span.starts}:00"), ("end", "Time", _end(span)))
    within = [{"url": name, f"value{kind}": value} for name, kind, value in parts]
    return {"url": extension("availability", "", None)["url"], "extension": within}


def _leave(record: Record) -> list[Resource]:
    begins, until, cover = record["leave_from"], record["leave_until"], record["leave_cover_external_id"]
    if begins is None:
        return []
    covered = [] if cover is None else [extension("leave-cover", "Reference", reference("PractitionerRole", cover))]
    during = {"start": begins.isoformat(), "end": None if until is None else until.isoformat()}
    return [told({"extension": covered, "description": "On leave", "during": told(during)})]


def _type(code: str) -> list[Resource]:
    return [{"coding": [{"system": ORGANIZATION_TYPE, "code": code}]}]


def _identifier(key: str) -> list[Resource]:
    return [{"system": EXTERNAL_ID, "value": key}]


def _texts(values: Iterable[Any]) -> list[Resource]:
    return [{"text": value} for value in values]


def _end(span: Span) -> str:
    return MIDNIGHT if span.ends == "24:00" else f"{span.ends}:00"
