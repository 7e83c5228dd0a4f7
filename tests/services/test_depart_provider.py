"""What happens when a provider leaves the practice, and comes back."""

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry, Provider, ProviderLeave
from caseload_gql.domain.vocabulary import LeaveHandling, PoolReason, ProviderStatus
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import AssignClient, UndoAssignment
from caseload_gql.services.provider_commands import (
    DepartProvider,
    EndProviderLeave,
    ReinstateProvider,
    StartProviderLeave,
)
from tests.services.practice import TODAY, SmallPractice, codes, days_ago, paths


async def test_every_client_goes_to_the_pool_and_is_told_of(practice: SmallPractice) -> None:
    await practice.served("bo", "ana", since=9, case_weight_hundredths=150)
    await practice.served("cy", "ana", since=20)
    await practice.served("di", "sam")
    desk = await practice.desk(actor := await practice.person("SUPPORT_STAFF"))
    outcome = await desk.do(DepartProvider("prv_ana"))
    assert outcome.user_errors == ()
    provider = await practice.row(Provider, "prv_ana")
    assert (provider["status"], provider["version"], provider["capacity"]) == ("DEPARTED", 2, 5)
    assert (provider["load_hundredths"], provider["caseload_count"]) == (0, 0)
    entries = {each["client_id"]: each for each in await practice.rows(PoolEntry, left_at=None)}
    assert sorted(outcome.lists["pool_entries"]) == sorted(each["id"] for each in entries.values())
    for client_id, assignment_id in (("cli_bo", "asg_bo"), ("cli_cy", "asg_cy")):
        entry, ended = entries[client_id], await practice.row(Assignment, assignment_id)
        assert (entry["reason"], entry["team_id"], entry["previous_provider_id"]) == (
            PoolReason.PROVIDER_LEFT,
            "tem_north",
            "prv_ana",
        )
        assert (ended["end_reason"], ended["ended_at"]) == ("PROVIDER_LEFT", entry["entered_at"])
        client = await practice.row(Client, client_id)
        assert (client["status"], client["version"]) == ("WAITING", 2)
    assert (await practice.row(Client, "cli_di"))["status"] == "ACTIVE"
    departed, first, second = await practice.rows(EventRow)
    assert (departed["type"], departed["provider_id"], departed["actor_id"]) == (
        "PROVIDER_DEPARTED",
        "prv_ana",
        actor.user_id,
    )
    assert departed["changes"] == [
        {"field": "status", "before": "ACTIVE", "after": "DEPARTED"},
        {"field": "caseloadCount", "before": 2, "after": 0},
    ]
    assert [first["client_id"], second["client_id"]] == ["cli_cy", "cli_bo"]
    assert {each["field"]: (each["before"], each["after"]) for each in second["changes"]} == {
        "status": ("ACTIVE", "WAITING"),
        "reason": (None, "PROVIDER_LEFT"),
        "providerId": ("prv_ana", None),
        "endReason": (None, "PROVIDER_LEFT"),
        "teamId": (None, "tem_north"),
    }


async def test_who_waits_to_be_moved_keeps_the_entry_and_its_wait_under_the_new_reason(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    transfer = {"id": "pen_move", "team_id": "tem_south", "note": "Prefers evenings"}
    await practice.entry("bo", PoolReason.TRANSFER, since=4, previous_provider_id="prv_ana", **transfer)
    desk = await practice.desk()
    outcome = await desk.do(DepartProvider("prv_ana"))
    assert outcome.lists == {"pool_entries": ["pen_move"]}
    entry = await practice.row(PoolEntry, "pen_move")
    assert (entry["reason"], entry["entered_at"], entry["left_at"]) == ("PROVIDER_LEFT", days_ago(4), None)
    assert (entry["team_id"], entry["note"], entry["version"]) == ("tem_south", "Prefers evenings", 2)
    told = (await practice.rows(EventRow))[-1]["changes"]
    assert {"field": "reason", "before": "TRANSFER", "after": "PROVIDER_LEFT"} in told
    assert "teamId" not in {each["field"] for each in told}
    assert codes(await desk.do(AssignClient("cli_bo", "prv_sam"))) == []


async def test_a_leave_that_runs_ends_with_the_departure(practice: SmallPractice) -> None:
    await practice.change(Provider, "prv_ana", status=ProviderStatus.ON_LEAVE)
    await practice.add(ProviderLeave(id="lve_1", provider_id="prv_ana", starts_on=TODAY))
    desk = await practice.desk()
    assert codes(await desk.do(DepartProvider("prv_ana"))) == []
    (leave,) = await practice.rows(ProviderLeave)
    assert leave["ended_at"] is not None
    (event,) = await practice.rows(EventRow)
    assert event["changes"] == [
        {"field": "status", "before": "ON_LEAVE", "after": "DEPARTED"},
        {"field": "leaveFrom", "before": TODAY.isoformat(), "after": None},
    ]
    assert codes(await desk.do(ReinstateProvider("prv_ana"))) == []
    assert (await practice.row(Provider, "prv_ana"))["status"] == "ACTIVE"


async def test_leaves_that_the_provider_covers_go_on_without_a_cover(practice: SmallPractice) -> None:
    desk = await practice.desk()
    for name in ("bea", "cid"):
        await practice.provider(name, team_id="tem_south")
        covered = StartProviderLeave(f"prv_{name}", TODAY, None, LeaveHandling.KEEP, "prv_ana")
        assert codes(await desk.do(covered)) == []
    assert codes(await desk.do(EndProviderLeave("prv_cid"))) == []
    refused = await (await practice.desk(await practice.person("SUPPORT_STAFF"))).do(DepartProvider("prv_no"))
    assert codes(refused) == [UserErrorCode.NOT_FOUND]
    assert codes(await desk.do(DepartProvider("prv_ana"))) == []
    running, over = sorted(await practice.rows(ProviderLeave), key=lambda each: str(each["provider_id"]))
    assert (running["cover_provider_id"], running["ended_at"]) == (None, None)
    # What was is not written over.
    assert over["cover_provider_id"] == "prv_ana"
    bea, cid = [await practice.row(Provider, f"prv_{name}") for name in ("bea", "cid")]
    assert (bea["status"], bea["version"], cid["version"]) == ("ON_LEAVE", 3, 3)
    assert (await practice.events_in_order())[-2:] == ["PROVIDER_DEPARTED", "PROVIDER_UPDATED"]
    (event,) = await practice.rows(EventRow, type="PROVIDER_UPDATED")
    assert event["provider_id"] == "prv_bea"
    assert event["changes"] == [{"field": "coverProviderId", "before": "prv_ana", "after": None}]
    assert codes(await desk.do(EndProviderLeave("prv_bea"))) == []


async def test_nobody_is_assigned_or_given_back_to_who_has_left(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.waiting("cy")
    desk = await practice.desk()
    moved = await desk.do(AssignClient("cli_cy", "prv_ana"))
    assert codes(await desk.do(DepartProvider("prv_ana"))) == []
    before = await practice.snapshot()
    for reason in (None, "Agreed"):
        refused = await desk.do(AssignClient("cli_bo", "prv_ana", override_reason=reason))
        assert codes(refused) == [UserErrorCode.NOT_ELIGIBLE]
    assert codes(await desk.do(UndoAssignment(str(moved.ids["assignment"])))) == [UserErrorCode.CONFLICT]
    assert await practice.snapshot() == before


async def test_reinstating_brings_nobody_back_and_may_set_a_capacity(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    await desk.do(DepartProvider("prv_ana"))
    before = await practice.snapshot()
    for capacity in (-1, 10_001):
        refused = await desk.do(ReinstateProvider("prv_ana", capacity))
        assert (codes(refused), paths(refused)) == ([UserErrorCode.INVALID], ["capacity"])
    assert await practice.snapshot() == before
    assert codes(await desk.do(ReinstateProvider("prv_ana", 0))) == []
    row = await practice.row(Provider, "prv_ana")
    assert (row["status"], row["capacity"], row["caseload_count"], row["version"]) == ("ACTIVE", 0, 0, 3)
    assert (await practice.row(Client, "cli_bo"))["status"] == "WAITING"
    assert (await practice.rows(EventRow))[-1]["changes"] == [
        {"field": "status", "before": "DEPARTED", "after": "ACTIVE"},
        {"field": "capacity", "before": 5, "after": 0},
    ]


async def test_leaving_twice_and_coming_back_without_having_left_are_conflicts(practice: SmallPractice) -> None:
    desk = await practice.desk()
    before = await practice.snapshot()
    refused = await desk.do(ReinstateProvider("prv_ana", -1))
    assert (codes(refused), paths(refused)) == (
        [UserErrorCode.CONFLICT, UserErrorCode.INVALID],
        ["providerId", "capacity"],
    )
    assert await practice.snapshot() == before
    await desk.do(DepartProvider("prv_ana"))
    before = await practice.snapshot()
    again = await desk.do(DepartProvider("prv_ana"))
    assert (codes(again), paths(again), again.lists) == ([UserErrorCode.CONFLICT], ["providerId"], {})
    assert await practice.snapshot() == before


async def test_one_key_lets_a_provider_leave_once(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    first, again = [await desk.do(DepartProvider("prv_ana"), "key") for _ in range(2)]
    assert (first.user_errors, first.lists) == ((), again.lists)
    assert len(await practice.rows(EventRow)) == 2


async def test_supervisors_let_nobody_leave_or_come_back(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    for command in (DepartProvider("prv_ana"), ReinstateProvider("prv_ana")):
        with pytest.raises(Forbidden):
            await desk.do(command)
    assert await practice.snapshot() == before
