"""Changes of clients: their record, their stays in the pool, their assignments."""

import strawberry

from caseload_gql.policy.actions import ASSIGN, CLIENT_WRITE, UNDO
from caseload_gql.schema.inputs.admission import AdmitClientInput, UpdateClientInput
from caseload_gql.schema.inputs.assignment import (
    AssignClientInput,
    DischargeClientInput,
    ReadmitClientInput,
    ReassignClientInput,
    RecordFirstSessionInput,
    ReturnClientToPoolInput,
    RoutePoolEntryInput,
    UndoAssignmentInput,
    WithdrawTransferInput,
)
from caseload_gql.schema.mutations.field import mutation
from caseload_gql.schema.types import payload
from caseload_gql.services import commands


@strawberry.type
class ClientMutations:
    """What can be changed of clients."""

    admit_client = mutation(
        "Records a new client, who then waits in the pool.",
        action=CLIENT_WRITE,
        takes=AdmitClientInput,
        makes=commands.AdmitClient,
        gives=payload.AdmitClientPayload,
    )
    assign_client = mutation(
        "Gives a client of the pool to a provider. The gates and the capacity are checked as the change is made.",
        action=ASSIGN,
        takes=AssignClientInput,
        makes=commands.AssignClient,
        gives=payload.AssignClientPayload,
    )
    reassign_client = mutation(
        "Moves an active client to another provider in one step.",
        action=ASSIGN,
        takes=ReassignClientInput,
        makes=commands.ReassignClient,
        gives=payload.ReassignClientPayload,
    )
    return_client_to_pool = mutation(
        "Sends a client back to the pool, to be given to somebody else (TRANSFER). The present provider is relieved at "
        "once, or goes on until the move.",
        action=ASSIGN,
        takes=ReturnClientToPoolInput,
        makes=commands.ReturnClientToPool,
        gives=payload.ReturnClientToPoolPayload,
    )
    discharge_client = mutation(
        "Ends a client's care: the assignment and the open pool entry are closed; nothing is deleted.",
        action=ASSIGN,
        takes=DischargeClientInput,
        makes=commands.DischargeClient,
        gives=payload.DischargeClientPayload,
    )
    readmit_client = mutation(
        "Lets a discharged client come back: a RETURNING entry opens, and the wait begins anew.",
        action=ASSIGN,
        takes=ReadmitClientInput,
        makes=commands.ReadmitClient,
        gives=payload.ReadmitClientPayload,
    )
    record_first_session = mutation(
        "Records when the first session with the present provider was held; once more, it corrects the time.",
        action=ASSIGN,
        takes=RecordFirstSessionInput,
        makes=commands.RecordFirstSession,
        gives=payload.RecordFirstSessionPayload,
    )
    withdraw_transfer = mutation(
        "Calls a transfer off: the client leaves the pool (WITHDRAWN) and stays with the present provider.",
        action=ASSIGN,
        takes=WithdrawTransferInput,
        makes=commands.WithdrawTransfer,
        gives=payload.WithdrawTransferPayload,
    )
    route_pool_entry = mutation(
        "Sends a pool entry to a team, or to none; sets its priority and note. An entry that you no longer see "
        "comes back as null.",
        action=ASSIGN,
        takes=RoutePoolEntryInput,
        makes=commands.RoutePoolEntry,
        gives=payload.RoutePoolEntryPayload,
    )
    undo_assignment = mutation(
        "Takes back a client's latest assignment while no session has been held: to the previous provider if every "
        "gate lets the client back, else to the pool; the wait goes on as before.",
        action=UNDO,
        takes=UndoAssignmentInput,
        makes=commands.UndoAssignment,
        gives=payload.UndoAssignmentPayload,
    )
    update_client = mutation(
        "Changes what is recorded of a client. What is left out stays as it is; null clears.",
        action=CLIENT_WRITE,
        takes=UpdateClientInput,
        makes=commands.UpdateClient,
        gives=payload.UpdateClientPayload,
    )
