"""The operator of the server may do everything; others do to a list what they may do to each row of it."""

from caseload_gql.db.engine import Database
from caseload_gql.policy.actions import ASSIGN, READ
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.operator import Operator
from caseload_gql.policy.rules import Grant, PolicyRequest, Restrict
from caseload_gql.policy.within import rows_within
from tests.planner.door import ADA, Rules

CLIENTS = ("cli_north", "cli_south", "cli_gone", "nobody")


def _of_north(request: PolicyRequest) -> list[Restrict]:
    if request.resource != "Client":
        return []
    return [Restrict("NORTH", "Only one.", request.row.id == "cli_north")]


async def _within(database: Database, policy: PolicyEngine, who: Actor = ADA, action: str = READ) -> frozenset[str]:
    return await rows_within(database, policy, who, action, "Client", [*CLIENTS, *CLIENTS])


async def test_the_operator_may_do_everything(database: Database) -> None:
    everybody = await _within(database, PolicyEngine([Operator()]), action=ASSIGN)
    assert everybody == {"cli_north", "cli_south", "cli_gone"}


async def test_a_list_holds_what_each_row_allows(database: Database) -> None:
    assert await _within(database, PolicyEngine([Rules(restricted=_of_north)])) == {"cli_north"}


async def test_without_a_grant_no_row_is_asked_for(database: Database) -> None:
    def nothing(_: PolicyRequest) -> tuple[Grant, ...]:
        return ()

    assert await _within(database, PolicyEngine([Rules(granted=nothing)])) == frozenset()
