"""Use case: a provider goes on leave, and the clients stay, go to whoever covers, or go to the pool."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import Provider, ProviderLeave
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.provider_lifecycle import ProviderStep
from caseload_gql.domain.vocabulary import AssignmentEndReason, LeaveHandling, PoolReason, ProviderStatus
from caseload_gql.errors import FailedGate, UserError, UserErrorCode
from caseload_gql.matching.gates import PROVIDER_NOT_ACTIVE
from caseload_gql.policy.actions import ASSIGN, PROVIDER_WRITE, READ
from caseload_gql.services.caseload import Caseload, hold_caseload, send_to_pool
from caseload_gql.services.covering import coverable, move_to_cover
from caseload_gql.services.earlier import keep_terms
from caseload_gql.services.journal import changes
from caseload_gql.services.leave import leave_fields
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.provider_commands import StartProviderLeave
from caseload_gql.services.provider_standing import barred_provider, hold_provider
from caseload_gql.services.refusal import INPUT, Refused, not_allowed, problem
from caseload_gql.services.standing import Standing
from caseload_gql.services.write import Write

_COVER: Final = "coverProviderId"
#: How far from today a leave may begin and end: ten years.
_FARTHEST: Final = timedelta(days=3653)


async def start_provider_leave(write: Write, command: StartProviderLeave) -> Outcome:
    """Put the provider on leave, and move the clients as asked, those whom the actor does not see too.

    What is moved is moved now, whenever the leave began. Raises `Refused`.
    """
    provider = await hold_provider(write, PROVIDER_WRITE, command.provider_id, [command.cover_provider_id])
    shown: dict[str, str | None] = {"provider": provider.id}
    problems = [
        *barred_provider(ProviderStep.START_LEAVE, provider),
        *await _misdated(write, provider, command),
        *await _uncovered(write, command),
    ]
    if problems:
        raise Refused(problems, shown)
    cover = await _cover(write, command)
    caseload = await _caseload(write, command, provider, cover)
    covered = await coverable(write, caseload, cover) if cover and command.clients is LeaveHandling.COVER else []
    await _begin(write, caseload, command)
    lists = await _move(write, caseload, command, covered, cover)
    if not await write.within(PROVIDER_WRITE, Provider, provider.id):
        raise Refused([not_allowed("provider", "providerId")], shown)
    return Outcome(ids=shown, lists=lists)


async def _misdated(write: Write, provider: Provider, command: StartProviderLeave) -> list[UserError]:
    today, begins, ends = write.day_of(write.now()), command.starts_on, command.until
    problems = []
    if not today - _FARTHEST <= begins <= today:
        message = "A leave begins today or earlier, and not more than ten years ago."
        problems.append(problem(UserErrorCode.INVALID, message, "from"))
    elif begins < (back := await _last_back(write, provider.id)):
        message = f"from lies before {back.isoformat()}, when the provider came back from an earlier leave."
        problems.append(problem(UserErrorCode.INVALID, message, "from"))
    if ends is not None and ends < begins:
        problems.append(problem(UserErrorCode.INVALID, "until lies before from.", "until"))
    elif ends is not None and not today <= ends <= today + _FARTHEST:
        message = "A leave that starts now lasts until today or later, and not longer than ten years."
        problems.append(problem(UserErrorCode.INVALID, message, "until"))
    return problems


async def _last_back(write: Write, provider_id: str) -> date:
    """The day on which the provider came back from the latest leave; every earlier one was over by then."""
    ended = await write.unit.session.scalar(
        select(func.max(ProviderLeave.ended_at)).where(ProviderLeave.provider_id == provider_id)
    )
    return date.min if ended is None else write.day_of(ended)


async def _uncovered(write: Write, command: StartProviderLeave) -> list[UserError]:
    """What is wrong with the cover; who takes over clients must be the actor's to assign to."""
    moves = command.clients is LeaveHandling.COVER
    cover_id = command.cover_provider_id
    if cover_id is None:
        message = "Name the provider to whom the clients go, or keep them with KEEP."
        return [problem(UserErrorCode.INVALID, message, _COVER)] if moves else []
    if cover_id == command.provider_id:
        return [problem(UserErrorCode.INVALID, "Nobody covers for their own leave. Name another provider.", _COVER)]
    denied = await write.out_of_scope(ASSIGN if moves else READ, Provider, cover_id, _COVER)
    if denied is not None:
        return [denied]
    cover = await _cover(write, command)
    if cover is None or cover.status is not ProviderStatus.ACTIVE:
        gate = FailedGate(PROVIDER_NOT_ACTIVE, "The covering provider is on leave or has left the practice.")
        return [UserError(UserErrorCode.NOT_ELIGIBLE, gate.reason, (INPUT, _COVER), gate)]
    return []


async def _cover(write: Write, command: StartProviderLeave) -> Provider | None:
    """The covering provider, who was locked together with the other one."""
    return (
        None if command.cover_provider_id is None else await write.unit.session.get(Provider, command.cover_provider_id)
    )


async def _caseload(write: Write, command: StartProviderLeave, provider: Provider, cover: Provider | None) -> Caseload:
    """The clients to move: nobody's row is locked where all stay."""
    if command.clients is LeaveHandling.KEEP:
        return Caseload(provider, (), write.now())
    providers = {each.id: each for each in (provider, cover) if each is not None}
    return await hold_caseload(write, providers, provider)


async def _begin(write: Write, caseload: Caseload, command: StartProviderLeave) -> None:
    provider, before = caseload.provider, caseload.provider.status
    leave = ProviderLeave(
        id=fresh_id("lve", caseload.at),
        provider_id=provider.id,
        starts_on=command.starts_on,
        ends_on=command.until,
        cover_provider_id=command.cover_provider_id,
    )
    write.unit.session.add(leave)
    await keep_terms(write, provider)
    provider.status = ProviderStatus.ON_LEAVE
    provider.version += 1
    await write.unit.session.flush()
    kept = provider.caseload_count if command.clients is LeaveHandling.KEEP else 0
    write.record(
        Event(
            EventType.PROVIDER_LEAVE_STARTED,
            caseload.at,
            provider_id=provider.id,
            changes=changes(
                {
                    "status": (before, provider.status),
                    **leave_fields(None, leave),
                    "clients": (None, command.clients),
                    "caseloadCount": (provider.caseload_count, kept),
                }
            ),
        )
    )


async def _move(
    write: Write,
    caseload: Caseload,
    command: StartProviderLeave,
    covered: Sequence[Standing],
    cover: Provider | None,
) -> dict[str, list[str]]:
    """Move whom the cover takes, and send the rest to the pool; with KEEP nobody moves."""
    if command.clients is LeaveHandling.KEEP:
        return {}
    moved = [] if cover is None else await move_to_cover(write, caseload, covered, cover)
    taken = {each.client_id for each in moved}
    entries = await send_to_pool(
        write,
        caseload,
        [each for each in caseload.standings if each.client.id not in taken],
        because=AssignmentEndReason.PROVIDER_ON_LEAVE,
        reason=PoolReason.TRANSFER,
    )
    return {"assignments": [each.id for each in moved], "pool_entries": [each.id for each in entries]}
