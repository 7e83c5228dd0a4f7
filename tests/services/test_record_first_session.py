"""What happens when the first session of an assignment is recorded."""

from datetime import timedelta

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import RecordFirstSession, UndoAssignment
from tests.services.practice import NOW, SmallPractice, codes, days_ago, paths


async def test_the_session_is_recorded_corrected_and_each_time_told(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    for at in (days_ago(2), days_ago(3)):
        outcome = await desk.do(RecordFirstSession("cli_bo", at))
        assert (outcome.user_errors, outcome.ids["assignment"]) == ((), "asg_bo")
        row = await practice.row(Assignment, "asg_bo")
        assert (row["first_session_at"], row["first_session_on"]) == (at, at.date())
    assert (await practice.row(Client, "cli_bo"))["version"] == 3
    assert len(await practice.rows(EventRow, type="FIRST_SESSION_RECORDED")) == 2
    assert codes(await desk.do(UndoAssignment("asg_bo"))) == [UserErrorCode.CONFLICT]


async def test_the_same_time_once_more_changes_nothing(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    await desk.do(RecordFirstSession("cli_bo", days_ago(2)))
    before = await practice.snapshot()
    assert (await desk.do(RecordFirstSession("cli_bo", days_ago(2)))).user_errors == ()
    assert await practice.snapshot() == before


async def test_a_session_lies_between_the_assignment_and_now(practice: SmallPractice) -> None:
    await practice.served("bo", "ana", since=10)
    desk = await practice.desk()
    before = await practice.snapshot()
    for at in (days_ago(10) - timedelta(seconds=1), NOW + timedelta(seconds=1)):
        refused = await desk.do(RecordFirstSession("cli_bo", at))
        assert (codes(refused), paths(refused)) == ([UserErrorCode.INVALID], ["at"])
        assert "assignment" not in refused.ids
    assert await practice.snapshot() == before


async def test_who_waits_has_no_session(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk()
    before = await practice.snapshot()
    refused = await desk.do(RecordFirstSession("cli_bo", days_ago(1)))
    assert codes(refused) == [UserErrorCode.CONFLICT]
    assert await practice.snapshot() == before


async def test_denials_change_nothing(practice: SmallPractice) -> None:
    await practice.served("so", "sam")
    supervisor = await practice.desk(await practice.person("STAFF", "tem_north"))
    reader = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    command = RecordFirstSession("cli_so", days_ago(1))
    assert codes(await supervisor.do(command)) == [UserErrorCode.NOT_FOUND]
    with pytest.raises(Forbidden):
        await reader.do(command)
    assert await practice.snapshot() == before
