"""What happens when an open pool entry is routed, or a transfer withdrawn."""

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry
from caseload_gql.domain.vocabulary import ClientStatus, PoolEntryOutcome, PoolPriority, PoolReason
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import RoutePoolEntry, WithdrawTransfer
from tests.services.practice import NOW, SmallPractice, codes, paths


async def moving(practice: SmallPractice, name: str = "bo", *, provider: str = "ana", team: str = "tem_north") -> None:
    """A client who is served and waits to be moved."""
    await practice.client(name, ClientStatus.ACTIVE)
    await practice.assignment(name, provider, since=9)
    await practice.entry(name, PoolReason.TRANSFER, since=2, team_id=team)


async def test_a_withdrawn_transfer_leaves_the_client_with_the_provider(practice: SmallPractice) -> None:
    await moving(practice)
    desk = await practice.desk()
    outcome = await desk.do(WithdrawTransfer("cli_bo"))
    assert (outcome.user_errors, outcome.ids["pool_entry"]) == ((), "pen_bo")
    entry = await practice.row(PoolEntry, "pen_bo")
    assert (entry["outcome"], entry["left_at"], entry["version"]) == (PoolEntryOutcome.WITHDRAWN, NOW, 2)
    assert (await practice.row(Assignment, "asg_bo"))["ended_at"] is None
    client = await practice.row(Client, "cli_bo")
    assert (client["status"], client["version"]) == (ClientStatus.ACTIVE, 2)
    assert len(await practice.rows(EventRow, type="TRANSFER_WITHDRAWN")) == 1
    assert codes(await desk.do(WithdrawTransfer("cli_bo"))) == [UserErrorCode.CONFLICT]


async def test_only_a_transfer_of_who_is_served_can_be_withdrawn(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk()
    before = await practice.snapshot()
    assert codes(await desk.do(WithdrawTransfer("cli_bo"))) == [UserErrorCode.CONFLICT]
    assert codes(await desk.do(WithdrawTransfer("cli_no"))) == [UserErrorCode.NOT_FOUND]
    assert await practice.snapshot() == before


async def test_who_would_lose_the_client_by_withdrawing_may_not(practice: SmallPractice) -> None:
    await moving(practice, provider="sam")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    assert codes(await desk.do(WithdrawTransfer("cli_bo"))) == [UserErrorCode.NOT_ALLOWED]
    assert await practice.snapshot() == before


async def test_what_is_given_changes_and_the_rest_stays(practice: SmallPractice) -> None:
    await practice.waiting("bo", since=10)
    desk = await practice.desk()
    await desk.do(RoutePoolEntry("pen_bo", team_id="tem_south", note=" soon "))
    await desk.do(RoutePoolEntry("pen_bo", priority=PoolPriority.URGENT))
    entry = await practice.row(PoolEntry, "pen_bo")
    assert (entry["team_id"], entry["note"], entry["priority"]) == ("tem_south", "soon", PoolPriority.URGENT)
    assert (entry["version"], (await practice.row(Client, "cli_bo"))["version"]) == (3, 3)
    assert len(await practice.rows(EventRow, type="POOL_ENTRY_ROUTED")) == 2


async def test_null_clears(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk()
    await desk.do(RoutePoolEntry("pen_bo", priority=PoolPriority.URGENT, note="soon"))
    await desk.do(RoutePoolEntry("pen_bo", team_id=None, priority=None, note=None))
    entry = await practice.row(PoolEntry, "pen_bo")
    assert (entry["team_id"], entry["note"], entry["priority"]) == (None, None, PoolPriority.ROUTINE)


async def test_what_is_so_already_is_no_change(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk()
    before = await practice.snapshot()
    assert (await desk.do(RoutePoolEntry("pen_bo", team_id="tem_north"))).user_errors == ()
    assert await practice.snapshot() == before


async def test_a_supervisor_may_route_an_entry_out_of_sight_and_not_to_teams_unseen(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.waiting("so", team_id="tem_south")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    assert codes(await desk.do(RoutePoolEntry("pen_so", team_id=None))) == [UserErrorCode.NOT_FOUND]
    unseen = await desk.do(RoutePoolEntry("pen_bo", team_id="tem_south"))
    assert (codes(unseen), paths(unseen)) == ([UserErrorCode.NOT_FOUND], ["teamId"])
    assert await practice.snapshot() == before
    assert (await desk.do(RoutePoolEntry("pen_bo", team_id=None))).user_errors == ()


async def test_routing_is_refused_with_every_problem(practice: SmallPractice) -> None:
    await practice.served("cy", "ana")
    await practice.waiting("bo")
    desk = await practice.desk()
    before = await practice.snapshot()
    assert codes(await desk.do(RoutePoolEntry("pen_cy", note="late"))) == [UserErrorCode.CONFLICT]
    many = await desk.do(RoutePoolEntry("pen_bo", "tem_no", note=" ", pool_entry_version=7))
    assert paths(many) == ["note", "teamId", "poolEntryVersion"]
    assert await practice.snapshot() == before


async def test_who_sees_without_writing_is_told_so(practice: SmallPractice) -> None:
    await practice.waiting("so", team_id="tem_south")
    both = await practice.desk(await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"})))
    reader = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    assert codes(await both.do(RoutePoolEntry("pen_so", note="x"))) == [UserErrorCode.NOT_ALLOWED]
    with pytest.raises(Forbidden):
        await reader.do(RoutePoolEntry("pen_so", note="x"))
    with pytest.raises(Forbidden):
        await reader.do(WithdrawTransfer("cli_so"))
    assert await practice.snapshot() == before
