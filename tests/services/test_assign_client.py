"""What happens when a client of the pool is assigned."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry, Provider
from caseload_gql.domain.vocabulary import (
    AssignmentEndReason,
    ClientStatus,
    InsuranceStatus,
    PoolEntryOutcome,
    PoolReason,
    ProviderStatus,
)
from caseload_gql.errors import Forbidden, StaleAccess, UserErrorCode
from caseload_gql.services.commands import AssignClient
from tests.services.practice import NOW, SmallPractice, codes, days_ago, paths


async def test_assigning_moves_the_client_from_the_pool_to_the_caseload(practice: SmallPractice) -> None:
    await practice.waiting("bo", case_weight_hundredths=150)
    desk = await practice.desk(score=8124)
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana"))
    assert outcome.user_errors == ()
    assert outcome.ids["client"] == "cli_bo"
    assert outcome.ids["provider"] == "prv_ana"
    assert outcome.ids["pool_entry"] == "pen_bo"
    assert outcome.ids["previous_provider"] is None
    assigned = await practice.row(Assignment, str(outcome.ids["assignment"]))
    assert assigned["assigned_at"] == NOW
    assert assigned["assigned_by"] == "Person ADMIN"
    assert assigned["weight_hundredths"] == 150
    assert assigned["match_score_ten_thousandths"] == 8124
    assert assigned["pool_entry_id"] == "pen_bo"
    assert assigned["override_reason"] is None
    entry = await practice.row(PoolEntry, "pen_bo")
    assert (entry["left_at"], entry["outcome"], entry["version"]) == (NOW, PoolEntryOutcome.ASSIGNED, 2)
    client = await practice.row(Client, "cli_bo")
    assert (client["status"], client["version"]) == (ClientStatus.ACTIVE, 2)
    provider = await practice.row(Provider, "prv_ana")
    assert (provider["load_hundredths"], provider["caseload_count"], provider["version"]) == (150, 1, 1)


async def test_assigning_is_recorded_once_with_who_and_what(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk()
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana"))
    (event,) = await practice.rows(EventRow)
    assert event["type"] == "CLIENT_ASSIGNED"
    assert event["actor"] == "Person ADMIN"
    assert event["assignment_id"] == outcome.ids["assignment"]
    assert {"field": "status", "before": "WAITING", "after": "ACTIVE"} in event["changes"]
    assert {"field": "providerId", "before": None, "after": "prv_ana"} in event["changes"]


async def test_a_client_who_waits_for_a_transfer_is_moved(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.add(
        PoolEntry(
            id="pen_transfer",
            client_id="cli_bo",
            reason=PoolReason.TRANSFER,
            entered_at=days_ago(2),
            entered_on=days_ago(2).date(),
        )
    )
    desk = await practice.desk()
    outcome = await desk.do(AssignClient("cli_bo", "prv_sam"))
    assert outcome.user_errors == ()
    assert outcome.ids["previous_provider"] == "prv_ana"
    old = await practice.row(Assignment, "asg_bo")
    assert (old["end_reason"], old["ended_at"]) == (AssignmentEndReason.TRANSFERRED, NOW)
    new = await practice.row(Assignment, str(outcome.ids["assignment"]))
    assert (new["previous_assignment_id"], new["pool_entry_id"]) == ("asg_bo", "pen_transfer")
    assert (await practice.row(Provider, "prv_ana"))["load_hundredths"] == 0
    assert (await practice.row(Provider, "prv_sam"))["caseload_count"] == 1


async def test_the_same_client_can_come_back_to_the_same_provider(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.ended("bo", "ana", since=29, until=20)
    desk = await practice.desk()
    assert (await desk.do(AssignClient("cli_bo", "prv_ana"))).user_errors == ()


@pytest.mark.parametrize("client_id", ["cli_nobody", "", "x" * 500, "cli_\x00", "' OR 1=1 --", "cli_é"])
async def test_unknown_and_malformed_ids_are_not_found(practice: SmallPractice, client_id: str) -> None:
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient(client_id, client_id))
    assert codes(outcome) == [UserErrorCode.NOT_FOUND, UserErrorCode.NOT_FOUND]
    assert paths(outcome) == ["clientId", "providerId"]
    assert await practice.snapshot() == before


async def test_another_team_s_rows_are_not_found_exactly_as_absent_ones(practice: SmallPractice) -> None:
    await practice.waiting("bo", team_id="tem_south")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    hidden = await desk.do(AssignClient("cli_bo", "prv_sam"))
    absent = await desk.do(AssignClient("cli_nobody", "prv_nobody"))
    assert hidden.user_errors == absent.user_errors
    assert await practice.snapshot() == before


async def test_a_supervisor_assigns_within_the_team(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    assert (await desk.do(AssignClient("cli_bo", "prv_ana"))).user_errors == ()


@pytest.mark.parametrize(("role", "company"), [("STAFF", frozenset()), ("STAFF", frozenset({"qmhp"}))])
async def test_without_any_grant_it_is_forbidden(practice: SmallPractice, role: str, company: frozenset[str]) -> None:
    await practice.waiting("bo")
    desk = await practice.desk(await practice.person(role, company=company))
    before = await practice.snapshot()
    with pytest.raises(Forbidden):
        await desk.do(AssignClient("cli_bo", "prv_ana"))
    assert await practice.snapshot() == before


async def test_who_reads_all_and_writes_one_team_is_not_allowed_elsewhere(practice: SmallPractice) -> None:
    await practice.waiting("bo", team_id="tem_south")
    both = await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"}))
    desk = await practice.desk(both)
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_sam"))
    assert codes(outcome) == [UserErrorCode.NOT_ALLOWED, UserErrorCode.NOT_ALLOWED]
    assert await practice.snapshot() == before


async def test_access_that_changed_since_is_noticed(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk(epoch=7)
    before = await practice.snapshot()
    with pytest.raises(StaleAccess):
        await desk.do(AssignClient("cli_bo", "prv_ana"))
    assert await practice.snapshot() == before


async def test_a_stale_version_is_told(practice: SmallPractice) -> None:
    await practice.waiting("bo", version=3)
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana", client_version=2))
    assert codes(outcome) == [UserErrorCode.STALE]
    assert paths(outcome) == ["clientVersion"]
    assert await practice.snapshot() == before
    assert (await desk.do(AssignClient("cli_bo", "prv_ana", client_version=3))).user_errors == ()


@pytest.mark.parametrize("provider", ["ana", "sam"])
async def test_an_active_client_is_assigned_already(practice: SmallPractice, provider: str) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", f"prv_{provider}"))
    assert codes(outcome) == [UserErrorCode.ALREADY_ASSIGNED]
    assert "assignment" not in outcome.ids
    assert outcome.ids["previous_provider"] == "prv_ana"
    assert await practice.snapshot() == before


async def test_a_discharged_client_is_not_in_the_pool(practice: SmallPractice) -> None:
    await practice.client("bo", ClientStatus.DISCHARGED)
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana", override_reason="please"))
    assert codes(outcome) == [UserErrorCode.NOT_IN_POOL]
    assert await practice.snapshot() == before


async def test_every_failed_gate_is_reported(practice: SmallPractice) -> None:
    await practice.provider("full", capacity=0, accepting_new_clients=False, status=ProviderStatus.ON_LEAVE)
    await practice.waiting("bo")
    await practice.do_not_match("bo", "full")
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_full"))
    found = {(each.code, each.gate.code) for each in outcome.user_errors if each.gate is not None}
    assert found == {
        (UserErrorCode.NOT_ELIGIBLE, "PROVIDER_NOT_ACTIVE"),
        (UserErrorCode.NOT_ELIGIBLE, "NOT_ACCEPTING"),
        (UserErrorCode.AT_CAPACITY, "NO_FREE_UNITS"),
        (UserErrorCode.NOT_ELIGIBLE, "DO_NOT_MATCH"),
    }
    assert set(paths(outcome)) == {"providerId"}
    assert await practice.snapshot() == before


async def test_the_weight_must_fit(practice: SmallPractice) -> None:
    await practice.provider("one", capacity=1)
    await practice.waiting("bo", case_weight_hundredths=101)
    desk = await practice.desk()
    assert codes(await desk.do(AssignClient("cli_bo", "prv_one"))) == [UserErrorCode.AT_CAPACITY]


async def test_a_further_gate_blocks_only_where_the_practice_says_so(practice: SmallPractice) -> None:
    await practice.provider("payer", payers=["Aetna"])
    await practice.waiting("bo", payer="Cigna", insurance_status=InsuranceStatus.VERIFIED)
    desk = await practice.desk()
    await practice.settings(gate_modes={"PAYER_NOT_TAKEN": "BLOCK"})
    refused = await desk.do(AssignClient("cli_bo", "prv_payer"))
    assert [each.gate.code for each in refused.user_errors if each.gate] == ["PAYER_NOT_TAKEN"]
    await practice.settings(gate_modes={"PAYER_NOT_TAKEN": "WARN"})
    assert (await desk.do(AssignClient("cli_bo", "prv_payer"))).user_errors == ()


@pytest.mark.parametrize(
    "fields",
    [{"capacity": 0}, {"accepting_new_clients": False}, {"status": ProviderStatus.ON_LEAVE}, {}],
    ids=["full", "not accepting", "on leave", "do not match"],
)
async def test_each_gate_but_departure_gives_way_to_an_override(
    practice: SmallPractice, fields: dict[str, object]
) -> None:
    await practice.provider("barred", **fields)
    await practice.waiting("bo")
    if not fields:
        await practice.do_not_match("bo", "barred")
    desk = await practice.desk()
    assert len(codes(await desk.do(AssignClient("cli_bo", "prv_barred")))) == 1
    outcome = await desk.do(AssignClient("cli_bo", "prv_barred", override_reason="agreed"))
    assert outcome.user_errors == ()
    assert (await practice.row(Assignment, str(outcome.ids["assignment"])))["override_reason"] == "agreed"


async def test_of_six_who_assign_one_client_at_once_one_gets_the_client(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk()
    commands = [AssignClient("cli_bo", f"prv_{name}") for name in ("ana", "sam") * 3]
    outcomes = await asyncio.gather(*(desk.do(each) for each in commands))
    assert Counter(tuple(codes(each)) for each in outcomes) == {(): 1, (UserErrorCode.ALREADY_ASSIGNED,): 5}
    assert sum(each["load_hundredths"] for each in await practice.rows(Provider)) == 100
    assert len(await practice.rows(Assignment)) == len(await practice.rows(EventRow)) == 1


async def test_an_override_with_a_reason_is_recorded(practice: SmallPractice) -> None:
    await practice.provider("full", capacity=0)
    await practice.waiting("bo")
    desk = await practice.desk()
    outcome = await desk.do(AssignClient("cli_bo", "prv_full", override_reason="  No one else speaks Tigrinya "))
    assert outcome.user_errors == ()
    assigned = await practice.row(Assignment, str(outcome.ids["assignment"]))
    assert assigned["override_reason"] == "No one else speaks Tigrinya"
    (event,) = await practice.rows(EventRow)
    assert event["override_reason"] == "No one else speaks Tigrinya"


async def test_an_override_where_nothing_fails_is_not_recorded(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk(await practice.person("SUPPORT_STAFF"))
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana", override_reason="just in case"))
    assert outcome.user_errors == ()
    assert (await practice.row(Assignment, str(outcome.ids["assignment"])))["override_reason"] is None


async def test_support_staff_may_not_override(practice: SmallPractice) -> None:
    await practice.provider("full", capacity=0, accepting_new_clients=False)
    await practice.waiting("bo")
    desk = await practice.desk(await practice.person("SUPPORT_STAFF"))
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_full", override_reason="urgent"))
    assert codes(outcome) == [UserErrorCode.NOT_ALLOWED]
    assert paths(outcome) == ["overrideReason"]
    assert await practice.snapshot() == before


@pytest.mark.parametrize("reason", ["", "   ", "a\x00b", "x" * 2001])
@pytest.mark.parametrize("capacity", [0, 5])
async def test_a_blank_or_unusable_reason_is_invalid(practice: SmallPractice, reason: str, capacity: int) -> None:
    await practice.provider("some", capacity=capacity)
    await practice.waiting("bo")
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_some", override_reason=reason))
    assert codes(outcome) == [UserErrorCode.INVALID]
    assert paths(outcome) == ["overrideReason"]
    assert await practice.snapshot() == before


async def test_nobody_is_assigned_to_the_departed_whatever_the_reason(practice: SmallPractice) -> None:
    await practice.provider("gone", status=ProviderStatus.DEPARTED)
    await practice.waiting("bo")
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_gone", override_reason="please"))
    assert codes(outcome) == [UserErrorCode.NOT_ELIGIBLE]
    assert await practice.snapshot() == before


async def test_an_assignment_can_be_backdated_even_before_its_pool_entry(practice: SmallPractice) -> None:
    await practice.waiting("bo", since=3)
    desk = await practice.desk()
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana", assigned_at=days_ago(5)))
    assert outcome.user_errors == ()
    assigned = await practice.row(Assignment, str(outcome.ids["assignment"]))
    assert (assigned["assigned_at"], assigned["assigned_on"]) == (days_ago(5), days_ago(5).date())
    entry = await practice.row(PoolEntry, "pen_bo")
    assert (entry["left_at"], entry["left_on"]) == (days_ago(3), days_ago(3).date())


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(NOW + timedelta(microseconds=1), id="in the future"),
        pytest.param(days_ago(31), id="before intake"),
        pytest.param(days_ago(21), id="within an earlier assignment"),
        pytest.param(days_ago(30), id="around an earlier assignment"),
    ],
)
async def test_a_senseless_date_is_invalid(practice: SmallPractice, at: object) -> None:
    await practice.waiting("bo")
    await practice.ended("bo", "sam", since=29, until=20)
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana", assigned_at=at))  # type: ignore[arg-type]
    assert codes(outcome) == [UserErrorCode.INVALID]
    assert paths(outcome) == ["assignedAt"]
    assert await practice.snapshot() == before


@pytest.mark.parametrize("at", [11, 6], ids=["before the present provider", "before the last session known"])
async def test_a_move_cannot_be_dated_into_what_the_present_provider_did(practice: SmallPractice, at: int) -> None:
    await practice.served("bo", "ana", since=10)
    await practice.change(Assignment, "asg_bo", first_session_at=days_ago(5), first_session_on=days_ago(5).date())
    fields = {"entered_at": days_ago(2), "entered_on": days_ago(2).date(), "reason": PoolReason.TRANSFER}
    await practice.add(PoolEntry(id="pen_transfer", client_id="cli_bo", **fields))
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(AssignClient("cli_bo", "prv_sam", assigned_at=days_ago(at)))
    assert (codes(outcome), paths(outcome)) == ([UserErrorCode.INVALID], ["assignedAt"])
    assert await practice.snapshot() == before
    assert (await desk.do(AssignClient("cli_bo", "prv_sam", assigned_at=days_ago(4)))).user_errors == ()


async def test_an_assignment_may_begin_the_instant_the_last_one_ended(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.ended("bo", "sam", since=29, until=20)
    desk = await practice.desk()
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana", assigned_at=days_ago(20)))
    assert outcome.user_errors == ()


async def test_intake_is_compared_in_the_practice_s_own_days(practice: SmallPractice) -> None:
    await practice.settings(time_zone="America/Los_Angeles")
    await practice.waiting("bo", intake_date=days_ago(1).date())
    desk = await practice.desk()
    just_before = days_ago(1).replace(hour=7, minute=59)
    refused = await desk.do(AssignClient("cli_bo", "prv_ana", assigned_at=just_before))
    assert paths(refused) == ["assignedAt"]
    at_midnight = await desk.do(AssignClient("cli_bo", "prv_ana", assigned_at=days_ago(1).replace(hour=8)))
    assert at_midnight.user_errors == ()


async def test_a_clock_behind_the_history_never_writes_an_overlap(practice: SmallPractice) -> None:
    await practice.waiting("bo", since=0)
    desk = await practice.desk(clock=lambda: NOW - timedelta(seconds=2))
    outcome = await desk.do(AssignClient("cli_bo", "prv_ana"))
    assert (await practice.row(Assignment, str(outcome.ids["assignment"])))["assigned_at"] == NOW
