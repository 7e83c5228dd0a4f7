"""How mutations turn inputs into commands, and outcomes into payloads."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeAlias

from caseload_gql.domain.vocabulary import InsuranceStatus, LeaveHandling, PoolPriority, Weekday
from caseload_gql.errors import FailedGate, UserError, UserErrorCode
from caseload_gql.schema.build import build_schema
from caseload_gql.services import commands, provider_commands
from caseload_gql.services.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.schema.conftest import Asked

Asking: TypeAlias = "Callable[..., Asked]"
SCHEMA = build_schema()

ASSIGN = """
mutation($input: AssignClientInput!) {
  assignClient(input: $input) {
    done: assignment { id }
    pool { totalCount }
    problems: userErrors { code message path gate { code reason } }
  }
}
"""


async def test_a_payload_shows_its_rows_and_the_problems_found(asking: Asking) -> None:
    full = UserError(UserErrorCode.AT_CAPACITY, "No room.", ("providerId",), FailedGate("NO_FREE_UNITS", "Full."))
    asked = asking(outcome=Outcome((full,)), payload={"done": None, "pool": {"totalCount": 3}})
    variables = {"input": {"clientId": "cli_1", "providerId": "prv_1"}}
    answer = await SCHEMA.execute(ASSIGN, variables, context_value=asked.context)
    assert answer.errors is None
    assert answer.data == {
        "assignClient": {
            "done": None,
            "pool": {"totalCount": 3},
            "problems": [
                {
                    "code": "AT_CAPACITY",
                    "message": "No room.",
                    "path": ["providerId"],
                    "gate": {"code": "NO_FREE_UNITS", "reason": "Full."},
                }
            ],
        }
    }


async def test_what_is_left_out_or_null_reaches_the_service_as_none(asking: Asking) -> None:
    asked = asking(payload={"done": None, "pool": None})
    variables = {"input": {"clientId": "cli_1", "providerId": "prv_1", "overrideReason": None}}
    await SCHEMA.execute(ASSIGN, variables, context_value=asked.context)
    assert asked.desk.taken == [commands.AssignClient("cli_1", "prv_1")]


async def test_an_instant_reaches_the_service_in_utc(asking: Asking) -> None:
    asked = asking(payload={"done": None, "pool": None})
    variables = {"input": {"clientId": "c", "providerId": "p", "assignedAt": "2026-01-15T09:30:00+02:00"}}
    await SCHEMA.execute(ASSIGN, variables, context_value=asked.context)
    command = asked.desk.taken[0]
    assert isinstance(command, commands.AssignClient)
    assert command.assigned_at == datetime(2026, 1, 15, 7, 30, tzinfo=UTC)


async def test_an_admission_reaches_the_service_whole(asking: Asking) -> None:
    asked = asking(payload={})
    query = """
    mutation {
      admitClient(input: {
        name: "Zoë", insuranceStatus: PENDING, intakeDate: "2026-01-15", priority: URGENT, caseWeight: 0.5,
        attributes: { vip: true }, doNotMatchProviderIds: ["prv_1"],
        availability: [{ weekday: MONDAY, starts: "09:00", ends: "12:00" }]
      }) { userErrors { code } }
    }
    """
    answer = await SCHEMA.execute(query, context_value=asked.context)
    assert answer.data == {"admitClient": {"userErrors": []}}
    assert asked.desk.taken == [
        commands.AdmitClient(
            name="Zoë",
            insurance_status=InsuranceStatus.PENDING,
            intake_date=date(2026, 1, 15),
            priority=PoolPriority.URGENT,
            case_weight=0.5,
            attributes={"vip": True},
            do_not_match_provider_ids=["prv_1"],
            availability=(commands.Window(Weekday.MONDAY, "09:00", "12:00"),),
        )
    ]


async def test_each_of_the_other_mutations_hands_over_its_own_command(asking: Asking) -> None:
    asked = asking(payload={})
    query = """
    mutation {
      reassignClient(input: { clientId: "c", providerId: "p", overrideReason: "why" }) { userErrors { code } }
      returnClientToPool(input: { clientId: "c", keepProviderUntilMoved: true }) { userErrors { code } }
      dischargeClient(input: { clientId: "c", note: "moved", clientVersion: 2 }) { userErrors { code } }
      readmitClient(input: { clientId: "c", intakeDate: "2026-01-15", teamId: "t" }) { userErrors { code } }
      recordFirstSession(input: { clientId: "c", at: "2026-01-15T09:00:00Z" }) { userErrors { code } }
      withdrawTransfer(input: { clientId: "c" }) { userErrors { code } }
      routePoolEntry(input: { poolEntryId: "e", teamId: null, note: "soon" }) { userErrors { code } }
      undoAssignment(input: { assignmentId: "a" }) { userErrors { code } }
      updateClient(input: {
        clientId: "c", payer: null, caseWeight: 2, availability: [{ weekday: MONDAY, starts: "09:00", ends: "12:00" }]
      }) { userErrors { code } }
      setProviderCapacity(input: { providerId: "p", capacity: 7 }) { userErrors { code } }
      addProvider(input: { name: "n", capacity: 7, telehealth: true, idempotencyKey: "k" }) { userErrors { code } }
      updateProvider(input: { providerId: "p", teamId: null, locationIds: ["l"] }) { userErrors { code } }
      departProvider(input: { providerId: "p" }) { userErrors { code } }
      reinstateProvider(input: { providerId: "p", capacity: 3 }) { userErrors { code } }
      startProviderLeave(input: { providerId: "p", from: "2026-01-15", clients: COVER, coverProviderId: "q" }) {
        userErrors { code }
      }
      endProviderLeave(input: { providerId: "p" }) { userErrors { code } }
    }
    """
    answer = await SCHEMA.execute(query, context_value=asked.context)
    assert answer.errors is None
    assert asked.desk.taken == [
        commands.ReassignClient("c", "p", override_reason="why"),
        commands.ReturnClientToPool("c", keep_provider_until_moved=True),
        commands.DischargeClient("c", note="moved", client_version=2),
        commands.ReadmitClient("c", intake_date=date(2026, 1, 15), team_id="t"),
        commands.RecordFirstSession("c", datetime(2026, 1, 15, 9, tzinfo=UTC)),
        commands.WithdrawTransfer("c"),
        commands.RoutePoolEntry("e", team_id=None, priority=commands.UNCHANGED, note="soon"),
        commands.UndoAssignment("a"),
        commands.UpdateClient(
            "c", payer=None, case_weight=2, availability=(commands.Window(Weekday.MONDAY, "09:00", "12:00"),)
        ),
        commands.SetProviderCapacity("p", 7),
        provider_commands.AddProvider("n", 7, telehealth=True),
        provider_commands.UpdateProvider("p", team_id=None, location_ids=["l"]),
        provider_commands.DepartProvider("p"),
        provider_commands.ReinstateProvider("p", 3),
        provider_commands.StartProviderLeave(
            "p", date(2026, 1, 15), clients=LeaveHandling.COVER, cover_provider_id="q"
        ),
        provider_commands.EndProviderLeave("p"),
    ]
