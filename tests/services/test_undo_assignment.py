"""What happens when an assignment is taken back."""

import asyncio
from collections import Counter

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry, Provider
from caseload_gql.domain.vocabulary import (
    AssignmentEndReason,
    ClientStatus,
    PoolEntryOutcome,
    PoolReason,
    ProviderStatus,
)
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import AssignClient, ReassignClient, ReturnClientToPool, UndoAssignment
from tests.services.practice import SmallPractice, codes, days_ago


async def test_the_original_entry_reopens_and_the_wait_goes_on(practice: SmallPractice) -> None:
    await practice.waiting("bo", since=10)
    desk = await practice.desk()
    assigned = await desk.do(AssignClient("cli_bo", "prv_ana"))
    outcome = await desk.do(UndoAssignment(str(assigned.ids["assignment"])))
    assert outcome.user_errors == ()
    assert outcome.ids == {
        "assignment": assigned.ids["assignment"],
        "client": "cli_bo",
        "provider": "prv_ana",
        "previous_provider": None,
        "pool_entry": "pen_bo",
    }
    entry = await practice.row(PoolEntry, "pen_bo")
    assert (entry["entered_at"], entry["left_at"], entry["outcome"]) == (days_ago(10), None, None)
    assert entry["version"] == 3
    client = await practice.row(Client, "cli_bo")
    assert (client["status"], client["version"]) == (ClientStatus.WAITING, 3)
    assert (await practice.row(Provider, "prv_ana"))["load_hundredths"] == 0
    undone = await practice.row(Assignment, str(assigned.ids["assignment"]))
    assert undone["end_reason"] == AssignmentEndReason.UNDONE
    assert [each["type"] for each in await practice.rows(EventRow)] == ["CLIENT_ASSIGNED", "ASSIGNMENT_UNDONE"]


async def test_a_moved_client_goes_back_to_the_previous_provider(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    moved = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    outcome = await desk.do(UndoAssignment(str(moved.ids["assignment"])))
    assert outcome.user_errors == ()
    assert (outcome.ids["provider"], outcome.ids["previous_provider"]) == ("prv_sam", "prv_ana")
    (active,) = await practice.rows(Assignment, client_id="cli_bo", ended_at=None)
    assert active["provider_id"] == "prv_ana"
    assert active["id"] != "asg_bo"
    assert outcome.ids["pool_entry"] is None
    assert (await practice.row(Client, "cli_bo"))["status"] == ClientStatus.ACTIVE
    assert (await practice.row(Provider, "prv_ana"))["caseload_count"] == 1
    assert (await practice.row(Provider, "prv_sam"))["caseload_count"] == 0
    assert len(await practice.rows(Assignment, client_id="cli_bo")) == 3


async def test_a_full_previous_provider_is_not_overfilled(practice: SmallPractice) -> None:
    await practice.provider("one", capacity=1)
    await practice.served("bo", "one")
    await practice.waiting("next")
    desk = await practice.desk()
    moved = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    await desk.do(AssignClient("cli_next", "prv_one"))
    outcome = await desk.do(UndoAssignment(str(moved.ids["assignment"])))
    assert outcome.user_errors == ()
    assert await practice.rows(Assignment, client_id="cli_bo", ended_at=None) == []
    assert (await practice.row(Client, "cli_bo"))["status"] == ClientStatus.WAITING
    entry = await practice.row(PoolEntry, str(outcome.ids["pool_entry"]))
    assert (entry["reason"], entry["previous_provider_id"]) == (PoolReason.TRANSFER, "prv_sam")
    assert (await practice.row(Provider, "prv_one"))["load_hundredths"] == 100


@pytest.mark.parametrize(
    "fields",
    [
        {"status": ProviderStatus.ON_LEAVE},
        {"status": ProviderStatus.DEPARTED},
        {"accepting_new_clients": False},
        {},
    ],
    ids=["on leave", "departed", "not accepting", "do not match"],
)
async def test_a_previous_provider_who_fails_a_gate_by_now_is_not_given_the_client_back(
    practice: SmallPractice, fields: dict[str, object]
) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    moved = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    await practice.change(Provider, "prv_ana", **fields)
    if not fields:
        await practice.do_not_match("bo", "ana")
    outcome = await desk.do(UndoAssignment(str(moved.ids["assignment"])))
    assert outcome.user_errors == ()
    assert (await practice.row(Client, "cli_bo"))["status"] == ClientStatus.WAITING
    entry = await practice.row(PoolEntry, str(outcome.ids["pool_entry"]))
    assert (entry["reason"], entry["team_id"], entry["left_at"]) == (PoolReason.TRANSFER, "tem_south", None)
    assert {each["load_hundredths"] for each in await practice.rows(Provider)} == {0}


async def test_a_transfer_asked_for_after_a_move_is_withdrawn_with_it(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    moved = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    kept = await desk.do(ReturnClientToPool("cli_bo", keep_provider_until_moved=True))
    outcome = await desk.do(UndoAssignment(str(moved.ids["assignment"])))
    assert outcome.ids["pool_entry"] is None
    assert (await practice.row(PoolEntry, str(kept.ids["pool_entry"])))["outcome"] == PoolEntryOutcome.WITHDRAWN
    (active,) = await practice.rows(Assignment, client_id="cli_bo", ended_at=None)
    assert active["provider_id"] == "prv_ana"


async def test_a_transfer_asked_for_after_a_move_is_kept_where_nobody_takes_the_client_back(
    practice: SmallPractice,
) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    moved = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    kept = await desk.do(ReturnClientToPool("cli_bo", keep_provider_until_moved=True))
    await practice.change(Provider, "prv_ana", capacity=0)
    outcome = await desk.do(UndoAssignment(str(moved.ids["assignment"])))
    assert outcome.ids["pool_entry"] == kept.ids["pool_entry"]
    assert (await practice.row(PoolEntry, str(kept.ids["pool_entry"])))["left_at"] is None
    assert await practice.rows(Assignment, client_id="cli_bo", ended_at=None) == []


async def test_only_the_latest_assignment_while_active_can_be_taken_back(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.served("di", "ana")
    desk = await practice.desk()
    await desk.do(ReassignClient("cli_bo", "prv_sam"))
    await desk.do(ReturnClientToPool("cli_di"))
    before = await practice.snapshot()
    for assignment in ("asg_bo", "asg_di"):
        assert codes(await desk.do(UndoAssignment(assignment))) == [UserErrorCode.CONFLICT]
    assert await practice.snapshot() == before


async def test_of_six_who_undo_at_once_one_does(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    moved = UndoAssignment(str((await desk.do(ReassignClient("cli_bo", "prv_sam"))).ids["assignment"]))
    outcomes = await asyncio.gather(*(desk.do(moved) for _ in range(6)))
    assert Counter(tuple(codes(each)) for each in outcomes) == {(): 1, (UserErrorCode.CONFLICT,): 5}
    assert (await practice.row(Provider, "prv_ana"))["load_hundredths"] == 100
    assert (await practice.row(Provider, "prv_sam"))["load_hundredths"] == 0


async def test_a_transfer_goes_back_with_its_entry_open_again(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    kept = await desk.do(ReturnClientToPool("cli_bo", keep_provider_until_moved=True))
    moved = await desk.do(AssignClient("cli_bo", "prv_sam"))
    outcome = await desk.do(UndoAssignment(str(moved.ids["assignment"])))
    assert outcome.ids["pool_entry"] == kept.ids["pool_entry"]
    (active,) = await practice.rows(Assignment, client_id="cli_bo", ended_at=None)
    assert active["provider_id"] == "prv_ana"
    assert (await practice.row(PoolEntry, str(kept.ids["pool_entry"])))["left_at"] is None


async def test_a_transfer_asked_for_since_is_withdrawn(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk()
    assigned = await desk.do(AssignClient("cli_bo", "prv_ana"))
    kept = await desk.do(ReturnClientToPool("cli_bo", keep_provider_until_moved=True))
    outcome = await desk.do(UndoAssignment(str(assigned.ids["assignment"])))
    assert outcome.ids["pool_entry"] == "pen_bo"
    withdrawn = await practice.row(PoolEntry, str(kept.ids["pool_entry"]))
    assert withdrawn["outcome"] == PoolEntryOutcome.WITHDRAWN


async def test_who_was_imported_with_a_provider_and_never_waited_waits_for_the_provider_s_team(
    practice: SmallPractice,
) -> None:
    await practice.client("bo", ClientStatus.ACTIVE)
    await practice.assignment("bo", "ana", since=3)
    desk = await practice.desk()
    outcome = await desk.do(UndoAssignment("asg_bo"))
    assert (outcome.user_errors, outcome.ids["previous_provider"]) == ((), None)
    (entry,) = await practice.rows(PoolEntry)
    assert outcome.ids["pool_entry"] == entry["id"]
    assert (entry["reason"], entry["team_id"], entry["left_at"]) == (PoolReason.TRANSFER, "tem_north", None)
    assert (await practice.row(Client, "cli_bo"))["status"] == ClientStatus.WAITING
    assert (await practice.row(Provider, "prv_ana"))["load_hundredths"] == 0


async def test_the_same_provider_can_take_the_client_again_after_an_undo(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk()
    assigned = await desk.do(AssignClient("cli_bo", "prv_ana"))
    await desk.do(UndoAssignment(str(assigned.ids["assignment"])))
    assert (await desk.do(AssignClient("cli_bo", "prv_ana"))).user_errors == ()


async def test_what_an_undo_made_is_not_undone_again(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    moved = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    await desk.do(UndoAssignment(str(moved.ids["assignment"])))
    (active,) = await practice.rows(Assignment, client_id="cli_bo", ended_at=None)
    before = await practice.snapshot()
    assert codes(await desk.do(UndoAssignment(active["id"]))) == [UserErrorCode.CONFLICT]
    assert codes(await desk.do(UndoAssignment("asg_bo"))) == [UserErrorCode.CONFLICT]
    assert await practice.snapshot() == before


async def test_after_a_session_nothing_is_undone(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.change(Assignment, "asg_bo", first_session_at=days_ago(1), first_session_on=days_ago(1).date())
    desk = await practice.desk()
    before = await practice.snapshot()
    assert codes(await desk.do(UndoAssignment("asg_bo"))) == [UserErrorCode.CONFLICT]
    assert await practice.snapshot() == before


@pytest.mark.parametrize("assignment_id", ["asg_none", "", "\x00"])
async def test_unknown_and_other_teams_assignments_are_not_found(practice: SmallPractice, assignment_id: str) -> None:
    await practice.served("so", "sam")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    unknown = await desk.do(UndoAssignment(assignment_id))
    hidden = await desk.do(UndoAssignment("asg_so"))
    assert unknown == hidden
    assert codes(hidden) == [UserErrorCode.NOT_FOUND]
    assert await practice.snapshot() == before


async def test_an_undo_that_would_take_the_client_out_of_reach_is_not_allowed(practice: SmallPractice) -> None:
    await practice.waiting("bo", team_id=None)
    admin = await practice.desk()
    assigned = await admin.do(AssignClient("cli_bo", "prv_ana"))
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    outcome = await desk.do(UndoAssignment(str(assigned.ids["assignment"])))
    assert codes(outcome) == [UserErrorCode.NOT_ALLOWED]
    assert await practice.snapshot() == before


async def test_readers_are_forbidden(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    with pytest.raises(Forbidden):
        await desk.do(UndoAssignment("asg_bo"))
