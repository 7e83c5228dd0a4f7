"""Who takes the steps, and which action each command needs: the roles as people read them, apart from the product."""

from typing import Final

from caseload_gql.services import commands, provider_commands
from tests.stateful.people import Asker

NORTH: Final = "tem_north"
SOUTH: Final = "tem_south"

_ALL: Final = frozenset(
    {"caseload:assign", "caseload:undo", "caseload:override", "client:write", "provider:write", "provider:manage"}
)
ASKERS: Final = (
    Asker("ADMIN", _ALL),
    Asker("SUPPORT_STAFF", _ALL - {"caseload:override"}),
    Asker("supervisor", _ALL - {"provider:manage"}, frozenset({NORTH})),
    Asker("qmhp", frozenset()),
    Asker("STAFF", frozenset()),
)

ACTIONS: Final = {
    commands.AdmitClient: "client:write",
    commands.UpdateClient: "client:write",
    commands.UndoAssignment: "caseload:undo",
    provider_commands.AddProvider: "provider:manage",
    commands.SetProviderCapacity: "provider:write",
    provider_commands.UpdateProvider: "provider:write",
    provider_commands.StartProviderLeave: "provider:write",
    provider_commands.EndProviderLeave: "provider:write",
    provider_commands.DepartProvider: "provider:manage",
    provider_commands.ReinstateProvider: "provider:manage",
    **dict.fromkeys(
        (
            commands.AssignClient,
            commands.ReassignClient,
            commands.ReturnClientToPool,
            commands.WithdrawTransfer,
            commands.RoutePoolEntry,
            commands.RecordFirstSession,
            commands.DischargeClient,
            commands.ReadmitClient,
        ),
        "caseload:assign",
    ),
}
