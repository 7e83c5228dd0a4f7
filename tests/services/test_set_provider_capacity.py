"""What happens when a capacity is set."""

import pytest

from caseload_gql.db.models import EventRow, Provider
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import SetProviderCapacity
from tests.services.practice import SmallPractice, codes, paths


@pytest.mark.parametrize("capacity", [0, 1, 10_000])
async def test_a_capacity_is_set_and_recorded(practice: SmallPractice, capacity: int) -> None:
    await practice.served("bo", "ana")
    await practice.served("mo", "ana")
    desk = await practice.desk()
    outcome = await desk.do(SetProviderCapacity("prv_ana", capacity, provider_version=1))
    assert outcome.user_errors == ()
    provider = await practice.row(Provider, "prv_ana")
    assert (provider["capacity"], provider["version"], provider["load_hundredths"]) == (capacity, 2, 200)
    (event,) = await practice.rows(EventRow)
    assert event["changes"] == [{"field": "capacity", "before": 5, "after": capacity}]


async def test_the_same_capacity_once_more_changes_nothing(practice: SmallPractice) -> None:
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(SetProviderCapacity("prv_ana", 5))
    assert (outcome.user_errors, outcome.ids) == ((), {"provider": "prv_ana"})
    assert await practice.snapshot() == before


@pytest.mark.parametrize("capacity", [-1, 10_001, 2**31 - 1])
async def test_a_capacity_out_of_range_is_invalid(practice: SmallPractice, capacity: int) -> None:
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(SetProviderCapacity("prv_ana", capacity, provider_version=3))
    assert codes(outcome) == [UserErrorCode.INVALID, UserErrorCode.STALE]
    assert outcome.ids == {"provider": "prv_ana"}
    assert await practice.snapshot() == before


async def test_other_teams_providers_are_not_found_and_readable_ones_not_allowed(practice: SmallPractice) -> None:
    supervisor = await practice.desk(await practice.person("STAFF", "tem_north"))
    reader_too = await practice.desk(await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    hidden = await supervisor.do(SetProviderCapacity("prv_sam", 3))
    seen = await reader_too.do(SetProviderCapacity("prv_sam", 3))
    assert (codes(hidden), codes(seen)) == ([UserErrorCode.NOT_FOUND], [UserErrorCode.NOT_ALLOWED])
    assert paths(hidden) == paths(seen) == ["providerId"]
    assert await practice.snapshot() == before
    assert (await supervisor.do(SetProviderCapacity("prv_ana", 3))).user_errors == ()


async def test_readers_are_forbidden(practice: SmallPractice) -> None:
    desk = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    with pytest.raises(Forbidden):
        await desk.do(SetProviderCapacity("prv_ana", 3))
