"""Use case: a new client is recorded and waits in the pool."""

from collections.abc import Sequence

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import (
    Client,
    Location,
    PoolEntry,
    Provider,
    Team,
)
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.vocabulary import ClientStatus, PoolReason
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import CLIENT_WRITE, READ
from caseload_gql.services.admission import Admission, check_admission
from caseload_gql.services.client_rows import Beside, rewrite, set_admission, told_of
from caseload_gql.services.commands import AdmitClient
from caseload_gql.services.external_ids import flush_keyed, key_conflicts
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, not_allowed, problem
from caseload_gql.services.wording import too_many
from caseload_gql.services.write import Write


async def admit_client(write: Write, command: AdmitClient) -> Outcome:
    """Record the client and open a NEW_INTAKE entry as of now, whatever the intake date: they are two clocks.

    Who may not see a client that is routed to no team, and belongs to one team only, admits to that team.
    Raises `Refused`.
    """
    admission, problems = check_admission(command, write.day_of(write.now()))
    problems += await _unknown(write, command)
    problems += await key_conflicts(write, Client, admission.external_id)
    if problems:
        raise Refused(problems)
    client = await _insert(write, command, admission)
    entry = await _open(write, command, admission, client)
    await _route(write, command, client, entry)
    write.record(
        Event(
            EventType.CLIENT_ADMITTED,
            entry.entered_at,
            client_id=client.id,
            pool_entry_id=entry.id,
            changes=changes(
                {
                    "status": (None, client.status),
                    "name": (None, client.name),
                    "externalId": (None, client.external_id),
                    "dateOfBirth": (None, client.date_of_birth),
                    "intakeDate": (None, client.intake_date),
                    "insuranceStatus": (None, client.insurance_status),
                    "payer": (None, client.payer),
                    "caseWeight": (None, client.case_weight),
                    "teamId": (None, entry.team_id),
                    "priority": (None, entry.priority),
                    "note": (None, entry.note),
                }
            ),
        )
    )
    return Outcome(ids={"client": client.id, "pool_entry": entry.id})


async def _unknown(write: Write, command: AdmitClient) -> list[UserError]:
    """NOT_FOUND for each id that is not there for this actor."""
    unwanted: Sequence[str] = command.do_not_match_provider_ids or ()
    crowded = too_many(unwanted, "doNotMatchProviderIds")
    if crowded is not None:
        return [crowded]
    found = [
        await write.out_of_scope(READ, model, row_id, field)
        for model, row_id, field in (
            (Location, command.location_id, "locationId"),
            (Team, command.team_id, "teamId"),
            (Provider, command.preferred_provider_id, "preferredProviderId"),
        )
        if row_id is not None
    ]
    for at, provider_id in enumerate(unwanted):
        found.append(await write.out_of_scope(READ, Provider, provider_id, "doNotMatchProviderIds", str(at)))
    return [each for each in found if each is not None]


async def _insert(write: Write, command: AdmitClient, admission: Admission) -> Client:
    client = Client(id=fresh_id("cli", write.now()), status=ClientStatus.WAITING, version=1)
    set_admission(client, command, admission)
    write.unit.session.add(client)
    await flush_keyed(write, client)
    beside = Beside(tuple(sorted(set(command.do_not_match_provider_ids or ()))), admission.availability)
    await rewrite(write, client, {name for name, value in told_of(client, beside).items() if value}, beside)
    return client


async def _open(write: Write, command: AdmitClient, admission: Admission, client: Client) -> PoolEntry:
    at = write.now()
    entry = PoolEntry(
        id=fresh_id("pen", at),
        client_id=client.id,
        reason=PoolReason.NEW_INTAKE,
        priority=admission.priority,
        entered_at=at,
        entered_on=write.day_of(at),
        team_id=command.team_id,
        note=admission.note,
        version=1,
    )
    write.unit.session.add(entry)
    await write.unit.session.flush()
    return entry


async def _route(write: Write, command: AdmitClient, client: Client, entry: PoolEntry) -> None:
    """Hold the new client to the actor's scope, by way of the actor's only team where none was named."""
    if await write.within(CLIENT_WRITE, Client, client.id):
        return
    teams = write.actor.team_ids
    if command.team_id is not None or not teams:
        path = "teamId" if command.team_id is not None else "name"
        raise Refused([not_allowed("client", path)])
    if len(teams) > 1:
        message = "You lead several teams: name the one that the client is routed to."
        raise Refused([problem(UserErrorCode.INVALID, message, "teamId")])
    (entry.team_id,) = teams
    await write.unit.session.flush()
    if not await write.within(CLIENT_WRITE, Client, client.id):
        raise Refused([not_allowed("client", "teamId")])
