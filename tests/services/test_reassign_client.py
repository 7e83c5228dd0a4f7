"""What happens when an active client is moved."""

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
from caseload_gql.services.commands import ReassignClient
from tests.services.practice import NOW, SmallPractice, codes, paths


async def test_moving_ends_one_assignment_and_begins_the_next_at_one_instant(practice: SmallPractice) -> None:
    await practice.served("bo", "ana", case_weight_hundredths=250)
    desk = await practice.desk(score=5000)
    outcome = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    assert outcome.user_errors == ()
    assert outcome.ids["previous_provider"] == "prv_ana"
    assert outcome.ids["pool_entry"] is None
    old = await practice.row(Assignment, "asg_bo")
    assert (old["ended_at"], old["end_reason"]) == (NOW, AssignmentEndReason.TRANSFERRED)
    new = await practice.row(Assignment, str(outcome.ids["assignment"]))
    assert (new["assigned_at"], new["previous_assignment_id"]) == (NOW, "asg_bo")
    assert new["match_score_ten_thousandths"] == 5000
    assert (await practice.row(Provider, "prv_ana"))["load_hundredths"] == 0
    assert (await practice.row(Provider, "prv_sam"))["load_hundredths"] == 250
    assert (await practice.row(Client, "cli_bo"))["version"] == 2
    (event,) = await practice.rows(EventRow)
    assert {"field": "providerId", "before": "prv_ana", "after": "prv_sam"} in event["changes"]


async def test_moving_closes_an_open_transfer(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.add(_transfer("bo"))
    desk = await practice.desk()
    outcome = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    assert outcome.ids["pool_entry"] == "pen_transfer"
    assert (await practice.row(PoolEntry, "pen_transfer"))["outcome"] == PoolEntryOutcome.ASSIGNED


async def test_the_weight_moved_is_the_one_the_assignment_counted(practice: SmallPractice) -> None:
    await practice.served("bo", "ana", case_weight_hundredths=100)
    await practice.change(Client, "cli_bo", case_weight_hundredths=300)
    desk = await practice.desk()
    await desk.do(ReassignClient("cli_bo", "prv_sam"))
    assert (await practice.row(Provider, "prv_ana"))["load_hundredths"] == 0


@pytest.mark.parametrize(
    ("status", "provider", "code"),
    [
        (ClientStatus.WAITING, "ana", UserErrorCode.CONFLICT),
        (ClientStatus.DISCHARGED, "ana", UserErrorCode.CONFLICT),
        (ClientStatus.ACTIVE, "ana", UserErrorCode.ALREADY_ASSIGNED),
    ],
)
async def test_only_another_provider_s_active_client_is_moved(
    practice: SmallPractice, status: ClientStatus, provider: str, code: UserErrorCode
) -> None:
    if status is ClientStatus.ACTIVE:
        await practice.served("bo", "ana")
    else:
        await practice.client("bo", status)
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(ReassignClient("cli_bo", f"prv_{provider}"))
    assert codes(outcome) == [code]
    assert await practice.snapshot() == before


async def test_the_gates_hold_here_too(practice: SmallPractice) -> None:
    await practice.provider("full", capacity=0)
    await practice.served("bo", "ana")
    desk = await practice.desk(await practice.person("SUPPORT_STAFF"))
    before = await practice.snapshot()
    assert codes(await desk.do(ReassignClient("cli_bo", "prv_full"))) == [UserErrorCode.AT_CAPACITY]
    overriding = ReassignClient("cli_bo", "prv_full", override_reason="now")
    assert paths(await desk.do(overriding)) == ["overrideReason"]
    assert await practice.snapshot() == before


async def test_an_override_is_recorded_and_never_reaches_the_departed(practice: SmallPractice) -> None:
    await practice.provider("full", capacity=0)
    await practice.provider("gone", status=ProviderStatus.DEPARTED)
    await practice.served("bo", "ana")
    await practice.do_not_match("bo", "sam")
    desk = await practice.desk()
    before = await practice.snapshot()
    for provider in ("gone", "sam"):
        refused = await desk.do(ReassignClient("cli_bo", f"prv_{provider}"))
        assert codes(refused) == [UserErrorCode.NOT_ELIGIBLE]
    gone = await desk.do(ReassignClient("cli_bo", "prv_gone", override_reason="please"))
    assert codes(gone) == [UserErrorCode.NOT_ELIGIBLE]
    blank = await desk.do(ReassignClient("cli_bo", "prv_full", override_reason=" "))
    assert (codes(blank), paths(blank)) == ([UserErrorCode.INVALID], ["overrideReason"])
    assert await practice.snapshot() == before
    outcome = await desk.do(ReassignClient("cli_bo", "prv_full", override_reason="agreed"))
    assert (await practice.row(Assignment, str(outcome.ids["assignment"])))["override_reason"] == "agreed"
    (event,) = await practice.rows(EventRow)
    assert event["override_reason"] == "agreed"


async def test_a_stale_version_stops_the_move(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(ReassignClient("cli_bo", "prv_sam", client_version=9))
    assert codes(outcome) == [UserErrorCode.STALE]
    assert await practice.snapshot() == before


async def test_a_supervisor_does_not_move_clients_to_another_team(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    outcome = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    assert codes(outcome) == [UserErrorCode.NOT_FOUND]
    assert paths(outcome) == ["providerId"]
    assert await practice.snapshot() == before


async def test_readers_are_forbidden(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    with pytest.raises(Forbidden):
        await desk.do(ReassignClient("cli_bo", "prv_sam"))


def _transfer(name: str) -> PoolEntry:
    return PoolEntry(
        id="pen_transfer", client_id=f"cli_{name}", reason=PoolReason.TRANSFER, entered_at=NOW, entered_on=NOW.date()
    )
