"""Use case: what is recorded of a client changes."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from caseload_gql.db.models import (
    Client,
    ClientFacet,
    ClientWindow,
    ClientWord,
    Location,
    Provider,
    client_do_not_match,
)
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import CLIENT_WRITE, READ
from caseload_gql.services.admission import Admission, check_admission
from caseload_gql.services.admit_client import external_id_conflict, external_id_taken
from caseload_gql.services.client_rows import clear, insert_facets, insert_unwanted, insert_windows, insert_words
from caseload_gql.services.commands import UNCHANGED, AdmitClient, UpdateClient, Window
from caseload_gql.services.earlier import keep_weight
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, not_allowed, problem, stale
from caseload_gql.services.standing import Standing, stand_within
from caseload_gql.services.windows import shown
from caseload_gql.services.wording import too_many
from caseload_gql.services.write import Write

#: What a client always has: it can be set, and not cleared.
_KEPT = {"name": "name", "insurance_status": "insuranceStatus", "intake_date": "intakeDate"}


@dataclass(frozen=True, slots=True)
class _Beside:
    """The lists of a client that are rows of their own: unwanted providers in order of id, and weekly windows."""

    unwanted: tuple[str, ...]
    windows: tuple[Window, ...]


async def update_client(write: Write, command: UpdateClient) -> Outcome:
    """Change what was given and leave the rest; a weight is changed in the present provider's load too.

    Providers whom the actor does not see stay on the list of the unwanted. Raises `Refused`.
    """
    standing = await stand_within(write, CLIENT_WRITE, command.client_id)
    client = standing.client
    said = {each.name for each in fields(command) if getattr(command, each.name) is not UNCHANGED}
    before = await _beside(write, client.id)
    asked = _asked(client, before, command)
    admission, found = check_admission(asked, write.day_of(standing.at))
    problems = [each for each in found if _snake(each.path[1]) in said | _dates_of(said)]
    problems += [
        problem(UserErrorCode.INVALID, f"{name} can be changed, and not cleared.", name)
        for field, name in _KEPT.items()
        if getattr(command, field) is None
    ]
    problems += await _unusable(write, standing, command)
    if problems:
        raise Refused(problems, standing.ids())
    after = _Beside(await _unwanted(write, before, command), admission.availability)
    await _carry_out(write, standing, asked, admission, before, after)
    if not await write.within(CLIENT_WRITE, Client, client.id):
        raise Refused([not_allowed("client", "clientId")], standing.ids())
    return Outcome(ids=standing.ids())


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _dates_of(said: set[str]) -> set[str]:
    """The two dates are judged together, whichever of them was given."""
    dates = {"date_of_birth", "intake_date"}
    return dates if said & dates else set()


def _asked(client: Client, beside: _Beside, command: UpdateClient) -> AdmitClient:
    """The client as it would be admitted with these changes; what cannot be cleared stays."""
    present: dict[str, Any] = {
        "name": client.name,
        "insurance_status": client.insurance_status,
        "date_of_birth": client.date_of_birth,
        "intake_date": client.intake_date,
        "payer": client.payer,
        "location_id": client.location_id,
        "telehealth_ok": client.telehealth_ok,
        "service_requirements": client.service_requirements,
        "languages": client.languages,
        "case_weight": client.case_weight_hundredths / 100,
        "attributes": client.attributes,
        "external_id": client.external_id,
        "availability": beside.windows,
        "preferred_provider_id": client.preferred_provider_id,
    }
    given = {name: getattr(command, name) for name in present if getattr(command, name) is not UNCHANGED}
    kept = {name: present[name] for name in _KEPT if given.get(name, "") is None}
    return AdmitClient(**(present | given | kept))


async def _beside(write: Write, client_id: str) -> _Beside:
    unwanted = await write.unit.session.scalars(
        select(client_do_not_match.c.provider_id)
        .where(client_do_not_match.c.client_id == client_id)
        .order_by(client_do_not_match.c.provider_id)
    )
    windows = await write.unit.session.scalars(
        select(ClientWindow).where(ClientWindow.client_id == client_id).order_by(ClientWindow.position)
    )
    return _Beside(tuple(unwanted), tuple(Window(each.weekday, each.starts, each.ends) for each in windows))


async def _unusable(write: Write, standing: Standing, command: UpdateClient) -> list[UserError]:
    """Problems that only the database knows."""
    found: list[UserError | None] = []
    if command.client_version not in {None, standing.client.version}:
        found.append(stale("client", "clientVersion"))
    if isinstance(command.location_id, str):
        found.append(await write.out_of_scope(READ, Location, command.location_id, "locationId"))
    if isinstance(command.preferred_provider_id, str):
        found.append(await write.out_of_scope(READ, Provider, command.preferred_provider_id, "preferredProviderId"))
    if command.do_not_match_provider_ids is not UNCHANGED:
        unwanted = command.do_not_match_provider_ids or ()
        crowded = too_many(unwanted, "doNotMatchProviderIds")
        found.append(crowded)
        if crowded is None:
            for at, each in enumerate(unwanted):
                found.append(await write.out_of_scope(READ, Provider, each, "doNotMatchProviderIds", str(at)))
    if isinstance(command.intake_date, date):
        found.append(_late_intake(standing, command.intake_date))
    return [each for each in found if each is not None]


def _late_intake(standing: Standing, intake: date) -> UserError | None:
    begun = [
        *([] if standing.assignment is None else [standing.assignment.assigned_on]),
        *([] if standing.entry is None else [standing.entry.entered_on]),
    ]
    if all(intake <= each for each in begun):
        return None
    message = "intakeDate lies after the day on which the present wait or assignment began."
    return problem(UserErrorCode.INVALID, message, "intakeDate")


async def _unwanted(write: Write, before: _Beside, command: UpdateClient) -> tuple[str, ...]:
    if command.do_not_match_provider_ids is UNCHANGED:
        return before.unwanted
    given = set(command.do_not_match_provider_ids or ())
    unseen = {each for each in before.unwanted if not await write.within(READ, Provider, each)}
    return tuple(sorted(given | unseen))


async def _carry_out(  # the whole change in one event
    write: Write, standing: Standing, asked: AdmitClient, admission: Admission, before: _Beside, after: _Beside
) -> None:
    client = standing.client
    was = _told(client, before)
    if admission.external_id not in {None, client.external_id} and await external_id_taken(
        write, str(admission.external_id)
    ):
        raise Refused([external_id_conflict()], standing.ids())
    _set(client, asked, admission)
    found = changes({name: (was[name], now) for name, now in _told(client, after).items()})
    if not found:
        return
    await _reweigh(write, standing)
    client.version += 1
    try:
        await write.unit.session.flush()
    except IntegrityError as error:
        # Somebody else took the key since it was looked for: the index is the judge.
        if "external_id" not in str(error.orig):
            raise
        raise Refused([external_id_conflict()]) from error
    await _rewrite(write, client, {each.field for each in found}, after)
    write.record(Event(EventType.CLIENT_UPDATED, standing.at, client_id=client.id, changes=found))


def _set(client: Client, asked: AdmitClient, admission: Admission) -> None:
    client.name = admission.name
    client.name_key = sort_key(admission.name)
    client.external_id = admission.external_id
    client.date_of_birth = admission.date_of_birth
    client.intake_date = admission.intake_date
    client.insurance_status = asked.insurance_status
    client.payer = admission.payer
    client.payer_key = None if admission.payer is None else sort_key(admission.payer)
    client.location_id = asked.location_id
    client.telehealth_ok = admission.telehealth_ok
    client.service_requirements = admission.service_requirements
    client.languages = admission.languages
    client.preferred_provider_id = asked.preferred_provider_id
    client.case_weight_hundredths = admission.weight_hundredths
    client.attributes = admission.attributes


def _told(client: Client, beside: _Beside) -> dict[str, object]:
    """What the audit compares, by the names of the API."""
    return {
        "name": client.name,
        "externalId": client.external_id,
        "dateOfBirth": client.date_of_birth,
        "intakeDate": client.intake_date,
        "insuranceStatus": client.insurance_status,
        "payer": client.payer,
        "locationId": client.location_id,
        "telehealthOk": client.telehealth_ok,
        "serviceRequirements": list(client.service_requirements),
        "languages": list(client.languages),
        "preferredProviderId": client.preferred_provider_id,
        "caseWeight": client.case_weight,
        "attributes": client.attributes,
        "doNotMatchProviderIds": list(beside.unwanted),
        "availability": shown(beside.windows),
    }


async def _reweigh(write: Write, standing: Standing) -> None:
    """The active assignment carries the client's weight, and the provider's load with it, past the capacity too.

    What it counted on earlier days is kept.
    """
    assignment, provider = standing.assignment, standing.present_provider
    weight = standing.client.case_weight_hundredths
    if assignment is None or provider is None or assignment.weight_hundredths == weight:
        return
    await keep_weight(write, assignment)
    provider.load_hundredths += weight - assignment.weight_hundredths
    assignment.weight_hundredths = weight


async def _rewrite(write: Write, client: Client, changed: set[str], after: _Beside) -> None:
    """The rows beside the client, where they are others than before."""
    if changed & {"serviceRequirements", "languages"}:
        await clear(write, ClientFacet, client.id)
        await insert_facets(write, client)
    if "name" in changed:
        await clear(write, ClientWord, client.id)
        await insert_words(write, client)
    if "doNotMatchProviderIds" in changed:
        await clear(write, client_do_not_match, client.id)
        await insert_unwanted(write, client.id, after.unwanted)
    if "availability" in changed:
        await clear(write, ClientWindow, client.id)
        await insert_windows(write, client.id, after.windows)
