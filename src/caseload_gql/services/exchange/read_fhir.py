"""FHIR resources on their way in: as lines of the import's columns, which meet all of its checks."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from caseload_gql.domain.spreadsheet import joined
from caseload_gql.domain.text import clean_text
from caseload_gql.domain.vocabulary import PoolPriority
from caseload_gql.errors import InvalidValue
from caseload_gql.services.exchange.fhir_index import (
    FhirFile,
    Index,
    at,
    extended,
    identifier,
    index_of,
    items,
    text,
)
from caseload_gql.services.exchange.fhir_words import (
    DAYS,
    EPISODE_STATUS,
    EXTERNAL_ID,
    HISTORY_ID,
    MIDNIGHT,
    POOL_REASON,
    PRIORITY,
    Resource,
)
from caseload_gql.services.importing.columns import (
    ASSIGNMENT_COLUMNS,
    CLIENT_COLUMNS,
    HISTORY_KEY,
    POOL_ENTRY_COLUMNS,
    PROVIDER_COLUMNS,
)
from caseload_gql.services.importing.faults import Fault
from caseload_gql.services.importing.importer import Files
from caseload_gql.services.importing.sheet import Row, Source, read_sheet

Cells = dict[str, str]
#: The rows that one resource holds.
Reading = Callable[[Index, Resource], Iterable[Cells]]

_WEEKDAYS: Final = {short: day.value for day, short in DAYS.items()}
_STATUSES: Final = {word: status.value for status, word in EPISODE_STATUS.items()}
_PRIORITIES: Final = {word: priority.value for priority, word in PRIORITY.items()}


def read_fhir(path: Path) -> Files:
    """Read a file of FHIR R4 resources. Raises ``ConfigurationError`` where it cannot be opened.

    Faults are kept with their lines; a fault names the column of the import that the value is for.
    """
    file = FhirFile(path)
    index = index_of(file)

    def source(kind: str, reading: Reading) -> Source:
        return partial(_rows, file, index, kind, reading)

    return Files(
        providers=read_sheet(path.name, source("PractitionerRole", _provider), PROVIDER_COLUMNS),
        clients=read_sheet(path.name, source("Patient", _client), CLIENT_COLUMNS),
        pool_entries=read_sheet(path.name, source("ServiceRequest", _entry), POOL_ENTRY_COLUMNS, HISTORY_KEY),
        assignments=read_sheet(path.name, source("CareTeam", _assignments), ASSIGNMENT_COLUMNS, HISTORY_KEY),
        team_names=[name for name in index.teams.values() if _is_name(name)],
        places=[place for place in index.places.values() if _is_name(place.name)],
    )


def _rows(file: FhirFile, index: Index, kind: str, reading: Reading) -> Iterator[Row | Fault]:
    for found in file.resources():
        if isinstance(found, Fault):
            # A line that is no resource is told of once.
            if kind == "Patient":
                yield found
            continue
        number, resource = found
        if at(resource, "resourceType") != kind:
            continue
        try:
            yield from ((number, cells) for cells in reading(index, resource))
        except InvalidValue as error:
            yield Fault(file.path.name, number, "", error.message)


def _provider(index: Index, role: Resource) -> Iterator[Cells]:
    who = text(at(role, "practitioner", "reference")).rpartition("Practitioner/")[2]
    person = index.practitioners.get(who)
    if person is None:
        message = "practitioner: the reference leads to no resource of the file"
        raise InvalidValue(message)
    active = at(role, "active") is not False
    leave = at(role, "notAvailable", 0)
    status = _one(role, "provider-status") or ("ON_LEAVE" if leave else "ACTIVE" if active else "DEPARTED")
    away = status == "ON_LEAVE"
    cover = extended(leave, "leave-cover")
    yield {
        "external_id": identifier(role, EXTERNAL_ID),
        "name": _name(person),
        "capacity": _one(role, "capacity"),
        "team": index.team(at(role, "organization")),
        "locations": joined(index.place(each, "location") for each in items(at(role, "location"))),
        "credential": text(at(person, "qualification", 0, "code", "text")),
        "accepting_new_clients": _one(role, "accepting-new-clients"),
        "specialties": _texts(at(role, "specialty")),
        "services": _all(role, "service"),
        "languages": _texts(at(person, "communication")),
        "payers": _all(role, "payer-taken"),
        "minimum_age": _one(role, "minimum-age"),
        "maximum_age": _one(role, "maximum-age"),
        "telehealth": _one(role, "telehealth"),
        "availability": "|".join(_windows(role)),
        "status": status,
        "leave_from": text(at(leave, "during", "start"))[:10] if away else "",
        "leave_until": text(at(leave, "during", "end"))[:10] if away else "",
        "leave_cover_external_id": index.provider(cover[0], "leave-cover") if cover and away else "",
    }


def _client(index: Index, patient: Resource) -> Iterator[Cells]:
    status, intake = index.episodes.get(text(at(patient, "id")), ("", ""))
    place = extended(patient, "location")
    avoided = extended(patient, "do-not-match")
    preferred = at(patient, "generalPractitioner", 0)
    spoken = [at(each, "language") for each in items(at(patient, "communication"))]
    yield {
        "external_id": identifier(patient, EXTERNAL_ID),
        "name": _name(patient),
        "intake_date": intake,
        "insurance_status": _one(patient, "insurance-status"),
        "date_of_birth": text(at(patient, "birthDate")),
        "payer": _one(patient, "payer"),
        "location": index.place(place[0], "location") if place else "",
        "telehealth_ok": _one(patient, "telehealth"),
        "service_requirements": _all(patient, "service-requirement"),
        "languages": _texts(spoken),
        "case_weight": _one(patient, "case-weight"),
        "availability": "|".join(_spans(patient)),
        "attributes": _one(patient, "attributes"),
        "preferred_provider_external_id": index.provider(preferred, "generalPractitioner") if preferred else "",
        "do_not_match_external_ids": joined(index.provider(each, "do-not-match") for each in avoided),
        "status": _STATUSES.get(status, status),
    }


def _entry(index: Index, request: Resource) -> Iterator[Cells]:
    codings = [coding for each in items(at(request, "reasonCode")) for coding in items(at(each, "coding"))]
    reason = next((text(at(each, "code")) for each in codings if at(each, "system") == POOL_REASON), "")
    before = extended(request, "previous-provider")
    team = at(request, "performer", 0)
    yield {
        "id": identifier(request, HISTORY_ID),
        "client_external_id": index.client(at(request, "subject"), "subject"),
        "reason": reason,
        "priority": _PRIORITIES.get(text(at(request, "priority")), PoolPriority.ROUTINE.value),
        "entered_at": text(at(request, "occurrencePeriod", "start") or at(request, "authoredOn")),
        "entered_on": _one(request, "entered-on"),
        "left_at": text(at(request, "occurrencePeriod", "end")),
        "left_on": _one(request, "left-on"),
        "outcome": _one(request, "outcome"),
        "team": index.team(team),
        "note": text(at(request, "note", 0, "text")),
        "previous_provider_external_id": index.provider(before[0], "previous-provider") if before else "",
    }


def _assignments(index: Index, team: Resource) -> Iterator[Cells]:
    client = index.client(at(team, "subject"), "subject")
    for each in items(at(team, "participant")):
        entry = extended(each, "pool-entry")
        yield {
            "id": _one(each, "assignment-id"),
            "client_external_id": client,
            "provider_external_id": index.provider(at(each, "member"), "member"),
            "weight": _one(each, "weight"),
            "assigned_at": text(at(each, "period", "start")),
            "assigned_on": _one(each, "assigned-on"),
            "assigned_by": _one(each, "assigned-by"),
            "ended_at": text(at(each, "period", "end")),
            "ended_on": _one(each, "ended-on"),
            "end_reason": _one(each, "end-reason"),
            "first_session_at": _one(each, "first-session-at"),
            "first_session_on": _one(each, "first-session-on"),
            "match_score": _one(each, "match-score"),
            "override_reason": _one(each, "override-reason"),
            "pool_entry_id": index.entry(entry[0], "pool-entry") if entry else "",
            "previous_assignment_id": _one(each, "previous-assignment"),
        }


def _is_name(name: str) -> bool:
    """Whether a team or location can be called so; one that cannot is told of where it is referred to."""
    try:
        return clean_text(name) == name
    except InvalidValue:
        return False


def _one(resource: Any, name: str) -> str:  # noqa: ANN401  # JSON
    return text(next(iter(extended(resource, name)), None))


def _all(resource: Resource, name: str) -> str:
    return joined(text(each) for each in extended(resource, name))


def _texts(concepts: Any) -> str:  # noqa: ANN401  # JSON
    """The texts of concepts; where one has none, what its code is shown as."""
    shown = (text(at(each, "text") or at(each, "coding", 0, "display")) for each in items(concepts))
    return joined(each for each in shown if each)


def _name(resource: Resource) -> str:
    name = at(resource, "name", 0)
    parts = [*items(at(name, "given")), at(name, "family")]
    return text(at(name, "text")) or " ".join(part for part in parts if isinstance(part, str))


def _windows(role: Resource) -> Iterator[str]:
    for each in items(at(role, "availableTime")):
        for day in items(at(each, "daysOfWeek")):
            yield _window(day, at(each, "availableStartTime"), at(each, "availableEndTime"))


def _spans(patient: Resource) -> Iterator[str]:
    for each in items(at(patient, "extension")):
        if text(at(each, "url")).endswith("/availability"):
            parts = {at(part, "url"): part for part in items(at(each, "extension"))}
            start, end = (at(parts.get(name), "valueTime") for name in ("start", "end"))
            yield _window(at(parts.get("day"), "valueCode"), start, end)


def _window(day: Any, start: Any, end: Any) -> str:  # noqa: ANN401  # JSON
    ends = "24:00" if end == MIDNIGHT else text(end)[:5]
    return f"{_WEEKDAYS.get(text(day), text(day))} {text(start)[:5]}-{ends}"
