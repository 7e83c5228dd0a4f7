"""Which command is answered by which use case, and what the actor must be granted for it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from caseload_gql.policy.actions import (
    ASSIGN,
    CLIENT_WRITE,
    PRACTICE_WRITE,
    PROVIDER_MANAGE,
    PROVIDER_WRITE,
    UNDO,
    USERS_MANAGE,
)
from caseload_gql.services import commands, practice_commands, provider_commands, user_commands
from caseload_gql.services.add_location import add_location
from caseload_gql.services.add_provider import add_provider
from caseload_gql.services.add_team import add_team
from caseload_gql.services.add_user import add_user
from caseload_gql.services.admit_client import admit_client
from caseload_gql.services.assign_client import assign_client
from caseload_gql.services.create_sign_in_link import create_sign_in_link
from caseload_gql.services.create_token import create_token
from caseload_gql.services.depart_provider import depart_provider
from caseload_gql.services.discharge_client import discharge_client
from caseload_gql.services.end_provider_leave import end_provider_leave
from caseload_gql.services.import_users import import_users
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.readmit_client import readmit_client
from caseload_gql.services.reassign_client import reassign_client
from caseload_gql.services.record_first_session import record_first_session
from caseload_gql.services.reinstate_provider import reinstate_provider
from caseload_gql.services.return_client_to_pool import return_client_to_pool
from caseload_gql.services.revoke_token import revoke_token
from caseload_gql.services.route_pool_entry import route_pool_entry
from caseload_gql.services.set_provider_capacity import set_provider_capacity
from caseload_gql.services.start_provider_leave import start_provider_leave
from caseload_gql.services.undo_assignment import undo_assignment
from caseload_gql.services.update_client import update_client
from caseload_gql.services.update_location import update_location
from caseload_gql.services.update_practice import update_practice
from caseload_gql.services.update_provider import update_provider
from caseload_gql.services.update_team import update_team
from caseload_gql.services.update_user import update_user
from caseload_gql.services.withdraw_transfer import withdraw_transfer


@dataclass(frozen=True, slots=True)
class UseCase:
    """One use case: `run` takes the write and the command; with `scored`, the fit of the pair as well."""

    run: Callable[..., Awaitable[Outcome]]
    #: What the actor must be granted for some row or other; which rows, the use case asks.
    action: str
    #: The command names a client and a provider, whose fit is read before the transaction.
    scored: bool = False


USE_CASES: Final[Mapping[type[Any], UseCase]] = {
    commands.AdmitClient: UseCase(admit_client, CLIENT_WRITE),
    commands.UpdateClient: UseCase(update_client, CLIENT_WRITE),
    commands.AssignClient: UseCase(assign_client, ASSIGN, scored=True),
    commands.ReassignClient: UseCase(reassign_client, ASSIGN, scored=True),
    commands.ReturnClientToPool: UseCase(return_client_to_pool, ASSIGN),
    commands.DischargeClient: UseCase(discharge_client, ASSIGN),
    commands.ReadmitClient: UseCase(readmit_client, ASSIGN),
    commands.RecordFirstSession: UseCase(record_first_session, ASSIGN),
    commands.WithdrawTransfer: UseCase(withdraw_transfer, ASSIGN),
    commands.RoutePoolEntry: UseCase(route_pool_entry, ASSIGN),
    commands.UndoAssignment: UseCase(undo_assignment, UNDO),
    provider_commands.AddProvider: UseCase(add_provider, PROVIDER_MANAGE),
    provider_commands.UpdateProvider: UseCase(update_provider, PROVIDER_WRITE),
    provider_commands.DepartProvider: UseCase(depart_provider, PROVIDER_MANAGE),
    provider_commands.ReinstateProvider: UseCase(reinstate_provider, PROVIDER_MANAGE),
    provider_commands.StartProviderLeave: UseCase(start_provider_leave, PROVIDER_WRITE),
    provider_commands.EndProviderLeave: UseCase(end_provider_leave, PROVIDER_WRITE),
    commands.SetProviderCapacity: UseCase(set_provider_capacity, PROVIDER_WRITE),
    practice_commands.UpdatePractice: UseCase(update_practice, PRACTICE_WRITE),
    practice_commands.AddTeam: UseCase(add_team, PRACTICE_WRITE),
    practice_commands.UpdateTeam: UseCase(update_team, PRACTICE_WRITE),
    practice_commands.AddLocation: UseCase(add_location, PRACTICE_WRITE),
    practice_commands.UpdateLocation: UseCase(update_location, PRACTICE_WRITE),
    user_commands.AddUser: UseCase(add_user, USERS_MANAGE),
    user_commands.UpdateUser: UseCase(update_user, USERS_MANAGE),
    user_commands.CreateSignInLink: UseCase(create_sign_in_link, USERS_MANAGE),
    user_commands.CreateToken: UseCase(create_token, USERS_MANAGE),
    user_commands.RevokeToken: UseCase(revoke_token, USERS_MANAGE),
    user_commands.ImportUsers: UseCase(import_users, USERS_MANAGE),
}
