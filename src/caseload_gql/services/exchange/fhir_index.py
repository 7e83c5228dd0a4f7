"""A FHIR file as it is read: its resources one by one, and an index of what others refer to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from caseload_gql.errors import ConfigurationError, InvalidValue
from caseload_gql.services.exchange.export_fhir import BUNDLE, form_of
from caseload_gql.services.exchange.fhir_words import BASE, EXTERNAL_ID, HISTORY_ID, TEAM_CODE, Resource
from caseload_gql.services.importing.faults import Fault
from caseload_gql.services.importing.roster import Place

_BUNDLE_BYTES: Final = 512 * 1024 * 1024
_AXES: Final = (("latitude", 90), ("longitude", 180))
_ASTRAY: Final = "the reference leads to no resource of the file"


def at(value: Any, *path: str | int) -> Any:  # noqa: ANN401  # JSON
    """What lies at a path; None where there is nothing, whatever lies there instead."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def items(value: Any) -> list[Any]:  # noqa: ANN401  # JSON
    """A list, or nothing."""
    return value if isinstance(value, list) else []


def extended(resource: Any, name: str) -> list[Any]:  # noqa: ANN401  # JSON
    """The values of one of our extensions."""
    found = (each for each in items(at(resource, "extension")) if at(each, "url") == f"{BASE}/{name}")
    return [value for each in found for key, value in each.items() if key.startswith("value")]


def text(value: Any) -> str:  # noqa: ANN401  # JSON
    """A simple value as a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else ""


def identifier(resource: Resource, system: str) -> str:
    """The resource's own identifier: ours if there is one, else its first, else its id."""
    given = items(at(resource, "identifier"))
    ours = [at(each, "value") for each in given if at(each, "system") == system]
    return text(next(iter([*ours, *(at(each, "value") for each in given)]), None) or at(resource, "id"))


@dataclass(frozen=True, slots=True)
class FhirFile:
    """The resources of a file, as often as asked."""

    path: Path

    def resources(self) -> Iterator[tuple[int, Resource] | Fault]:
        """Each with its line, or its place in the bundle. Raises ``ConfigurationError`` where it cannot be read."""
        try:
            yield from self._of_bundle() if form_of(self.path) == BUNDLE else self._of_lines()
        except OSError as error:
            message = f"{self.path.name} cannot be read ({error.strerror}). Name a FHIR file that you may read."
            raise ConfigurationError(message) from error

    def _of_lines(self) -> Iterator[tuple[int, Resource] | Fault]:
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield self._resource(number, line)

    def _of_bundle(self) -> Iterator[tuple[int, Resource] | Fault]:
        if self.path.stat().st_size > _BUNDLE_BYTES:
            message = f"{self.path.name} is too large for one bundle. Write it as .ndjson, a resource a line."
            raise ConfigurationError(message)
        found = self._resource(1, self.path.read_bytes())
        if isinstance(found, Fault):
            yield found
            return
        for number, entry in enumerate(items(at(found[1], "entry")), 1):
            resource = at(entry, "resource")
            yield (number, resource) if isinstance(resource, dict) else self._blame(number)

    def _resource(self, number: int, content: bytes) -> tuple[int, Resource] | Fault:
        try:
            found = orjson.loads(content)
        except orjson.JSONDecodeError:
            found = None
        return (number, found) if isinstance(found, dict) else self._blame(number)

    def _blame(self, number: int) -> Fault:
        return Fault(self.path.name, number, "", "this is no resource in JSON")


@dataclass(slots=True)
class Index:
    """What is referred to, by type and id."""

    teams: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    practitioners: dict[str, Resource] = field(default_factory=dict)
    providers: dict[str, str] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)
    #: Status and first day of each client's episode, by the patient's id.
    episodes: dict[str, tuple[str, str]] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)

    def team(self, reference: Any) -> str:  # noqa: ANN401  # JSON
        """The name of the team referred to; nothing for an organization that is no team."""
        return self.teams.get(_id(reference, "Organization"), "")

    def place(self, reference: Any, element: str) -> str:  # noqa: ANN401  # JSON
        """The name of the location referred to."""
        return _found({key: place.name for key, place in self.places.items()}, reference, "Location", element)

    def provider(self, reference: Any, element: str) -> str:  # noqa: ANN401  # JSON
        """The external id of the provider referred to."""
        return _found(self.providers, reference, "PractitionerRole", element)

    def client(self, reference: Any, element: str) -> str:  # noqa: ANN401  # JSON
        """The external id of the client referred to."""
        return _found(self.clients, reference, "Patient", element)

    def entry(self, reference: Any, element: str) -> str:  # noqa: ANN401  # JSON
        """The id of the stay in the pool referred to."""
        return _found(self.entries, reference, "ServiceRequest", element)


def index_of(file: FhirFile) -> Index:
    """Read a file for what its resources refer to."""
    index = Index()
    for found in file.resources():
        if not isinstance(found, Fault):
            _enter(index, found[1], text(at(found[1], "id")))
    return index


def _enter(index: Index, resource: Resource, row_id: str) -> None:
    match at(resource, "resourceType"):
        case "Organization":
            codes = [at(coding, "code") for kind in items(at(resource, "type")) for coding in items(at(kind, "coding"))]
            if TEAM_CODE in codes:
                index.teams[row_id] = text(at(resource, "name"))
        case "Location":
            where = (_degrees(at(resource, "position", axis), most) for axis, most in _AXES)
            index.places[row_id] = Place(text(at(resource, "name")), *where)
        case "Practitioner":
            index.practitioners[row_id] = resource
        case "PractitionerRole":
            index.providers[row_id] = identifier(resource, EXTERNAL_ID)
        case "Patient":
            index.clients[row_id] = identifier(resource, EXTERNAL_ID)
        case "EpisodeOfCare":
            told = text(at(resource, "status")), text(at(resource, "period", "start"))[:10]
            index.episodes[_id(at(resource, "patient"), "Patient")] = told
        case "ServiceRequest":
            index.entries[row_id] = identifier(resource, HISTORY_ID)


def _found(known: dict[str, str], reference: Any, kind: str, element: str) -> str:  # noqa: ANN401  # JSON
    found = known.get(_id(reference, kind))
    if found is None:
        message = f"{element}: {_ASTRAY}"
        raise InvalidValue(message)
    return found


def _id(reference: Any, kind: str) -> str:  # noqa: ANN401  # JSON
    target = text(at(reference, "reference")).rpartition(f"{kind}/")
    return target[2] if target[1] else ""


def _degrees(value: Any, most: int) -> float | None:  # noqa: ANN401  # JSON
    return float(value) if isinstance(value, int | float) and -most <= value <= most else None
