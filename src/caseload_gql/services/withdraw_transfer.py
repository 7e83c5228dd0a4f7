"""Use case: a client who waits to be moved stays with the provider after all."""

from caseload_gql.db.models import Client
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import Step
from caseload_gql.domain.vocabulary import PoolEntryOutcome
from caseload_gql.policy.actions import ASSIGN
from caseload_gql.services.commands import WithdrawTransfer
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, barred, not_allowed
from caseload_gql.services.standing import leave_pool, stand_within
from caseload_gql.services.write import Write


async def withdraw_transfer(write: Write, command: WithdrawTransfer) -> Outcome:
    """Close the open entry as WITHDRAWN; the assignment goes on untouched. Raises `Refused`."""
    standing = await stand_within(write, ASSIGN, command.client_id)
    entry, assignment = standing.entry, standing.assignment
    if entry is None or assignment is None:
        raise Refused(barred(Step.WITHDRAW, standing.stand, "clientId"), standing.ids())
    await leave_pool(write, entry, standing.at, PoolEntryOutcome.WITHDRAWN)
    standing.client.version += 1
    await write.unit.session.flush()
    if not await write.within(ASSIGN, Client, command.client_id):
        raise Refused([not_allowed("client", "clientId")], standing.ids())
    write.record(
        Event(
            EventType.TRANSFER_WITHDRAWN,
            standing.at,
            client_id=command.client_id,
            provider_id=assignment.provider_id,
            pool_entry_id=entry.id,
            assignment_id=assignment.id,
            changes=changes({"poolEntryOutcome": (None, entry.outcome)}),
        )
    )
    return Outcome(ids=standing.ids())
