"""Use case: an open pool entry goes to a team, or to none; its priority and note are set."""

from caseload_gql.db.models import Client, PoolEntry, Team
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import LEFT_POOL
from caseload_gql.domain.vocabulary import PoolPriority
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import ASSIGN, READ
from caseload_gql.services.commands import UNCHANGED, RoutePoolEntry
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, not_allowed, not_found, problem, stale
from caseload_gql.services.standing import Standing, stand
from caseload_gql.services.wording import NOTE_LENGTH, cleaned_or_none
from caseload_gql.services.write import Write, could_be_id

_PATH = "poolEntryId"


async def route_pool_entry(write: Write, command: RoutePoolEntry) -> Outcome:
    """Change what was given and leave the rest.

    Scope is checked before only: an entry may be handed to where the actor no longer sees it. Raises `Refused`.
    """
    standing, entry = await _under_lock(write, command.pool_entry_id)
    shown: dict[str, str | None] = {"pool_entry": entry.id}
    problems: list[UserError] = []
    note = None if command.note is UNCHANGED else cleaned_or_none(command.note, problems, "note", maximum=NOTE_LENGTH)
    if isinstance(command.team_id, str):
        unseen = await write.out_of_scope(READ, Team, command.team_id, "teamId")
        problems += [] if unseen is None else [unseen]
    problems += _out_of_state(entry, command)
    if problems:
        raise Refused(problems, shown)
    await _carry_out(write, standing, entry, command, note)
    return Outcome(ids=shown)


async def _under_lock(write: Write, entry_id: str) -> tuple[Standing, PoolEntry]:
    """The entry as it is once its client is locked. Raises `Refused` where it is not the actor's to change."""
    entry = await write.unit.session.get(PoolEntry, entry_id) if could_be_id(entry_id) else None
    standing = None if entry is None else await stand(write, entry.client_id, [])
    if entry is None or standing is None:
        raise Refused([not_found("pool entry", _PATH)])
    await write.unit.session.refresh(entry)
    denied = await write.out_of_scope(ASSIGN, PoolEntry, entry_id, _PATH)
    if denied is None and not await write.within(ASSIGN, Client, entry.client_id):
        denied = not_allowed("pool entry", _PATH)
    if denied is not None:
        raise Refused([denied], {"pool_entry": entry_id})
    return standing, entry


def _out_of_state(entry: PoolEntry, command: RoutePoolEntry) -> list[UserError]:
    if command.pool_entry_version not in {None, entry.version}:
        return [stale("pool entry", "poolEntryVersion")]
    if entry.left_at is not None:
        return [problem(LEFT_POOL.code, LEFT_POOL.sentence, _PATH)]
    return []


async def _carry_out(
    write: Write, standing: Standing, entry: PoolEntry, command: RoutePoolEntry, note: str | None
) -> None:
    before = (entry.team_id, entry.priority, entry.note)
    if command.team_id is not UNCHANGED:
        entry.team_id = command.team_id
    if command.priority is not UNCHANGED:
        entry.priority = command.priority or PoolPriority.ROUTINE
    if command.note is not UNCHANGED:
        entry.note = note
    after = (entry.team_id, entry.priority, entry.note)
    found = changes(dict(zip(("teamId", "priority", "note"), zip(before, after, strict=True), strict=True)))
    if not found:
        return
    entry.version += 1
    standing.client.version += 1
    await write.unit.session.flush()
    write.record(
        Event(
            EventType.POOL_ENTRY_ROUTED,
            standing.at,
            client_id=entry.client_id,
            pool_entry_id=entry.id,
            changes=found,
        )
    )
