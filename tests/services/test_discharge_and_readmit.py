"""What happens when a client's care ends, and when the client comes back."""

from datetime import timedelta

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry, Provider
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus, PoolEntryOutcome, PoolReason
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import DischargeClient, ReadmitClient, UndoAssignment
from tests.services.practice import NOW, TODAY, SmallPractice, codes, days_ago, paths


async def test_a_discharge_ends_the_assignment_and_frees_the_room(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    outcome = await desk.do(DischargeClient("cli_bo", note=" goals met ", client_version=1))
    assert outcome.user_errors == ()
    assert outcome.ids["provider"] == "prv_ana"
    ended = await practice.row(Assignment, "asg_bo")
    assert (ended["end_reason"], ended["ended_at"]) == (AssignmentEndReason.DISCHARGED, NOW)
    client = await practice.row(Client, "cli_bo")
    assert (client["status"], client["version"]) == (ClientStatus.DISCHARGED, 2)
    provider = await practice.row(Provider, "prv_ana")
    assert (provider["caseload_count"], provider["load_hundredths"]) == (0, 0)
    [event] = await practice.rows(EventRow, type="CLIENT_DISCHARGED")
    assert {"field": "note", "before": None, "after": "goals met"} in event["changes"]
    undone = await desk.do(UndoAssignment("asg_bo"))
    assert codes(undone) == [UserErrorCode.CONFLICT]


async def test_a_discharge_closes_the_open_entry_of_who_waits_or_is_to_be_moved(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.client("cy", ClientStatus.ACTIVE)
    await practice.assignment("cy", "ana", since=3)
    await practice.entry("cy", PoolReason.TRANSFER, since=1, team_id="tem_north")
    desk = await practice.desk()
    for name in ("bo", "cy"):
        outcome = await desk.do(DischargeClient(f"cli_{name}"))
        assert outcome.user_errors == ()
        assert outcome.ids["pool_entry"] == f"pen_{name}"
        entry = await practice.row(PoolEntry, f"pen_{name}")
        assert (entry["outcome"], entry["left_at"]) == (PoolEntryOutcome.DISCHARGED, NOW)


async def test_a_supervisor_discharges_who_then_is_out_of_sight(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.served("so", "sam")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    assert codes(await desk.do(DischargeClient("cli_so"))) == [UserErrorCode.NOT_FOUND]
    assert await practice.snapshot() == before
    assert (await desk.do(DischargeClient("cli_bo"))).user_errors == ()
    assert codes(await desk.do(ReadmitClient("cli_bo"))) == [UserErrorCode.NOT_FOUND]


async def test_who_may_see_but_not_change_is_told_so(practice: SmallPractice) -> None:
    await practice.served("so", "sam")
    await practice.client("gone", ClientStatus.DISCHARGED)
    both = await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"}))
    desk = await practice.desk(both)
    before = await practice.snapshot()
    refused = await desk.do(DischargeClient("cli_so"))
    assert (codes(refused), refused.ids["provider"]) == ([UserErrorCode.NOT_ALLOWED], "prv_sam")
    assert codes(await desk.do(ReadmitClient("cli_gone"))) == [UserErrorCode.NOT_ALLOWED]
    assert await practice.snapshot() == before


async def test_only_who_is_not_discharged_can_be(practice: SmallPractice) -> None:
    await practice.client("bo", ClientStatus.DISCHARGED)
    await practice.served("cy", "ana")
    desk = await practice.desk()
    before = await practice.snapshot()
    assert codes(await desk.do(DischargeClient("cli_bo"))) == [UserErrorCode.CONFLICT]
    unusable = await desk.do(DischargeClient("cli_cy", note="\0", client_version=9))
    assert codes(unusable) == [UserErrorCode.INVALID, UserErrorCode.STALE]
    assert await practice.snapshot() == before


async def test_a_readmission_begins_a_new_wait(practice: SmallPractice) -> None:
    await practice.client("bo", ClientStatus.DISCHARGED)
    await practice.ended("bo", "ana", since=20, until=5)
    desk = await practice.desk()
    outcome = await desk.do(ReadmitClient("cli_bo", team_id="tem_south"))
    assert outcome.user_errors == ()
    entry = await practice.row(PoolEntry, str(outcome.ids["pool_entry"]))
    assert (entry["reason"], entry["entered_at"], entry["team_id"]) == (PoolReason.RETURNING, NOW, "tem_south")
    assert entry["previous_provider_id"] == "prv_ana"
    client = await practice.row(Client, "cli_bo")
    assert (client["status"], client["intake_date"], client["version"]) == (ClientStatus.WAITING, TODAY, 2)
    [event] = await practice.rows(EventRow, type="CLIENT_READMITTED")
    before = days_ago(30).date().isoformat()
    assert {"field": "intakeDate", "before": before, "after": TODAY.isoformat()} in event["changes"]
    assert codes(await desk.do(ReadmitClient("cli_bo"))) == [UserErrorCode.CONFLICT]


async def test_the_new_intake_lies_between_the_discharge_and_today(practice: SmallPractice) -> None:
    await practice.client("bo", ClientStatus.DISCHARGED)
    await practice.ended("bo", "ana", since=20, until=5)
    desk = await practice.desk()
    before = await practice.snapshot()
    for day in (days_ago(6).date(), TODAY + timedelta(days=1)):
        refused = await desk.do(ReadmitClient("cli_bo", intake_date=day))
        assert (codes(refused), paths(refused)) == ([UserErrorCode.INVALID], ["intakeDate"])
    unseen = await desk.do(ReadmitClient("cli_bo", team_id="tem_no"))
    assert paths(unseen) == ["teamId"]
    assert await practice.snapshot() == before
    on_the_day = await desk.do(ReadmitClient("cli_bo", intake_date=days_ago(5).date()))
    assert on_the_day.user_errors == ()


async def test_readers_neither_discharge_nor_readmit(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    with pytest.raises(Forbidden):
        await desk.do(DischargeClient("cli_bo"))
    with pytest.raises(Forbidden):
        await desk.do(ReadmitClient("cli_bo"))
    assert await practice.snapshot() == before
