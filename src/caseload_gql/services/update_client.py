"""Use case: what is recorded of a client changes."""

from dataclasses import fields
from datetime import date
from typing import Any

from caseload_gql.db.models import (
    Client,
    Location,
    Provider,
)
from caseload_gql.domain.events import Event, EventType
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import CLIENT_WRITE, READ
from caseload_gql.services.admission import Admission, check_admission
from caseload_gql.services.client_rows import Beside, read_beside, rewrite, set_admission, told_of
from caseload_gql.services.commands import UNCHANGED, AdmitClient, UpdateClient
from caseload_gql.services.earlier import keep_weight
from caseload_gql.services.external_ids import flush_keyed, key_conflicts
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, not_allowed, problem, stale
from caseload_gql.services.standing import Standing, stand_within
from caseload_gql.services.wording import too_many
from caseload_gql.services.write import Write

#: What a client always has: it can be set, and not cleared.
_KEPT = {"name": "name", "insurance_status": "insuranceStatus", "intake_date": "intakeDate"}


async def update_client(write: Write, command: UpdateClient) -> Outcome:
    """Change what was given and leave the rest; a weight is changed in the present provider's load too.

    Providers whom the actor does not see stay on the list of the unwanted. Raises `Refused`.
    """
    standing = await stand_within(write, CLIENT_WRITE, command.client_id)
    client = standing.client
    said = {each.name for each in fields(command) if getattr(command, each.name) is not UNCHANGED}
    before = await read_beside(write, client.id)
    asked = _asked(client, before, command)
    admission, found = check_admission(asked, write.day_of(standing.at))
    problems = [each for each in found if _snake(each.path[1]) in said | _dates_of(said)]
    problems += [
        problem(UserErrorCode.INVALID, f"{name} can be changed, and not cleared.", name)
        for field, name in _KEPT.items()
        if getattr(command, field) is None
    ]
    problems += await _unusable(write, standing, command)
    problems += await key_conflicts(write, Client, admission.external_id, client.id)
    if problems:
        raise Refused(problems, standing.ids())
    after = Beside(await _unwanted(write, before, command), admission.availability)
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


def _asked(client: Client, beside: Beside, command: UpdateClient) -> AdmitClient:
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


async def _unwanted(write: Write, before: Beside, command: UpdateClient) -> tuple[str, ...]:
    if command.do_not_match_provider_ids is UNCHANGED:
        return before.unwanted
    given = set(command.do_not_match_provider_ids or ())
    unseen = {each for each in before.unwanted if not await write.within(READ, Provider, each)}
    return tuple(sorted(given | unseen))


async def _carry_out(  # the whole change in one event
    write: Write, standing: Standing, asked: AdmitClient, admission: Admission, before: Beside, after: Beside
) -> None:
    client = standing.client
    was = told_of(client, before)
    set_admission(client, asked, admission)
    found = changes({name: (was[name], now) for name, now in told_of(client, after).items()})
    if not found:
        return
    client.version += 1
    await flush_keyed(write, client, standing.ids())
    await _reweigh(write, standing)
    await rewrite(write, client, {each.field for each in found}, after)
    write.record(Event(EventType.CLIENT_UPDATED, standing.at, client_id=client.id, changes=found))


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
