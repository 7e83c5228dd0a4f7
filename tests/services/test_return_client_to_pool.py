"""What happens when an active client goes back to the pool."""

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry, Provider
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus, PoolReason
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import ReturnClientToPool
from tests.services.practice import NOW, SmallPractice, codes, paths


async def test_the_assignment_ends_and_a_transfer_entry_opens_for_the_provider_s_team(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    outcome = await desk.do(ReturnClientToPool("cli_bo", note=" moved away "))
    assert outcome.user_errors == ()
    assert outcome.ids["provider"] == "prv_ana"
    entry = await practice.row(PoolEntry, str(outcome.ids["pool_entry"]))
    assert (entry["reason"], entry["team_id"], entry["note"]) == (PoolReason.TRANSFER, "tem_north", "moved away")
    assert (entry["previous_provider_id"], entry["entered_at"]) == ("prv_ana", NOW)
    ended = await practice.row(Assignment, "asg_bo")
    assert (ended["end_reason"], ended["ended_at"]) == (AssignmentEndReason.RETURNED_TO_POOL, NOW)
    client = await practice.row(Client, "cli_bo")
    assert (client["status"], client["version"]) == (ClientStatus.WAITING, 2)
    assert (await practice.row(Provider, "prv_ana"))["caseload_count"] == 0
    assert len(await practice.rows(EventRow, type="CLIENT_RETURNED_TO_POOL")) == 1


async def test_the_provider_can_be_kept_until_the_move(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    outcome = await desk.do(ReturnClientToPool("cli_bo", keep_provider_until_moved=True))
    assert outcome.user_errors == ()
    assert (await practice.row(Assignment, "asg_bo"))["ended_at"] is None
    assert (await practice.row(Client, "cli_bo"))["status"] == ClientStatus.ACTIVE
    assert (await practice.row(Provider, "prv_ana"))["caseload_count"] == 1
    again = await desk.do(ReturnClientToPool("cli_bo", keep_provider_until_moved=True))
    assert codes(again) == [UserErrorCode.CONFLICT]


async def test_letting_go_of_a_kept_provider_keeps_the_entry_and_its_wait(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    kept = await desk.do(ReturnClientToPool("cli_bo", keep_provider_until_moved=True, note="Evenings"))
    outcome = await desk.do(ReturnClientToPool("cli_bo", team_id="tem_south"))
    assert outcome.ids["pool_entry"] == kept.ids["pool_entry"]
    entry = await practice.row(PoolEntry, str(kept.ids["pool_entry"]))
    assert (entry["team_id"], entry["version"], entry["left_at"]) == ("tem_south", 2, None)
    assert (await practice.row(Client, "cli_bo"))["status"] == ClientStatus.WAITING
    # The audit tells what was before: the entry had a team and a note already.
    _, event = sorted(await practice.rows(EventRow), key=lambda each: int(each["number"]))
    assert {each["field"]: (each["before"], each["after"]) for each in event["changes"]} == {
        "status": ("ACTIVE", "WAITING"),
        "providerId": ("prv_ana", None),
        "teamId": ("tem_north", "tem_south"),
    }


@pytest.mark.parametrize("status", [ClientStatus.WAITING, ClientStatus.DISCHARGED])
async def test_who_has_no_provider_cannot_be_returned(practice: SmallPractice, status: ClientStatus) -> None:
    await practice.client("bo", status)
    desk = await practice.desk()
    before = await practice.snapshot()
    assert codes(await desk.do(ReturnClientToPool("cli_bo"))) == [UserErrorCode.CONFLICT]
    assert await practice.snapshot() == before


async def test_every_problem_is_told(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    before = await practice.snapshot()
    unseen = await desk.do(ReturnClientToPool("cli_no", team_id="tem_no"))
    assert paths(unseen) == ["clientId", "teamId"]
    unusable = await desk.do(ReturnClientToPool("cli_bo", note="x" * 2001, client_version=4))
    assert codes(unusable) == [UserErrorCode.INVALID, UserErrorCode.STALE]
    assert await practice.snapshot() == before


async def test_a_supervisor_returns_to_the_own_team_only(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.served("so", "sam")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    assert paths(await desk.do(ReturnClientToPool("cli_so"))) == ["clientId"]
    elsewhere = await desk.do(ReturnClientToPool("cli_bo", team_id="tem_south"))
    assert codes(elsewhere) == [UserErrorCode.NOT_FOUND]
    assert await practice.snapshot() == before
    assert (await desk.do(ReturnClientToPool("cli_bo"))).user_errors == ()


async def test_a_change_that_would_put_the_client_out_of_reach_is_not_allowed(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    both = await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"}))
    desk = await practice.desk(both)
    before = await practice.snapshot()
    outcome = await desk.do(ReturnClientToPool("cli_bo", team_id="tem_south"))
    assert codes(outcome) == [UserErrorCode.NOT_ALLOWED]
    assert paths(outcome) == ["teamId"]
    assert await practice.snapshot() == before


async def test_readers_are_forbidden(practice: SmallPractice) -> None:
    desk = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    with pytest.raises(Forbidden):
        await desk.do(ReturnClientToPool("cli_bo"))
